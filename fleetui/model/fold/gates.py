"""Evidence of gates, and who was told of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fleetui.model import events as e
from fleetui.model.evidence import EvidenceKey, GateEvidence, Verdict
from fleetui.model.fleet import Fleet
from fleetui.model.fold.handler import Handlers, with_key

_OfGate = e.GateStarted | e.GateCut | e.GateFinished


def _gate_started(fleet: Fleet, event: e.GateStarted, at: float) -> Fleet:
    return _proved(fleet, event, at, Verdict.RUNNING, cuts=_cuts(fleet, event))


def _gate_cut(fleet: Fleet, event: e.GateCut, at: float) -> Fleet:
    about = {"detail": event.reason, "cuts": _cuts(fleet, event) + event.counts}
    fleet = _proved(fleet, event, at, Verdict.NONE, **about)
    if not event.becomes:
        return fleet
    # else a gate that changes what it names would run for ever, each time as another one
    return _proved(fleet, replace(event, digest=event.becomes), at, Verdict.NONE, **about)


def _gate_finished(fleet: Fleet, event: e.GateFinished, at: float) -> Fleet:
    about = {
        "seconds": event.seconds,
        "detail": event.detail,
        "log": event.log,
        "tests": event.tests,
        "tries": event.tries,
    }
    return _proved(fleet, event, at, Verdict(event.verdict), **about)


def _evidence_key(event: _OfGate) -> EvidenceKey:
    return (event.tree or event.candidate, event.gate, event.digest)


def _cuts(fleet: Fleet, event: _OfGate) -> int:
    known = fleet.evidence.get(_evidence_key(event))
    return known.cuts if known else 0


def _proved(fleet: Fleet, event: _OfGate, at: float, verdict: Verdict, **about: Any) -> Fleet:
    proof = GateEvidence(
        event.gate,
        event.candidate,
        verdict,
        at,
        digest=event.digest,
        seat=event.seat,
        tree=event.tree,
        **about,
    )
    return replace(fleet, evidence=with_key(fleet.evidence, _evidence_key(event), proof))


def _red_gate_told(fleet: Fleet, event: e.RedGateTold, _: float) -> Fleet:
    told = (*fleet.red_told.get(event.seat, ()), (event.work, event.about))
    return replace(fleet, red_told=with_key(fleet.red_told, event.seat, told[-100:]))


def _lead_told(fleet: Fleet, event: e.LeadTold, _: float) -> Fleet:
    told = (*fleet.lead_told.get(event.seat, ()), (event.head, event.entry))
    return replace(fleet, lead_told=with_key(fleet.lead_told, event.seat, told[-100:]))


HANDLERS: Handlers = {
    e.RedGateTold: _red_gate_told,
    e.LeadTold: _lead_told,
    e.GateStarted: _gate_started,
    e.GateCut: _gate_cut,
    e.GateFinished: _gate_finished,
}
