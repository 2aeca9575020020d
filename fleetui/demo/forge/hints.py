"""What to try next in the demo with a forge: the way from an issue to a merge, and what is kept out of it."""

from __future__ import annotations

from fleetui.demo.forge.plot import ONLY_SAID, PROJECT
from fleetui.demo.guide import Hint
from fleetui.model.forge.answers import Heard, RemarkNow
from fleetui.model.view import BranchRow, FleetView


def _own(view: FleetView) -> list[BranchRow]:
    """The branches of the agents that were started on an issue."""
    return [row for row in view.board if row.project == PROJECT and row.seat != ONLY_SAID and not row.fetched]


def _said(view: FleetView, row: BranchRow) -> Heard | None:
    """What is known of the conversation of its pull request."""
    heard = view.heard_of(row.project, row.pull.number) if row.pull else None
    return heard if heard and heard.said else None


def _remarks(view: FleetView, row: BranchRow) -> tuple[RemarkNow, ...]:
    heard = _said(view, row)
    return heard.remarks if heard else ()


def _started(view: FleetView) -> bool:
    here = (one for one in view.agents if one.seat.project == PROJECT and not one.hosted)
    return any(one.name != ONLY_SAID for one in here)


def _landed(view: FleetView) -> bool:
    return any(row.landed for row in _own(view))


def _opened(view: FleetView) -> bool:
    return _landed(view) or any(row.pull for row in _own(view))


def _found(view: FleetView) -> bool:
    return _landed(view) or any(_remarks(view, row) or _red(row) for row in _own(view))


def _red(row: BranchRow) -> bool:
    return bool(row.pull and row.pull.tally.failed)


def _sent(view: FleetView) -> bool:
    sent = any(one.sent for row in _own(view) for one in _remarks(view, row))
    return _landed(view) or sent or any(row.pull and row.ahead > 1 for row in _own(view))


def _resolved(view: FleetView) -> bool:
    heard = [_said(view, row) for row in _own(view)]
    return _landed(view) or any(one and not one.remarks for one in heard)


def _of_who_only_said(view: FleetView) -> BranchRow | None:
    return next((row for row in view.board if row.seat == ONLY_SAID), None)


def _sent_back(view: FleetView) -> bool:
    row = _of_who_only_said(view)
    return _all_landed(view) or (row is not None and any(one.sent for one in _remarks(view, row)))


def _all_landed(view: FleetView) -> bool:
    row = _of_who_only_said(view)
    return row is not None and bool(row.landed)


def _fetched_landed(view: FleetView) -> bool:
    return any(row.fetched and row.landed for row in view.board)


HINTS = (
    Hint("{mode.ledger} ledger: {ledger.start} on issue #1 starts an agent on it", _started),
    Hint(
        "{mode.merge} board: once it committed, {board.open_pull} on its branch opens a pull request", _opened
    ),
    Hint("its checks run, then review-bot looks: wait until something was found", _found),
    Hint("{mode.merge} board: {board.followup} on its branch sends its agent what was found", _sent),
    Hint(
        "{mode.audit} audit: {audit.resolve} on the row of #6, once it is fixed, resolves its thread",
        _resolved,
    ),
    Hint(
        "{mode.merge} board: {board.land} on its branch shows the facts, {landing.go} merges exactly that",
        _landed,
    ),
    Hint(
        "agent/rounding is refused: only said to be done; {board.followup} on it sends that back", _sent_back
    ),
    Hint(
        "once it is mended: {mode.audit} and {audit.resolve}, then {mode.merge} and {board.land} on agent/rounding",
        _all_landed,
    ),
    Hint(
        "{board.land} on #3: fetches it, {board.land} again runs your gates on it, then {board.land} merges it",
        _fetched_landed,
    ),
    Hint("that was the whole way: docs/github.md has it for your own repository", lambda _view: False),
)
"""Each fits into a row of 80 columns."""
