"""Which records of the journal are news, and what each of them says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fleetui.model import events as e
from fleetui.model.fleet import Fleet
from fleetui.model.news import News
from fleetui.model.status import Phase


def news_of(fleet: Fleet, record: e.Record) -> News | None:
    """The news a record is, given the fleet before it; ``None`` when nobody would ask."""
    teller = _TELLERS.get(type(record.event))
    told = teller(fleet, record.event) if teller else None
    seat = getattr(record.event, "seat", "")
    return News(record.seq, record.at, seat, *told) if told and seat else None


Told = tuple[str, str] | None
"""Word and text."""


def _status(fleet: Fleet, event: e.StatusChanged) -> Told:
    known = fleet.statuses.get(event.seat)
    before = known.phase if known else Phase.UNKNOWN
    match Phase(event.phase):
        case Phase.ASKING:
            return "asked", event.question
        case Phase.LIMITED if event.attempt:
            return None  # it tries again by itself
        case Phase.FAILED:
            return "failed", event.note or event.phase
        case Phase.LIMITED:
            return "limited", event.note or event.phase
        case Phase.IDLE if before is Phase.WORKING:
            return "finished", ""
        case _:
            return None


def _stuck(_fleet: Fleet, event: e.StuckJudged) -> Told:
    return ("stuck", event.reason) if event.stuck else None


def _entry_text(fleet: Fleet, seat: str, entry: str) -> str:
    return next((x.text for x in fleet.queues.get(seat, ()) if x.id == entry), "")


def _accepted(fleet: Fleet, event: e.DeliveryAccepted) -> Told:
    return "sent", _entry_text(fleet, event.seat, event.entry)


def _step_done(fleet: Fleet, event: e.StepDone) -> Told:
    """What a step came to; waiting that is over is no news."""
    told = event.detail and not _entry_text(fleet, event.seat, event.entry).startswith("wait ")
    return ("done", f"{_entry_text(fleet, event.seat, event.entry)}: {event.detail}") if told else None


def _held(fleet: Fleet, event: e.EntryHeld | e.StepHeld) -> Told:
    return "held", event.reason or _entry_text(fleet, event.seat, event.entry)


def _unknown(fleet: Fleet, event: e.DeliveryUnknown) -> Told:
    return "not confirmed", _entry_text(fleet, event.seat, event.entry) or event.reason


def _answered(_fleet: Fleet, event: e.QuestionAnswered) -> Told:
    return "answered", f"{event.question}{' ' if event.question.endswith('?') else ': '}{event.choice}"


def _run_started(fleet: Fleet, event: e.RunStarted) -> Told:
    return ("restarted", "") if fleet.restarts.get(event.seat) and not event.adopted else None


def _run_ended(fleet: Fleet, event: e.RunEnded) -> Told:
    """A run that was stopped for a restart, or that ended well, did not fail."""
    known = fleet.runs.get(event.run)
    over = known is None or known.ended is not None or event.seat in fleet.replacements
    return None if over or event.exit_code == 0 else ("failed", event.reason)


def _gate(_fleet: Fleet, event: e.GateFinished) -> Told:
    red = event.verdict in ("fail", "error")
    return ("failed", f"{event.gate}: {event.detail or event.verdict}") if red else None


def _review(fleet: Fleet, event: e.ReviewEnded) -> Told:
    """One that was accepted is told by its branch, which may land."""
    known = fleet.reviews.get(event.review)
    of = f"of {known.document} " if known and known.document else ""
    return None if event.state == "accepted" else ("failed", f"review {of}{event.state}: {event.detail}")


def _landing(fleet: Fleet, event: e.LandingEnded) -> Told:
    known = fleet.landings.get(event.landing)
    if event.state == "landed":
        how = "taken back from" if known and known.reverts else "on"
        return "landed", f"{known.branch} {how} {known.target}" if known else ""
    return "failed", event.detail if known is None else f"not landed: {event.detail}"


_TELLERS: dict[type[e.Event], Callable[[Fleet, Any], Told]] = {
    e.StatusChanged: _status,
    e.StuckJudged: _stuck,
    e.DeliveryAccepted: _accepted,
    e.EntryHeld: _held,
    e.StepHeld: _held,
    e.StepDone: _step_done,
    e.DeliveryUnknown: _unknown,
    e.QuestionAnswered: _answered,
    e.RunStarted: _run_started,
    e.RunEnded: _run_ended,
    e.GateFinished: _gate,
    e.ReviewEnded: _review,
    e.LandingEnded: _landing,
}
