"""Entries of the queues, before they go out."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model import events as e
from fleetui.model.fleet import Fleet
from fleetui.model.fold.entry import to_state, waiting_entry, with_queue, with_waiting
from fleetui.model.fold.handler import Handlers
from fleetui.model.forge.answers import without_entry
from fleetui.model.queue import (
    ENDED,
    STEP,
    UNDER_WAY,
    Entry,
    EntryState,
    live,
    moved,
    with_entry,
    with_next,
    with_note,
)
from fleetui.model.steps import Step, StepError, read

KEPT_ENDED = 50
"""Ended entries a queue remembers, for handoffs and `undo`."""


def _entry_added(fleet: Fleet, event: e.EntryAdded, at: float) -> Fleet:
    queue = fleet.queues.get(event.seat, ())
    if any(entry.id == event.entry for other in fleet.queues.values() for entry in other):
        return fleet  # one that was given away is still the same, and in one queue
    kind = STEP if event.step else event.entry_kind
    step = _step(event.step)
    entry = Entry(event.entry, event.text, kind=kind, added=at, changed=at, step=step, literal=event.literal)
    ended = tuple(x for x in queue if x.state in ENDED)[-KEPT_ENDED:]
    waiting = live(queue)
    going = sum(1 for x in waiting if x.state in UNDER_WAY) if event.front else len(waiting)
    return with_queue(fleet, event.seat, (*ended, *waiting[:going], entry, *waiting[going:]))


def _step(text: str) -> Step | None:
    """The step of an entry; ``None`` where there is none, or this program cannot read it."""
    try:
        found = read(text) if text else None
    except StepError:
        return None
    return found if isinstance(found, Step) else None


def _entry_edited(fleet: Fleet, event: e.EntryEdited, at: float) -> Fleet:
    return _reworded(fleet, event, at, event.step)


def _entry_reanchored(fleet: Fleet, event: e.EntryReanchored, at: float) -> Fleet:
    return _reworded(fleet, event, at)


def _reworded(fleet: Fleet, event: e.EntryEdited | e.EntryReanchored, at: float, step: str = "") -> Fleet:
    known = waiting_entry(fleet, event.seat, event.entry)
    if known is None or (known.kind == STEP) != bool(step):
        return fleet
    changes = {
        "text": event.text,
        "step": _step(step),
        "state": EntryState.QUEUED,
        "reason": "",
        "changed": at,
        "unchecked": False,
        "round": 0,
        "tree": "",
        "filled": "",
        "kept": "",
    }
    return with_waiting(fleet, event, **changes)


def _entry_noted(fleet: Fleet, event: e.EntryNoted, at: float) -> Fleet:
    known = waiting_entry(fleet, event.seat, event.entry)
    if known is None or known.kind == STEP:
        return fleet
    changes = {
        "text": with_note(known.text, event.note),
        "filled": with_note(known.filled, event.note) if known.filled else "",
        "state": EntryState.QUEUED,
        "reason": "",
        "changed": at,
        "unchecked": True,
    }
    return with_waiting(fleet, event, **changes)


def _entry_filled(fleet: Fleet, event: e.EntryFilled, _: float) -> Fleet:
    return with_waiting(fleet, event, filled=event.text)


def _rules_added(fleet: Fleet, event: e.RulesAdded, _: float) -> Fleet:
    return with_waiting(fleet, event, rules=event.text)


def _entry_anchored(fleet: Fleet, event: e.EntryAnchored, _: float) -> Fleet:
    return with_waiting(fleet, event, kept=event.kept)


def _entry_moved(fleet: Fleet, event: e.EntryMoved, _: float) -> Fleet:
    return with_queue(fleet, event.seat, moved(fleet.queues.get(event.seat, ()), event.entry, event.to))


def _entry_given(fleet: Fleet, event: e.EntryGiven, at: float) -> Fleet:
    """It is in one queue before and in one after, with its id: what waits for it goes on waiting."""
    entry = waiting_entry(fleet, event.seat, event.entry)
    other = fleet.queues.get(event.to)
    if entry is None or other is None or event.to == event.seat or any(x.id == entry.id for x in other):
        return fleet
    left = tuple(x for x in fleet.queues[event.seat] if x.id != entry.id)
    fleet = with_queue(fleet, event.seat, left)
    return with_queue(fleet, event.to, with_next((*other, replace(entry, next_since=0.0)), at))


def _entry_timed(fleet: Fleet, event: e.EntryTimed, at: float) -> Fleet:
    return with_waiting(fleet, event, not_before=event.not_before, timed=at, now=False)


def _entry_urged(fleet: Fleet, event: e.EntryUrged, _: float) -> Fleet:
    if waiting_entry(fleet, event.seat, event.entry) is None:
        return fleet
    changed = with_entry(fleet.queues[event.seat], event.entry, not_before="", timed=0.0, now=True)
    return with_queue(fleet, event.seat, moved(changed, event.entry, 0))


def _entry_sent_on(fleet: Fleet, event: e.EntrySentOn, _: float) -> Fleet:
    return with_waiting(fleet, event, sent_on=event.run, sent_after=event.after)


_CANCELLED = to_state(
    EntryState.CANCELLED, frozenset({EntryState.QUEUED, EntryState.HELD, EntryState.UNKNOWN})
)


def _entry_cancelled(fleet: Fleet, event: e.EntryCancelled, at: float) -> Fleet:
    after = _CANCELLED(fleet, event, at)
    return replace(after, remarks_sent=without_entry(after.remarks_sent, event.entry))


_S = EntryState
HANDLERS: Handlers = {
    e.EntryAdded: _entry_added,
    e.EntryEdited: _entry_edited,
    e.EntryAnchored: _entry_anchored,
    e.EntryReanchored: _entry_reanchored,
    e.EntryNoted: _entry_noted,
    e.EntryMoved: _entry_moved,
    e.EntryGiven: _entry_given,
    e.EntryHeld: to_state(_S.HELD, frozenset({_S.QUEUED})),
    e.EntryReleased: to_state(_S.QUEUED, frozenset({_S.HELD, _S.UNKNOWN}), unchecked=True, round=0, tree=""),
    e.EntryTimed: _entry_timed,
    e.EntryUrged: _entry_urged,
    e.EntrySentOn: _entry_sent_on,
    e.EntryCancelled: _entry_cancelled,
    e.EntryFilled: _entry_filled,
    e.RulesAdded: _rules_added,
}
