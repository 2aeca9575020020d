"""Seats: declared, changed, renamed, put away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from fleetui.model import events as e
from fleetui.model.fleet import Fleet, Seat, SeatState
from fleetui.model.fold.handler import Handlers, with_key, without_key
from fleetui.model.review import folded


def with_seat(fleet: Fleet, name: str, **changes: Any) -> Fleet:
    """The fleet with changes of a seat; as it is where there is none of that name."""
    seat = fleet.seats.get(name)
    return replace(fleet, seats=with_key(fleet.seats, name, replace(seat, **changes))) if seat else fleet


def _seat_added(fleet: Fleet, event: e.SeatAdded, _: float) -> Fleet:
    copied = {f.name: getattr(event, f.name) for f in fields(event) if f.name != "seat"}
    seats = with_key(fleet.seats, event.seat, Seat(name=event.seat, **copied))
    return replace(
        fleet, seats=seats, queues=with_key(fleet.queues, event.seat, fleet.queues.get(event.seat, ()))
    )


def _seat_changed(fleet: Fleet, event: e.SeatChanged, _: float) -> Fleet:
    changed = {f.name: getattr(event, f.name) for f in fields(event) if f.name != "seat"}
    return with_seat(fleet, event.seat, **{k: v for k, v in changed.items() if v is not None})


def _seat_renamed(fleet: Fleet, event: e.SeatRenamed, _: float) -> Fleet:
    seat = fleet.seats.get(event.seat)
    if seat is None or event.to in fleet.seats:
        return fleet

    def rekeyed(mapping: Mapping[str, Any]) -> dict[str, Any]:
        return {event.to if key == event.seat else key: value for key, value in mapping.items()}

    def owned(mapping: Mapping[str, Any]) -> dict[str, Any]:
        return {k: replace(v, seat=event.to) if v.seat == event.seat else v for k, v in mapping.items()}

    return replace(
        fleet,
        seats={**without_key(fleet.seats, event.seat), event.to: replace(seat, name=event.to)},
        queues=rekeyed(fleet.queues),
        statuses=rekeyed(fleet.statuses),
        stuck=rekeyed(fleet.stuck),
        restarts=rekeyed(fleet.restarts),
        replacements=rekeyed(owned(fleet.replacements)),
        runs=owned(fleet.runs),
        rescues=owned(fleet.rescues),
        landings=owned(fleet.landings),
        reviews=folded.renamed(owned(fleet.reviews), event.seat, event.to),
        quiet=rekeyed(fleet.quiet),
        news=rekeyed(fleet.news),
        trespasses=rekeyed(fleet.trespasses),
        red_told=rekeyed(fleet.red_told),
        lead_told=rekeyed(fleet.lead_told),
        turns=rekeyed(fleet.turns),
        judged=rekeyed(fleet.judged),
        spent=rekeyed(fleet.spent),
    )


def _seat_state(fleet: Fleet, event: e.SeatStateChanged, _: float) -> Fleet:
    state = SeatState(event.state)
    reason = event.reason if state is SeatState.HALTED else ""
    after = with_seat(fleet, event.seat, state=state, halted_because=reason)
    if state is SeatState.ARCHIVED:  # who takes the name later is somebody else
        after = replace(
            after,
            quiet=without_key(after.quiet, event.seat),
            news=without_key(after.news, event.seat),
            trespasses=without_key(after.trespasses, event.seat),
            red_told=without_key(after.red_told, event.seat),
            lead_told=without_key(after.lead_told, event.seat),
            turns=without_key(after.turns, event.seat),
            judged=without_key(after.judged, event.seat),
        )
    if state is SeatState.ACTIVE:  # the operator starts again: old crashes no longer count
        after = replace(after, restarts=without_key(after.restarts, event.seat))
    return after


HANDLERS: Handlers = {
    e.SeatAdded: _seat_added,
    e.SeatChanged: _seat_changed,
    e.SeatRenamed: _seat_renamed,
    e.SeatStateChanged: _seat_state,
}
