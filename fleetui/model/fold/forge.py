"""What was sent of pull requests, and what is about to be done there."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model import events as e
from fleetui.model.fleet import Fleet
from fleetui.model.fold.handler import Handlers, with_key, without_key
from fleetui.model.forge.acts import RemarkAct
from fleetui.model.forge.answers import NOTHING_SENT, pull_key, with_sent
from fleetui.model.forge.answers import read_back as sent_back
from fleetui.model.forge.wishes.fetched import FetchedPull
from fleetui.model.forge.wishes.pull_acts import PullAct

KEPT_PULLS = 200
"""Pull requests of which it is remembered what was sent."""


def _remarks_sent(fleet: Fleet, event: e.RemarksSent, at: float) -> Fleet:
    key = pull_key(event.project, event.number)
    new = (sent_back(line, at, event.head, event.entry) for line in event.remarks)
    known = with_sent(fleet.remarks_sent.get(key, NOTHING_SENT), new, by_itself=event.by_itself)
    kept = {**without_key(fleet.remarks_sent, key), key: known}
    return replace(fleet, remarks_sent=dict(list(kept.items())[-KEPT_PULLS:]))


def _checks_told(fleet: Fleet, event: e.ChecksTold, _: float) -> Fleet:
    key = pull_key(event.project, event.number)
    told = (*fleet.checks_told.get(key, ()), (event.head, event.entry))
    kept = {**without_key(fleet.checks_told, key), key: told}
    return replace(fleet, checks_told=dict(list(kept.items())[-KEPT_PULLS:]))


def _remark_act_intended(fleet: Fleet, event: e.RemarkActIntended, at: float) -> Fleet:
    about = RemarkAct(
        event.act, event.project, event.number, event.remark, event.kind, event.text, at, event.known
    )
    return replace(fleet, remark_acts=with_key(fleet.remark_acts, event.act, about))


def _remark_act_ended(fleet: Fleet, event: e.RemarkActEnded, _: float) -> Fleet:
    return replace(fleet, remark_acts=without_key(fleet.remark_acts, event.act))


def _pull_act_intended(fleet: Fleet, event: e.PullActIntended, at: float) -> Fleet:
    about = PullAct(event.act, event.project, event.number, event.kind, event.about, event.before, at)
    return replace(fleet, pull_acts=with_key(fleet.pull_acts, event.act, about))


def _pull_act_ended(fleet: Fleet, event: e.PullActEnded, _: float) -> Fleet:
    return replace(fleet, pull_acts=without_key(fleet.pull_acts, event.act))


def _pull_fetched(fleet: Fleet, event: e.PullFetched, at: float) -> Fleet:
    one = FetchedPull(event.project, event.number, event.head, event.branch, event.author, event.of_fork, at)
    kept = with_key(without_key(fleet.pulls_fetched, one.name), one.name, one)
    return replace(fleet, pulls_fetched=dict(list(kept.items())[-KEPT_PULLS:]))


HANDLERS: Handlers = {
    e.PullFetched: _pull_fetched,
    e.RemarksSent: _remarks_sent,
    e.ChecksTold: _checks_told,
    e.RemarkActIntended: _remark_act_intended,
    e.RemarkActEnded: _remark_act_ended,
    e.PullActIntended: _pull_act_intended,
    e.PullActEnded: _pull_act_ended,
}
