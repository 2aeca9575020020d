"""A pull request is made by keys: its text is drafted, written over, kept, and goes out once it is wanted."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.engine.link import AskPullDraft
from fleetui.model.commands import Outcome
from fleetui.model.forge.rules import ForgeRules
from fleetui.model.forge.wishes.draft import PullDraft
from fleetui.model.forge.wishes.pull_acts import OpenPull
from fleetui.model.view import BranchRow, FleetView
from fleetui.ui.shell.limits import Limits
from tests.support.fleets import fleet
from tests.support.screens import Running, running
from tests.support.waiting import until_async

SIZES = ((80, 24), (120, 40), (220, 60))


def written(view: FleetView, repository: str = "me/clawdemy") -> tuple[FleetView, BranchRow]:
    row = next(one for one in view.board if one.ahead and not one.landed)
    project = replace(view.projects[row.project], forge=ForgeRules(repository))
    return replace(view, projects={**view.projects, row.project: project}), row


VIEW, ROW = written(fleet(12))
NOTES = ("2 files are not committed: they do not go with it",)
DRAFT = PullDraft("Cache prices", "Why.", ROW.branch, "a" * 40, "main", "me/clawdemy", NOTES)


async def on_board(run: Running, row: BranchRow) -> None:
    run.app.go("board", row.seat)
    await until_async(lambda: run.kind == "BoardScreen")


async def opened(run: Running) -> None:
    run.link.answers[AskPullDraft] = DRAFT
    await on_board(run, ROW)
    await run.press("p")
    await until_async(lambda: run.kind == "OpeningDialog")


@pytest.mark.parametrize("size", SIZES)
async def test_what_goes_where_and_the_text_are_shown_before_it_is_made(size: tuple[int, int]) -> None:
    async with running(VIEW, size) as run:
        await opened(run)
        assert "Cache prices" in run.text and "Why." in run.text
        assert "never by force" in run.text and "2 files are not committed" in run.text
        assert "ctrl+s" in run.text, "the keys are in sight"
        assert run.link.wishes == []


async def test_it_is_made_as_it_was_written_as_a_draft_or_not() -> None:
    async with running(VIEW) as run:
        await opened(run)
        await run.press("ctrl+t")
        assert "As a draft" in run.text
        await run.press(*"My ", "ctrl+s")
        await until_async(lambda: run.link.wishes)
        text = "My Cache prices\n\nWhy.\n"
        assert run.link.wishes == [OpenPull(ROW.project, ROW.seat, ROW.branch, "a" * 40, text, draft=True)]


async def test_a_text_that_one_leaves_or_that_was_refused_is_offered_again() -> None:
    async with running(VIEW) as run:
        await opened(run)
        await run.press(*"My ", "escape", "p")
        await until_async(lambda: run.kind == "OpeningDialog")
        assert "My Cache prices" in run.text
        run.link.outcome = Outcome(ok=False, text="not pushed")
        await run.press("ctrl+s")
        await until_async(lambda: "not pushed" in run.said)
        await run.press("p")
        await until_async(lambda: run.kind == "OpeningDialog")
        assert "My Cache prices" in run.text


async def test_it_says_why_none_can_be_made() -> None:
    view, row = written(fleet(12), "")
    async with running(view) as run:
        await on_board(run, row)
        await run.press("p")
        assert f"write repository in [projects.{row.project}.github]" in run.said[-1]
    async with running(VIEW, limits=Limits(in_browser=True)) as run:
        await on_board(run, ROW)
        await run.press("p")
        assert run.kind == "BoardScreen"
        assert "says nothing on a forge" in run.said[-1]


async def test_a_key_of_the_grid_does_the_same_and_says_why_not() -> None:
    async with running(VIEW) as run:
        run.link.answers[AskPullDraft] = DRAFT
        run.app.fleet.selected = ROW.seat
        await run.press("O")
        await until_async(lambda: run.kind == "OpeningDialog")
        assert "Cache prices" in run.text
    without = replace(VIEW, board=tuple(one for one in VIEW.board if one.seat != ROW.seat))
    async with running(without) as run:
        run.app.fleet.selected = ROW.seat
        await run.press("O")
        assert f"{ROW.seat} has no branch on the merge board" in run.said[-1]
    async with running(VIEW, limits=Limits(in_browser=True)) as run:
        run.app.fleet.selected = ROW.seat
        await run.press("O")
        assert "says nothing on a forge" in run.said[-1]
