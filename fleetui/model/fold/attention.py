"""What the operator knows of, and wants to hear no more of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fleetui.model import events as e
from fleetui.model.fleet import Fleet, Quiet
from fleetui.model.fold.handler import Handlers, with_key, without_key

KEPT_DISMISSED = 50


def _quieted(fleet: Fleet, seat: str, **changes: Any) -> Fleet:
    if seat not in fleet.seats:
        return fleet
    quiet = replace(fleet.quiet.get(seat, Quiet()), **changes)
    kept = with_key(fleet.quiet, seat, quiet) if quiet != Quiet() else without_key(fleet.quiet, seat)
    return replace(fleet, quiet=kept)


def _acknowledged(fleet: Fleet, event: e.AttentionAcknowledged, _: float) -> Fleet:
    return _quieted(fleet, event.seat, acknowledged=event.topic)


def _acknowledgement_ended(fleet: Fleet, event: e.AcknowledgementEnded, _: float) -> Fleet:
    return _quieted(fleet, event.seat, acknowledged="")


def _snoozed(fleet: Fleet, event: e.AgentSnoozed, _: float) -> Fleet:
    return _quieted(fleet, event.seat, snoozed_until=event.until)


def _mute_changed(fleet: Fleet, event: e.MuteChanged, _: float) -> Fleet:
    return _quieted(fleet, event.seat, muted=event.muted)


def _program_dismissed(fleet: Fleet, event: e.ProgramDismissed, _: float) -> Fleet:
    others = [one for one in fleet.dismissed if one != event.program]
    kept = [*others, event.program] if event.dismissed else others
    return replace(fleet, dismissed=tuple(kept[-KEPT_DISMISSED:]))


HANDLERS: Handlers = {
    e.ProgramDismissed: _program_dismissed,
    e.AttentionAcknowledged: _acknowledged,
    e.AcknowledgementEnded: _acknowledgement_ended,
    e.AgentSnoozed: _snoozed,
    e.MuteChanged: _mute_changed,
}
