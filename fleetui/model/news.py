"""News: what happened to one agent, for an operator who was away, and in which word."""

from __future__ import annotations

from fleetui.model.value import value

KINDS = (
    "asked",
    "stuck",
    "failed",
    "limited",
    "not confirmed",
    "held",
    "finished",
    "landed",
    "restarted",
    "sent",
    "answered",
)
"""Every word a piece of news has, in the order of need."""


@value
class News:
    """One thing that happened to one agent."""

    seq: int
    at: float
    seat: str
    what: str
    """One of ``KINDS``."""
    text: str = ""
    """What it was about; not cleaned for one line."""
