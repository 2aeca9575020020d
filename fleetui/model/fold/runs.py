"""Runs, what took the place of them, and what was rescued before."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from fleetui.model import events as e
from fleetui.model.fleet import Fleet, Replacement, Rescue, Run
from fleetui.model.fold.handler import Handlers, with_key, without_key
from fleetui.model.fold.seats import with_seat


def _run_started(fleet: Fleet, event: e.RunStarted, at: float) -> Fleet:
    seat = fleet.seats.get(event.seat)
    if seat is None:
        return fleet
    kept = {k: r for k, r in fleet.runs.items() if r.seat != event.seat or k == seat.run}
    kept[event.run] = Run(
        event.run, event.seat, event.pane, at, adopted=event.adopted,
        session=event.session, resumed=event.resumed, unattended=event.unattended,
    )  # fmt: skip
    starts = (*fleet.restarts.get(event.seat, ()), at)[-10:]
    after = replace(fleet, runs=kept, restarts=with_key(fleet.restarts, event.seat, starts))
    return with_seat(after, event.seat, run=event.run, before=seat.run)


def _run_ended(fleet: Fleet, event: e.RunEnded, at: float) -> Fleet:
    run = fleet.runs.get(event.run)
    if run is None or run.ended is not None:
        return fleet
    ended = replace(
        run, ended=at, exit_code=event.exit_code, reason=event.reason,
        screen=event.screen, command=event.command, resume=event.resume, session=event.session or run.session,
    )  # fmt: skip
    return replace(fleet, runs=with_key(fleet.runs, event.run, ended))


def _rescue_made(fleet: Fleet, event: e.RescueMade, at: float) -> Fleet:
    copied = {f.name: getattr(event, f.name) for f in fields(event) if f.name not in ("rescue",)}
    return replace(
        fleet, rescues=with_key(fleet.rescues, event.rescue, Rescue(id=event.rescue, at=at, **copied))
    )


def _replacement_intended(fleet: Fleet, event: e.ReplacementIntended, at: float) -> Fleet:
    made = Replacement(
        event.replacement, event.seat, event.kind, event.handoff, event.old_run, event.session, at=at
    )
    return replace(fleet, replacements=with_key(fleet.replacements, event.seat, made))


def _with_replacement(fleet: Fleet, event: e.RescueWaived | e.ReplacementStepped, **changes: Any) -> Fleet:
    known = fleet.replacements.get(event.seat)
    if known is None or known.id != event.replacement:
        return fleet
    changed = replace(known, **changes)
    return replace(fleet, replacements=with_key(fleet.replacements, event.seat, changed))


def _rescue_waived(fleet: Fleet, event: e.RescueWaived, _: float) -> Fleet:
    return _with_replacement(fleet, event, waived=True)


def _replacement_stepped(fleet: Fleet, event: e.ReplacementStepped, _: float) -> Fleet:
    return _with_replacement(fleet, event, step=event.step)


def _replacement_ended(fleet: Fleet, event: e.ReplacementEnded, _: float) -> Fleet:
    known = fleet.replacements.get(event.seat)
    if known is None or known.id != event.replacement:
        return fleet
    return replace(fleet, replacements=without_key(fleet.replacements, event.seat))


HANDLERS: Handlers = {
    e.RunStarted: _run_started,
    e.RunEnded: _run_ended,
    e.RescueMade: _rescue_made,
    e.ReplacementIntended: _replacement_intended,
    e.RescueWaived: _rescue_waived,
    e.ReplacementStepped: _replacement_stepped,
    e.ReplacementEnded: _replacement_ended,
}
