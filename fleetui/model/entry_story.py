"""The story of one entry of a queue: what happened to it, and what its agent did until the turn it began was over."""

from __future__ import annotations

from collections.abc import Iterable

from fleetui.model import events as e
from fleetui.model.queue import FOLLOW_UP
from fleetui.model.status import Phase

MOST_PAST = 200
"""Texts of the past that are told."""
SHORTEST = 3
"""Characters of an id that are enough where no other begins with them."""


def entries_called(records: Iterable[e.Record], begun: str) -> tuple[str, ...]:
    """The ids of the entries that ``begun`` may mean: the one that is exactly this, or all that begin with it."""
    known = [record.event.entry for record in records if isinstance(record.event, e.EntryAdded)]
    if begun in known:
        return (begun,)
    return tuple(dict.fromkeys(one for one in known if len(begun) >= SHORTEST and one.startswith(begun)))


def story(records: Iterable[e.Record], entry: str) -> tuple[e.Record, ...]:
    """Every record about an entry, in order; once it is accepted, also what its agent did until it rested again."""
    teller = _Teller(entry)
    return tuple(record for record in records if teller.belongs(record.event))


class _Teller:
    """Goes through the records once, oldest first."""

    def __init__(self, entry: str) -> None:
        self.entry = entry
        self.seat = ""
        """The agent in whose queue it is; empty while it is in none."""
        self.run = ""
        self.turns = False
        """True from its acceptance until the agent rests."""

    def belongs(self, event: e.Event) -> bool:
        """Whether it is part of the story."""
        if getattr(event, "entry", None) == self.entry:
            self._follow(event)
            return True
        if isinstance(event, e.SeatRenamed) and event.seat == self.seat:
            self.seat = event.to
            return False
        if not self.turns or getattr(event, "seat", "") != self.seat:
            return False
        return self._of_turn(event)

    def _follow(self, event: e.Event) -> None:
        self.seat = getattr(event, "seat", self.seat)
        match event:
            case e.DeliveryIntended():
                self.run, self.turns = event.run, False
            case e.DeliveryAccepted():
                self.turns = True

    def _of_turn(self, event: e.Event) -> bool:
        if isinstance(event, e.RunEnded) and event.run == self.run:
            self.turns = False
            return True
        if isinstance(event, (e.DeliveryAccepted, e.DeliveryIntended)):
            self.turns = False  # the next one: the turn of this one was over before
            return False
        if isinstance(event, e.StatusChanged):
            self.turns = event.phase != Phase.IDLE
            return True
        return isinstance(event, e.StuckJudged)


def past_follow_ups(records: Iterable[e.Record], seat: str) -> tuple[str, ...]:
    """What an agent was given to do in the operator's own words, newest first, each text once."""
    found = (
        record.event.text
        for record in records
        if isinstance(record.event, (e.EntryAdded, e.EntryEdited))
        and record.event.seat == seat
        and not record.event.step
        and getattr(record.event, "entry_kind", FOLLOW_UP) == FOLLOW_UP
    )
    newest = dict.fromkeys(reversed(list(found)))
    return tuple(newest)[:MOST_PAST]
