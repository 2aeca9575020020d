"""One entry of a queue, as events change it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Protocol

from fleetui.model.fleet import Fleet
from fleetui.model.fold.handler import Handler, with_key
from fleetui.model.queue import Entry, EntryState, Queue, with_entry, with_next


class OfEntry(Protocol):
    """An event about one entry of a seat's queue."""

    @property
    def seat(self) -> str:
        """Whose queue."""

    @property
    def entry(self) -> str:
        """Its id."""


def with_next_known(fleet: Fleet, seat: str, at: float) -> Fleet:
    """Whatever changed in a queue, its next entry is known, and since when."""
    queue = fleet.queues.get(seat, ())
    now = with_next(queue, at)
    return fleet if now is queue else with_queue(fleet, seat, now)


def with_queue(fleet: Fleet, seat: str, queue: Queue) -> Fleet:
    """The fleet with another queue of a seat."""
    return replace(fleet, queues=with_key(fleet.queues, seat, queue))


def waiting_entry(fleet: Fleet, seat: str, entry_id: str) -> Entry | None:
    """An entry of a seat's queue; ``None`` where it is not there, or waits no more."""
    found = (x for x in fleet.queues.get(seat, ()) if x.id == entry_id)
    entry = next(found, None)
    return entry if entry and entry.waits else None


def with_waiting(fleet: Fleet, event: OfEntry, **changes: Any) -> Fleet:
    """The fleet with changes of the entry that an event is about; as it is where that does not wait."""
    if waiting_entry(fleet, event.seat, event.entry) is None:
        return fleet
    return with_queue(fleet, event.seat, with_entry(fleet.queues[event.seat], event.entry, **changes))


def to_state(state: EntryState, only_from: frozenset[EntryState], **fixed: Any) -> Handler:
    """A handler that moves an entry into ``state`` when it comes from one of ``only_from``."""

    def handle(fleet: Fleet, event: Any, at: float) -> Fleet:
        queue = fleet.queues.get(event.seat, ())
        entry = next((x for x in queue if x.id == event.entry), None)
        if entry is None or entry.state not in only_from:
            return fleet
        changes: dict[str, Any] = {"state": state, "changed": at, "reason": getattr(event, "reason", "")}
        for name in ("delivery", "run"):
            if value := getattr(event, name, ""):
                changes[name] = value
        if state is EntryState.INTENDED:
            changes["typed"] = at
        return with_queue(fleet, event.seat, with_entry(queue, event.entry, **{**changes, **fixed}))

    return handle
