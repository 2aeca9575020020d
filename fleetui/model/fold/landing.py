"""Landings, pushes, and where targets stand."""

from __future__ import annotations

from dataclasses import fields, replace

from fleetui.model import events as e
from fleetui.model.fleet import Fleet, Landing, Target
from fleetui.model.fold.handler import Handlers, with_key
from fleetui.model.forge.overriding import read_back
from fleetui.model.landing_method import Method
from fleetui.model.review import folded


def _landing_intended(fleet: Fleet, event: e.LandingIntended, at: float) -> Fleet:
    apart = ("landing", "method", "commits", "since", "restores")
    copied = {f.name: getattr(event, f.name) for f in fields(event) if f.name not in apart}
    method = Method(event.method, event.commits, event.since, event.restores)
    landing = Landing(id=event.landing, at=at, method=method, **copied)
    return replace(fleet, landings=with_key(fleet.landings, event.landing, landing))


def _remarks_overridden(fleet: Fleet, event: e.RemarksOverridden, _: float) -> Fleet:
    known = fleet.landings.get(event.landing)
    if known is None:
        return fleet
    over = replace(known, overridden=tuple(map(read_back, event.remarks)), overridden_by=event.by)
    return replace(fleet, landings=with_key(fleet.landings, event.landing, over))


def _landing_ended(fleet: Fleet, event: e.LandingEnded, at: float) -> Fleet:
    known = fleet.landings.get(event.landing)
    if known is None:
        return fleet
    ended = replace(known, state=event.state, detail=event.detail)
    if event.commit:
        ended = replace(ended, candidate=event.commit, tested=known.candidate)
    after = replace(fleet, landings=with_key(fleet.landings, event.landing, ended))
    if ended.state != "landed":
        return after
    return replace(after, reviews=folded.of_landed(after.reviews, ended.seat, ended.branch, at))


def _push_intended(fleet: Fleet, event: e.PushIntended, _: float) -> Fleet:
    return _with_push(fleet, event.landing, "intended", "")


def _push_ended(fleet: Fleet, event: e.PushEnded, _: float) -> Fleet:
    return _with_push(fleet, event.landing, event.state, event.detail)


def _with_push(fleet: Fleet, landing: str, state: str, detail: str) -> Fleet:
    known = fleet.landings.get(landing)
    if known is None:
        return fleet
    with_it = {
        name: replace(one, push=state, push_detail=detail)
        for name, one in fleet.landings.items()
        if name == landing or (known.train and one.train == known.train)
    }
    return replace(fleet, landings={**fleet.landings, **with_it})


def _target_moved(fleet: Fleet, event: e.TargetMoved, at: float) -> Fleet:
    known = fleet.targets.get(event.project)
    lost = known.lost if known and known.target == event.target else ""
    if event.how in ("back", "sideways", "gone"):
        lost = lost or event.old
    elif event.how != "forward":
        lost = ""
    if lost and known and event.how == "forward":
        after = replace(known, commit=event.new)  # it went on from there: what it lost stays said as it was
    else:
        after = Target(event.target, event.new, at, event.how, event.by, event.brings, lost)
    return replace(fleet, targets=with_key(fleet.targets, event.project, after))


HANDLERS: Handlers = {
    e.LandingIntended: _landing_intended,
    e.RemarksOverridden: _remarks_overridden,
    e.LandingEnded: _landing_ended,
    e.PushIntended: _push_intended,
    e.PushEnded: _push_ended,
    e.TargetMoved: _target_moved,
}
