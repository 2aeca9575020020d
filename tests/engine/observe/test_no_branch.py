"""A worktree that is on no branch, such as in the middle of a rebase, keeps its row on the board and says why."""

from __future__ import annotations

from pathlib import Path

from fleetui.model import commands as c
from fleetui.model.view import BranchRow
from tests.support.scratch import Live, Scratch, git

BUILD = '[[projects.shop.gates]]\nname = "build"\nrun = ["true"]\n'


async def _may_land(live: Live) -> Path:
    await live.started("cache")
    tree = Path(live.agent("cache").seat.worktree)
    (tree / "a.py").write_text("x = 1\n")
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "-m", "one step")
    await live.do(c.RefreshNow())
    await live.until(lambda: any(row.may_land for row in live.engine.view.board))
    return tree


async def _row(live: Live, words: str) -> BranchRow:
    await live.do(c.RefreshNow())
    await live.until(lambda: any(words in row.why_not for row in live.engine.view.board))
    (row,) = live.engine.view.board
    assert not row.may_land
    assert (row.seat, row.branch, row.candidate) == ("cache", "agent/cache", None)
    return row


async def test_a_rebase_that_stands_in_the_middle_is_told_until_it_ends(scratch: Scratch) -> None:
    scratch.configure("cache", gates=BUILD)
    async with scratch.engine() as live:
        tree = await _may_land(live)
        git(tree, "-c", "sequence.editor=sed -i s/^pick/edit/", "rebase", "-q", "-i", "main")
        row = await _row(live, "rebase in progress")
        assert "git rebase --continue" in row.why_not
        git(tree, "rebase", "--abort")
        await live.do(c.RefreshNow())
        await live.until(lambda: any(row.may_land for row in live.engine.view.board))


async def test_a_bisection_and_a_detached_worktree_say_how_to_go_back(scratch: Scratch) -> None:
    scratch.configure("cache", gates=BUILD)
    async with scratch.engine() as live:
        tree = await _may_land(live)
        git(tree, "bisect", "start")
        git(tree, "checkout", "-q", "--detach")
        assert "git bisect reset" in (await _row(live, "bisection in progress")).why_not
        git(tree, "bisect", "reset")
        git(tree, "checkout", "-q", "--detach")
        row = await _row(live, "on no branch")
        assert row.ahead == 1
        assert f"at {row.head[:9]}" in row.why_not
        assert "git switch agent/cache" in row.why_not
