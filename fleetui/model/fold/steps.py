"""Steps of the queues, as the state of their entries."""

from __future__ import annotations

from typing import Any

from fleetui.model import events as e
from fleetui.model.fleet import Fleet
from fleetui.model.fold.entry import with_queue
from fleetui.model.fold.handler import Handler, Handlers
from fleetui.model.queue import STEP, EntryState, with_entry

_S = EntryState
_QUEUED, _RUNS = frozenset({_S.QUEUED}), frozenset({_S.RUNNING})


def _of_step(state: EntryState, only_from: frozenset[EntryState], **copied: str) -> Handler:
    """A handler that moves a step into ``state``; one that runs only by a record of the same attempt.

    ``copied`` are fields of the entry, each with the field of the record that it takes.
    """

    def handle(fleet: Fleet, event: Any, at: float) -> Fleet:
        queue = fleet.queues.get(event.seat, ())
        entry = next((x for x in queue if x.id == event.entry and x.kind == STEP), None)
        if entry is None or entry.state not in only_from:
            return fleet
        if entry.state is EntryState.RUNNING and entry.work != event.work:
            return fleet
        changes = {"reason": "", **{to: getattr(event, name) for to, name in copied.items()}}
        return with_queue(
            fleet, event.seat, with_entry(queue, event.entry, state=state, changed=at, **changes)
        )

    return handle


HANDLERS: Handlers = {
    e.StepStarted: _of_step(_S.RUNNING, _QUEUED, work="work", gave="detail"),
    e.StepCut: _of_step(_S.QUEUED, _RUNS, gave="reason"),
    e.StepRound: _of_step(_S.QUEUED, _RUNS, round="round", tree="after", gave="detail", log="log"),
    e.StepDone: _of_step(_S.DONE, _QUEUED | _RUNS, gave="detail", tree="left", log="log"),
    e.StepHeld: _of_step(_S.HELD, _QUEUED | _RUNS, reason="reason", tree="left", log="log"),
}
