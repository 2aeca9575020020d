"""Red checks by keys: back to the author after a look, again after a question."""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.link import AskRedChecks
from fleetui.model.forge.checks import Check, CheckState
from fleetui.model.forge.wishes.pull_acts import RerunChecks
from fleetui.model.forge.wishes.red_checks import RedCheck, RedChecks
from fleetui.model.view import BranchRow, FleetView
from tests.support.fleets import fleet
from tests.support.remarks import with_remarks
from tests.support.screens import Running, running
from tests.support.waiting import until_async

RED = Check("build", CheckState.FAIL)
VIEW = with_remarks(fleet(12))


def with_red(view: FleetView) -> tuple[FleetView, BranchRow]:
    """The same where one pull request has a red check, and nothing else says anything against it."""
    chosen = next(one for one in view.board if one.pull)
    assert chosen.pull is not None
    pull = replace(chosen.pull, checks=(RED,), checks_of=chosen.pull.head)
    row = replace(chosen, pull=pull, gates=(), review=None)
    board = tuple(row if one is chosen else one for one in view.board)
    return replace(view, board=board, heard=()), row


async def at(run: Running, row: BranchRow) -> None:
    run.app.go("board", row.seat)
    await until_async(lambda: run.kind == "BoardScreen")


async def test_f_reads_what_failed_and_shows_the_follow_up_before_it_is_queued() -> None:
    view, row = with_red(VIEW)
    assert row.pull is not None
    async with running(view) as run:
        found = RedChecks(
            row.pull.number, row.pull.head, "main", (RedCheck(RED, "Run pytest", "E assert 1"),)
        )
        run.link.answers[AskRedChecks] = found
        await at(run, row)
        await run.press("f")
        await until_async(lambda: run.kind == "FollowUpEditor")
        assert AskRedChecks(row.project, row.pull.number) in run.link.asked
        assert "in its step 'Run pytest'" in run.text and "> E assert 1" in run.text
        assert run.link.commands == [], "nothing is queued yet"


async def test_capital_a_runs_what_failed_again_after_a_question_and_says_why_it_cannot() -> None:
    view, row = with_red(VIEW)
    assert row.pull is not None
    async with running(view) as run:
        await at(run, row)
        await run.press("A")
        assert run.kind == "ConfirmDialog"
        await run.press("escape")
        assert run.link.wishes == []
        await run.press("A", "enter")
        await until_async(lambda: run.link.wishes)
        assert run.link.wishes == [RerunChecks(row.project, row.pull.number, row.pull.head)]
        green = replace(row, pull=replace(row.pull, checks=(replace(RED, state=CheckState.PASS),)))
        await run.show(replace(view, board=tuple(green if one is row else one for one in view.board)))
        await run.press("A")
        assert f"no check of #{row.pull.number} is red" in run.said[-1]
