"""What a pull request lacks of its branch is pushed by keys; where it has more, its agent is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model.commands import Outcome
from fleetui.model.forge.wishes.pull_acts import PushPull
from fleetui.model.forge.wishes.unpushed import Unpushed
from fleetui.model.view import BranchRow, FleetView
from fleetui.ui.board.forge.pushing import together_text
from fleetui.ui.shell.limits import Limits
from tests.support.fleets import fleet
from tests.support.remarks import with_remarks
from tests.support.screens import Running, running
from tests.support.waiting import until_async
from tests.ui.board.test_opening import on_board, written

HERE = "f" * 40
SIZES = ((80, 24), (120, 40), (220, 60))


def lacking(**changes: object) -> tuple[FleetView, BranchRow]:
    """A branch whose pull request stands elsewhere."""
    view, _ = written(with_remarks(fleet(12)))
    row = next(one for one in view.board if one.pull and not one.landed)
    assert row.pull is not None
    one = replace(Unpushed(HERE, row.pull.head, 3, 0, ("Third", "Second", "First")), **changes)  # type: ignore[arg-type]
    now = replace(row, head=HERE, unpushed=one)
    return replace(view, board=tuple(now if each is row else each for each in view.board)), now


async def pressed(run: Running, row: BranchRow, *keys: str) -> None:
    await on_board(run, row)
    await run.press(*keys)


@pytest.mark.parametrize("size", SIZES)
async def test_the_board_says_how_many_and_p_shows_them_before_they_go(size: tuple[int, int]) -> None:
    view, row = lacking()
    async with running(view, size) as run:
        await on_board(run, row)
        await until_async(lambda: "3 commits not pushed   p push" in run.text)
        await run.press("p")
        await until_async(lambda: run.kind == "ConfirmDialog")
        assert "· Third" in run.text and "never by force" in run.text
        assert run.link.wishes == []
        run.link.outcome = Outcome(ok=True, text="#12 is at there now")
        await run.press("enter")
        await until_async(lambda: run.link.wishes)
        assert row.pull and row.unpushed
        one = row.unpushed
        assert run.link.wishes == [
            PushPull(row.project, row.seat, row.pull.number, row.branch, one.here, one.there)
        ]
        await until_async(lambda: run.said[-1:] == ["#12 is at there now"])


@pytest.mark.parametrize(
    ("changes", "line", "why"),
    [
        ({"behind": 2}, "2 commits there are not here, 3 here not there", "nothing is pushed by force"),
        ({"known": False}, "which is not here", "f has its agent fetch"),
    ],
)
async def test_where_it_has_other_commits_it_says_what_to_do(
    changes: dict[str, object], line: str, why: str
) -> None:
    view, row = lacking(**changes)
    async with running(view) as run:
        await on_board(run, row)
        await until_async(lambda: line in run.text)
        await run.press("p")
        assert (run.kind, why in run.said[-1]) == ("BoardScreen", True), run.said
        await run.press("f")
        await until_async(lambda: run.kind == "ChoiceDialog")
        await until_async(lambda: "have it merge what only #" in run.text)
    assert f"merge what is there (git pull --no-rebase origin {row.branch}," in together_text(row)


async def test_what_is_not_known_or_nothing_is_said_and_a_browser_pushes_nothing() -> None:
    view, row = lacking()
    unknown = replace(row, unpushed=None)
    async with running(
        replace(view, board=tuple(unknown if each is row else each for each in view.board))
    ) as run:
        await pressed(run, row, "p")
        assert "is not known yet" in run.said[-1]
    assert row.pull
    same = replace(unknown, head=row.pull.head)
    async with running(
        replace(view, board=tuple(same if each is row else each for each in view.board))
    ) as run:
        await pressed(run, row, "p")
        assert "with all that is committed here" in run.said[-1]
    async with running(view, limits=Limits(in_browser=True)) as run:
        await pressed(run, row, "p")
        assert (run.kind, "says nothing on a forge" in run.said[-1]) == ("BoardScreen", True)
