"""The fold: a fleet and one record give the next fleet. Pure, total, and the same for every reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from fleetui.model import events as e
from fleetui.model.fleet import Fleet
from fleetui.model.fold import (
    attention,
    delivery,
    forge,
    gates,
    hosted,
    landing,
    queue,
    review,
    runs,
    seats,
    status,
    steps,
    tasks,
    turns,
)
from fleetui.model.fold.entry import with_next_known
from fleetui.model.fold.handler import Handlers, with_key
from fleetui.model.newsworthy import news_of

_HANDLERS: Handlers = {
    **attention.HANDLERS,
    **delivery.HANDLERS,
    **forge.HANDLERS,
    **gates.HANDLERS,
    **hosted.HANDLERS,
    **landing.HANDLERS,
    **queue.HANDLERS,
    **review.HANDLERS,
    **runs.HANDLERS,
    **seats.HANDLERS,
    **status.HANDLERS,
    **steps.HANDLERS,
    **tasks.HANDLERS,
    **turns.HANDLERS,
}
"""What changes nothing in a fleet has no handler."""


def fold(fleet: Fleet, record: e.Record) -> Fleet:
    """The fleet after one record. A record about something unknown changes nothing but ``seq``."""
    handler = _HANDLERS.get(type(record.event))
    after = handler(fleet, record.event, record.at) if handler else fleet
    if after.queues is not fleet.queues:
        after = with_next_known(after, getattr(record.event, "seat", ""), record.at)
    news = news_of(fleet, record)
    if news and news.seat in after.seats:
        after = replace(after, news=with_key(after.news, news.seat, news))
    return replace(after, seq=record.seq)


def fold_all(records: Iterable[e.Record], fleet: Fleet | None = None) -> Fleet:
    """The fleet after many records."""
    state = fleet or Fleet()
    for record in records:
        state = fold(state, record)
    return state
