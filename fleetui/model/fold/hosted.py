"""Seats of hosted agents, and the comments that tell them something."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fleetui.model import events as e
from fleetui.model.fleet import Fleet
from fleetui.model.fold.entry import to_state
from fleetui.model.fold.handler import Handlers, with_key
from fleetui.model.hosted.seat import HostedSeat, bounded, settled
from fleetui.model.queue import IN_FLIGHT, EntryState

_INTENDED = to_state(EntryState.INTENDED, frozenset({EntryState.QUEUED}))
_POSTED = to_state(EntryState.ACCEPTED, IN_FLIGHT | {EntryState.UNKNOWN})


def _with_hosted(fleet: Fleet, name: str, **changes: Any) -> Fleet:
    seat = fleet.hosted.get(name)
    return replace(fleet, hosted=with_key(fleet.hosted, name, replace(seat, **changes))) if seat else fleet


def _hosted_added(fleet: Fleet, event: e.HostedAdded, at: float) -> Fleet:
    made = HostedSeat(
        event.seat, event.project, event.agent, event.slot, event.issue, event.pull, event.base, event.by, at
    )
    queues = with_key(fleet.queues, event.seat, fleet.queues.get(event.seat, ()))
    return replace(fleet, hosted=bounded(with_key(fleet.hosted, event.seat, made)), queues=queues)


def _hosted_pull_found(fleet: Fleet, event: e.HostedPullFound, _: float) -> Fleet:
    return _with_hosted(fleet, event.seat, pull=event.pull, base=event.base)


def _hosted_left(fleet: Fleet, event: e.HostedLeft, at: float) -> Fleet:
    return _with_hosted(fleet, event.seat, left=event.why, left_at=at, kept=False)


def _hosted_back(fleet: Fleet, event: e.HostedBack, _: float) -> Fleet:
    return _with_hosted(fleet, event.seat, left="", left_at=0.0, kept=event.kept)


def _comment_intended(fleet: Fleet, event: e.CommentIntended, at: float) -> Fleet:
    return _with_hosted(
        _INTENDED(fleet, event, at),
        event.seat,
        sending=event.entry,
        sending_on=event.number,
        known=event.known,
    )


def _comment_posted(fleet: Fleet, event: e.CommentPosted, at: float) -> Fleet:
    after = _POSTED(fleet, event, at)
    seat = after.hosted.get(event.seat)
    if seat is None:
        return after
    return replace(after, hosted=with_key(after.hosted, event.seat, settled(seat, event.url, at)))


HANDLERS: Handlers = {
    e.HostedAdded: _hosted_added,
    e.HostedPullFound: _hosted_pull_found,
    e.HostedLeft: _hosted_left,
    e.HostedBack: _hosted_back,
    e.CommentIntended: _comment_intended,
    e.CommentPosted: _comment_posted,
}
