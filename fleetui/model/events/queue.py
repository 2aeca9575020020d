"""What became of the entries of a queue before they went out."""

from __future__ import annotations

from typing import ClassVar

from fleetui.model.events.event import SeatEvent
from fleetui.model.value import value


@value
class EntryAdded(SeatEvent):
    """A follow-up or a step was queued; ``front`` puts it before all but what is under way, unconfirmed ones included.

    Version 1 knew no steps.
    """

    VERSION: ClassVar[int] = 2
    entry: str
    text: str
    entry_kind: str = "follow-up"
    front: bool = False
    step: str = ""
    """The step as it is written down; empty for what is typed."""
    literal: bool = False
    """Its text came from outside, as that of a task's file: braces in it are text, and nothing is filled in."""


@value
class EntryEdited(SeatEvent):
    """A waiting entry has a new text; it is queued again if it was held."""

    entry: str
    text: str
    step: str = ""
    """The step with its new words, where it is one."""


@value
class EntryAnchored(SeatEvent):
    """What was true of all that a follow-up claims was stored when it was queued or changed."""

    entry: str
    kept: str
    """Name of the stored text."""


@value
class EntryReanchored(SeatEvent):
    """The operator took a waiting follow-up's claims to where that is now; it is queued again if it was held."""

    entry: str
    text: str
    was: tuple[str, ...]
    """What was replaced, in the order of the text."""
    now: tuple[str, ...]
    """What stands there instead, one for each."""


@value
class EntryNoted(SeatEvent):
    """The operator sends a waiting follow-up as it is, with a note of what changed at its end."""

    entry: str
    note: str


@value
class EntryMoved(SeatEvent):
    """A waiting follow-up has another place among the live ones."""

    entry: str
    to: int


@value
class EntryGiven(SeatEvent):
    """A waiting entry went to the end of another agent's queue."""

    entry: str
    to: str


@value
class EntryHeld(SeatEvent):
    """A claim in a follow-up did not hold when it was to be sent."""

    entry: str
    reason: str


@value
class EntryReleased(SeatEvent):
    """The operator wants a held follow-up sent as it is, a held step to go on, or one that was not confirmed sent
    again."""

    entry: str


@value
class EntryTimed(SeatEvent):
    """A follow-up is not sent before a time: a condition such as ``after 2026-11-05T22:30:00+01:00`` or ``in 20m``."""

    entry: str
    not_before: str


@value
class EntryUrged(SeatEvent):
    """A follow-up may go at once, also to an agent that works, into its own queue; no time holds it any more."""

    entry: str


@value
class EntrySentOn(SeatEvent):
    """A follow-up may go to a run that rests after an error: the operator lets it, or the configuration does."""

    entry: str
    run: str
    after: str = ""
    """The cause of the error, where the configuration does."""


@value
class EntryCancelled(SeatEvent):
    """The operator took a follow-up out of the queue."""

    entry: str


@value
class EntryFilled(SeatEvent):
    """What a follow-up asks for was filled in: this is what is typed."""

    entry: str
    text: str


@value
class RulesAdded(SeatEvent):
    """A follow-up that is about to go out is typed with the standing rules; empty takes them out again."""

    entry: str
    text: str
