"""What the operator has a hosted agent told or given, by a key. No commands on purpose: no other process can ask."""

from __future__ import annotations

from fleetui.model.value import value

HAND = "hand"
"""The kind of act that gives an issue to a hosted agent."""


@value
class HandIssue:
    """Give an issue to a hosted agent as that wants it, and have a seat for it."""

    project: str
    number: int
    agent: str
    """The name of its kind."""
    name: str = ""
    """The seat's; empty: made from kind and number."""
    text: str = ""
    """What else it is told, where a comment begins it."""


@value
class TellHosted:
    """Queue a follow-up for a hosted agent, which is posted as a comment; or give one that waits another text."""

    project: str
    name: str
    text: str
    entry: str = ""
    """The one that gets another text; empty for a new one."""


@value
class TellAgain:
    """Post a follow-up that is held, or not confirmed: of the second one it may then stand there twice."""

    project: str
    name: str
    entry: str


HostedWish = HandIssue | TellHosted | TellAgain
