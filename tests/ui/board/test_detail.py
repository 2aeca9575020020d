from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.engine.link import AskCandidateDiff, AskDiff
from fleetui.model.evidence import Verdict
from fleetui.ui.board.change import ChangeScreen
from fleetui.ui.board.detail import DetailScreen
from fleetui.ui.board.detail_rows import log_choices
from tests.support.fleets import DIFF, fleet, reviewed, with_tasks
from tests.support.screens import running
from tests.support.waiting import until_async
from tests.ui.agent.test_happened import NOTHING, TURN, undone


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (220, 60)])
async def test_all_that_speaks_for_a_branch_stands_in_one_place_at_every_size(size: tuple[int, int]) -> None:
    async with running(size=size) as run:
        await run.press("3", "d")
        await run.until("Items are evicted")
        for text in (
            "candidate 8c41d0e",
            "the tests pass",
            "build",
            "pass 3m ago",
            "may land",
            "dead",
            "no turn was judged",
        ):
            assert text in run.text
        last = run.text.splitlines()[-1]
        for word in ("m approve", "enter log", "c change", "w why", "esc back"):
            assert word in last


async def test_what_the_turns_reported_and_is_not_so_stands_there_and_is_one_key_away() -> None:
    view = undone(NOTHING, TURN, name="docs-gen")
    async with running(view, size=(160, 40)) as run:
        await run.press("3")
        await until_async(lambda: run.kind == "BoardScreen")
        await run.press("d")
        await run.until("in the files 25")
        await run.press("H")
        assert run.kind == "HappenedScreen"
        await run.press("escape")
        assert run.kind == "DetailScreen"


async def test_the_log_of_each_gate_can_be_chosen_the_failed_one_first() -> None:
    row = next(one for one in fleet().board if one.seat == "api-auth")
    assert [mark.gate for mark, _ in log_choices(row)] == ["test", "build", "lint"]
    async with running(size=(120, 40)) as run:
        run.app.fleet.select("api-auth")
        await run.press("m", "d", "enter")
        assert run.kind == "ChoiceDialog"
        await run.press("2")
        await until_async(lambda: run.kind == "LogScreen")
        await run.until("build pass")
        await run.until("FAILED test_refresh_rotates")


async def test_a_change_is_asked_for_at_the_line_under_the_bar_as_the_worktree_has_it() -> None:
    async with running(size=(120, 40)) as run:
        run.link.answers[AskDiff] = DIFF.replace("@@ -10,3 +10,4 @@", "@@ -30,3 +30,4 @@")
        await run.press("3", "d")
        await run.until("Items are evicted")
        screen = run.app.screen
        assert isinstance(screen, DetailScreen)
        screen.diff.go_to("docs/api/index.md", 4)
        await run.press("c")
        await until_async(lambda: isinstance(run.app.screen, ChangeScreen) and bool(run.app.screen.diff.rows))
        change = run.app.screen
        assert isinstance(change, ChangeScreen)
        assert change.diff.chosen is not None
        assert (change.diff.chosen.path, change.diff.chosen.line) == ("docs/api/index.md", 4)


async def test_a_new_candidate_is_read_again_and_a_branch_that_is_gone_closes_it() -> None:
    async with running(size=(120, 40)) as run:
        await run.press("3", "d")
        await run.until("Items are evicted")
        first, *others = run.link.view.board
        assert first.candidate is not None
        run.link.answers[AskCandidateDiff] = DIFF.replace("Items are", "Entries are")
        moved = replace(first, candidate=replace(first.candidate, commit="f" * 9))
        await run.show(replace(run.link.view, board=(moved, *others)))
        await run.until("Entries are evicted")
        await run.show(replace(run.link.view, board=tuple(others)))
        await until_async(lambda: run.kind == "BoardScreen")


async def test_it_is_approved_from_there_and_only_with_the_facts() -> None:
    async with running(size=(120, 40)) as run:
        await run.press("3", "d", "m")
        await until_async(lambda: run.kind == "LandingDialog")
        assert run.link.landed == []


async def test_edges_of_a_reviewed_branch_and_running_gates_are_shown() -> None:
    async with running(reviewed(with_tasks(fleet(12))), size=(220, 60)) as run:
        await run.press("3", "j", "d")
        await run.until("rejected")
        assert "blocker src/cache/lru.py:88" in run.text
        row = run.app.screen.chosen.row  # type: ignore[attr-defined]
        assert all(mark.verdict is not Verdict.NONE for mark in row.gates)
