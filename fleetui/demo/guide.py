"""What to try next in the demo: the way of a release, one line at a time; each goes once it is done."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.model.review.rules import ReviewState
from fleetui.model.value import value
from fleetui.model.view import BranchRow, FleetView


@value
class Hint:
    """One thing to try. A key stands in its text by the id of its action: ``{board.mark}``."""

    text: str
    done: Callable[[FleetView], bool]


class Guide:
    """Called with each view, it gives the text of the first hint that was not done; empty at the end."""

    def __init__(self, hints: tuple[Hint, ...] | None = None) -> None:
        self._left = list(HINTS if hints is None else hints)

    def __call__(self, view: FleetView) -> str:
        """What was done once stays done."""
        while view.ready and self._left and self._left[0].done(view):
            del self._left[0]
        return self._left[0].text if self._left else ""


def _row(view: FleetView, seat: str) -> BranchRow | None:
    return next((row for row in view.board if row.seat == seat), None)


def _commits(view: FleetView, seat: str, number: int) -> bool:
    """It has so many commits, or they landed."""
    row = _row(view, seat)
    return row is not None and (row.ahead >= number or bool(row.landed))


def _told(view: FleetView, seat: str) -> bool:
    agent = view.agent(seat)
    return agent is not None and bool(agent.queue)


def _accepted(view: FleetView) -> bool:
    row = _row(view, "perf")
    return row is not None and row.review is not None and row.review.state is ReviewState.ACCEPTED


HINTS = (
    Hint(
        "{agent.answer} on billing, which asks you: enter says yes, {typing.end} ends typing",
        lambda view: _commits(view, "billing", 1),
    ),
    Hint(
        "{mode.merge} merge board: {board.mark} {board.mark} {board.land} makes a train of two, {train.go} shows its"
        " facts, {landing.go} releases it",
        lambda view: sum(bool(row.landed) for row in view.board) > 1,
    ),
    Hint(
        "{board.followup} on agent/export: the end of the red gate's log goes back to its author",
        lambda view: _told(view, "export") or _commits(view, "export", 3),
    ),
    Hint(
        "{board.change} on agent/export: point at a line, {change.line} {change.write}, and say what is to be changed",
        lambda view: _commits(view, "export", 4),
    ),
    Hint(
        "a review holds agent/perf: {board.findings} reads what it found, {board.followup} sends that back",
        lambda view: _told(view, "perf") or _commits(view, "perf", 2),
    ),
    Hint(
        "{board.review} on agent/perf, once it committed: the same findings are looked at again",
        _accepted,
    ),
    Hint(
        "{board.undo} on what landed: a commit that takes it back, gated and released as everything is",
        lambda view: any(row.taken_back for row in view.board),
    ),
)
