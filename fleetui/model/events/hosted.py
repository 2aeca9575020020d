"""Seats of hosted agents, and the comments that tell them something."""

from __future__ import annotations

from fleetui.model.events.event import SeatEvent
from fleetui.model.value import value


@value
class HostedAdded(SeatEvent):
    """A hosted agent that works on an issue or a pull request has a seat; no process ever lives in it."""

    project: str
    agent: str
    """The name of its kind."""
    slot: int
    issue: int = 0
    pull: int = 0
    by: str = ""
    """How that is known: ``operator``, ``author``, ``branch`` or ``assigned``."""
    base: str = ""
    """The branch that its pull request goes to."""


@value
class HostedPullFound(SeatEvent):
    """The work of a hosted agent has a pull request."""

    pull: int
    base: str = ""


@value
class HostedLeft(SeatEvent):
    """The seat of a hosted agent went: its work was ``merged`` or ``closed``, or the operator ``dismissed`` it."""

    why: str


@value
class HostedBack(SeatEvent):
    """It is in the fleet again."""

    kept: bool = False
    """By the operator's key, although its work is over."""


@value
class CommentIntended(SeatEvent):
    """A follow-up to a hosted agent is about to be posted as a comment; nothing is asked for before this is durable."""

    entry: str
    delivery: str
    number: int
    """Below which issue or pull request."""
    known: tuple[str, ...] = ()
    """What the operator had said there before in the same words, as the forge calls it."""


@value
class CommentPosted(SeatEvent):
    """The forge has it."""

    entry: str
    delivery: str
    url: str
