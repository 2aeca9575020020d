"""Phases of agents, and how far the sources that say so agree."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model import events as e
from fleetui.model.comparison import Contradiction, with_contradiction, with_doubt, with_watched
from fleetui.model.fleet import Fleet, StuckRun
from fleetui.model.fold.entry import with_queue
from fleetui.model.fold.handler import Handlers, with_key, without_key
from fleetui.model.limit import Limit
from fleetui.model.queue import EntryState
from fleetui.model.status import Phase, Status, StatusEvidence


def _status_changed(fleet: Fleet, event: e.StatusChanged, at: float) -> Fleet:
    evidence = StatusEvidence(event.source, event.rule, at)
    limit = Limit(event.note, event.attempt or None, reset_at=event.reset_at or None, resets=event.resets)
    known = limit if event.phase == Phase.LIMITED else None
    status = Status(Phase(event.phase), event.since, evidence, event.note, known)
    after = replace(fleet, statuses=with_key(fleet.statuses, event.seat, status))
    return _turn_over(after, event.seat, at) if status.phase is Phase.IDLE else after


def _turn_over(fleet: Fleet, seat: str, at: float) -> Fleet:
    """Whatever an agent took before is over once it rests."""
    queue = fleet.queues.get(seat, ())
    if not any(entry.state is EntryState.ACCEPTED and not entry.over for entry in queue):
        return fleet
    took = (replace(x, over=at) if x.state is EntryState.ACCEPTED and not x.over else x for x in queue)
    return with_queue(fleet, seat, tuple(took))


def _stuck_judged(fleet: Fleet, event: e.StuckJudged, _: float) -> Fleet:
    if not event.stuck:
        return replace(fleet, stuck=without_key(fleet.stuck, event.seat))
    return replace(
        fleet, stuck=with_key(fleet.stuck, event.seat, StuckRun(event.run, event.since, event.reason))
    )


def _sources_compared(fleet: Fleet, event: e.SourcesCompared, _: float) -> Fleet:
    known = with_watched(fleet.comparisons, event.program, event.release, event.rules, event.seconds)
    return replace(fleet, comparisons=known)


def _source_contradicted(fleet: Fleet, event: e.SourceContradicted, _: float) -> Fleet:
    new = Contradiction(
        event.source, event.rule, event.said, event.against, max(0, event.times), max(0.0, event.seconds)
    )
    known = with_contradiction(fleet.comparisons, event.program, event.release, event.rules, new)
    return replace(fleet, comparisons=known)


def _source_doubted(fleet: Fleet, event: e.SourceDoubted, _: float) -> Fleet:
    known = with_doubt(fleet.comparisons, event.program, event.release, event.rules, event.source)
    return replace(fleet, comparisons=known)


HANDLERS: Handlers = {
    e.StatusChanged: _status_changed,
    e.StuckJudged: _stuck_judged,
    e.SourcesCompared: _sources_compared,
    e.SourceContradicted: _source_contradicted,
    e.SourceDoubted: _source_doubted,
}
