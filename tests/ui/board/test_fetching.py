"""Pull requests without an agent on the board: fetched, gated and released by keys that say whose code it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model.evidence import Candidate, Verdict
from fleetui.model.forge.merging import PullRelease
from fleetui.model.forge.rules import ForgeRules
from fleetui.model.forge.wishes.fetched import FetchedPull, FetchPull
from fleetui.model.unseated_pulls import unseated
from fleetui.model.view import BranchRow, FleetView, GateMark
from tests.support.fleets import NOW, fleet
from tests.support.remarks import HEAD, PULLS, with_remarks
from tests.support.screens import Running, running

SIZES = ((80, 24), (120, 40), (220, 60))
BASE, COMMIT, TREE = "3f2c1a9bb" + "0" * 31, "c" * 40, "d" * 40
HOSTILE = "[red]x[/]\x1b[2J\u202e$(rm -rf ~)"


def merging(view: FleetView) -> FleetView:
    project = view.projects["clawdemy"]
    rules = ForgeRules(repository="me/clawdemy", merges=True)
    return replace(view, projects={**view.projects, "clawdemy": replace(project, forge=rules)})


def with_fetched(verdict: Verdict, branch: str = "deps/rich-15", author: str = "dependabot") -> FleetView:
    """#15 is here; its gates say this."""
    view = merging(with_remarks(fleet(12)))
    one = FetchedPull("clawdemy", 15, HEAD, branch, author, of_fork=True, at=NOW - 60)
    made = Candidate("clawdemy", one.name, one.label, BASE, HEAD, COMMIT, TREE, pull=15, ahead=1)
    release = PullRelease(view.pulls["clawdemy"].repository, 15, HEAD, BASE, "merge")
    row = BranchRow(
        one.name, "clawdemy", one.label, "main", HEAD, made, (GateMark("build", verdict, NOW - 30),), 1, 0, 0,
        may_land=verdict is Verdict.PASS, why_not="" if verdict is Verdict.PASS else "build did not run",
        pull=PULLS[2], pull_release=release, fetched=one,
    )  # fmt: skip
    return replace(view, board=(*view.board, row))


async def to_fetched(run: Running) -> None:
    await run.press("3")
    for _ in run.app.screen.view.board:  # type: ignore[attr-defined]
        row = run.app.screen.chosen.row  # type: ignore[attr-defined]
        if row and row.fetched:
            return
        await run.press("j")
    raise AssertionError(run.text)


async def test_m_on_one_that_is_not_here_fetches_exactly_what_is_shown() -> None:
    async with running(merging(with_remarks(fleet(12)))) as run:
        await run.press("3", "G")
        assert "fetches it" in run.text
        await run.press("m")
        assert run.link.wishes == [FetchPull("clawdemy", 15, HEAD)]
        await run.show(with_fetched(Verdict.NONE))
        assert run.app.screen.chosen.row.fetched, "the bar stays on it"  # type: ignore[attr-defined]


async def test_without_merges_it_is_merged_there_and_m_says_so() -> None:
    async with running(with_remarks(fleet(12))) as run:
        await run.press("3", "G", "m")
        assert run.link.wishes == []
        assert "has no merges = true" in run.said[-1]


@pytest.mark.parametrize("size", SIZES)
async def test_its_gates_run_after_a_question_that_says_whose_code_it_is(size: tuple[int, int]) -> None:
    async with running(with_fetched(Verdict.NONE), size) as run:
        await to_fetched(run)
        await run.press("m")
        assert run.kind == "ConfirmDialog"
        assert "Run your gates on the code of #15?" in run.text
        assert "of a fork" in run.text and "as you, on this machine" in run.text
        await run.press("escape")
        assert run.link.wishes == []
        await run.press("r", "enter")
        assert run.link.wishes == [FetchPull("clawdemy", 15, HEAD, gates=True)]


@pytest.mark.parametrize("size", SIZES)
async def test_one_whose_gates_passed_is_released_as_any_branch(size: tuple[int, int]) -> None:
    async with running(with_fetched(Verdict.PASS), size) as run:
        await to_fetched(run)
        await run.press("m")
        assert run.kind == "LandingDialog"
        assert "Merge #15" in run.text and "no agent of yours wrote it" in run.text
        await run.press("escape", "d")
        assert run.kind == "DetailScreen"


async def test_what_needs_an_agent_says_that_it_has_none() -> None:
    async with running(with_fetched(Verdict.PASS)) as run:
        await to_fetched(run)
        for key in ("c", "v", "space", "e"):
            await run.press(key)
            assert "#15 is of no agent of this fleet" in run.said[-1], key
        await run.press("f")
        assert run.kind == "CommentDialog"


async def test_hostile_names_are_shown_clean_and_are_no_branch_of_an_agent() -> None:
    view = with_fetched(Verdict.NONE, HOSTILE, HOSTILE)
    async with running(view, (220, 60)) as run:
        await to_fetched(run)
        await run.press("r")
        assert "\x1b" not in run.text and "\u202e" not in run.text
        assert "[red]x[/]" in run.text
    names = {one.branch for one in view.board if not one.fetched}
    (row,) = (one for one in with_fetched(Verdict.NONE, "agent/cache").board if one.fetched)
    assert "agent/cache" in names and row.branch not in names
    assert not [one for one in unseated(view) if one.pull.number == 15]
