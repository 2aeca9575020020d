"""Turns: those under way, what they came to, and what they took."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model import events as e
from fleetui.model.fleet import Fleet
from fleetui.model.fold.handler import Handlers, with_key, without_key
from fleetui.model.happened.afterwards import ChangedAnchor
from fleetui.model.happened.turns import JudgedTurn, OpenTurn, shortfalls, with_judged, without
from fleetui.model.task import task_key
from fleetui.model.tokens import Tokens

_BUCKETS = 4
"""What a turn took, apart: sent anew, written to the cache, read from it, answered."""


def _turn_began(fleet: Fleet, event: e.TurnBegan, _: float) -> Fleet:
    turn = OpenTurn(event.turn, event.run, event.began, event.entry, event.tree, event.base)
    return replace(fleet, turns=with_key(fleet.turns, event.seat, turn))


def _anchor_changed(fleet: Fleet, event: e.AnchorChanged, at: float) -> Fleet:
    turn = fleet.turns.get(event.seat)
    if turn is None or turn.id != event.turn:
        return fleet
    new = ChangedAnchor(event.state, event.path, event.by, at, event.lines)
    anchors = (*(one for one in turn.anchors if one.what != new.what), new)
    return replace(fleet, turns=with_key(fleet.turns, event.seat, replace(turn, anchors=anchors)))


def _turn_judged(fleet: Fleet, event: e.TurnJudged, at: float) -> Fleet:
    found = shortfalls(event.kinds, event.reports, event.founds)
    turn = JudgedTurn(
        event.turn, event.run, at, event.entry, event.prompt, found, event.reported, event.in_files,
        event.unchecked, event.evidence,
    )  # fmt: skip
    judged = with_judged(fleet.judged.get(event.seat, ()), turn)
    known = fleet.turns.get(event.seat)
    over = known is not None and known.id == event.turn
    turns = without_key(fleet.turns, event.seat) if over else fleet.turns
    after = replace(fleet, judged=with_key(fleet.judged, event.seat, judged), turns=turns)
    return _with_spent(after, event.seat, event.tokens) if len(event.tokens) == _BUCKETS else after


def _with_spent(fleet: Fleet, name: str, tokens: tuple[int, ...]) -> Fleet:
    """Add what a turn took to its seat's and its task's."""
    took, seat = Tokens(*tokens), fleet.seats.get(name)
    spent = with_key(fleet.spent, name, fleet.spent.get(name, Tokens()) + took)
    if seat is None or not seat.task:
        return replace(fleet, spent=spent)
    task = task_key(seat.project, seat.task)
    of_task = with_key(fleet.task_spent, task, fleet.task_spent.get(task, Tokens()) + took)
    return replace(fleet, spent=spent, task_spent=of_task)


def _turn_settled(fleet: Fleet, event: e.TurnSettled, _: float) -> Fleet:
    judged = without(fleet.judged.get(event.seat, ()), event.turn)
    return replace(fleet, judged=with_key(fleet.judged, event.seat, judged))


HANDLERS: Handlers = {
    e.TurnBegan: _turn_began,
    e.AnchorChanged: _anchor_changed,
    e.TurnJudged: _turn_judged,
    e.TurnSettled: _turn_settled,
}
