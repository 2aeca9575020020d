"""An agent whose folder is not its worktree any more is shown so, calls the operator, and lands nothing."""

from __future__ import annotations

from pathlib import Path

from fleetui.model import commands as c
from fleetui.model.attention import Want
from fleetui.model.snapshot import agent_snapshot
from tests.support.scratch import Live, Scratch, git


async def _started(live: Live) -> Path:
    await live.started("cache")
    tree = Path(live.agent("cache").seat.worktree)
    (tree / "a.py").write_text("x = 1\n")
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "-m", "one step")
    await live.do(c.RefreshNow())
    await live.until(lambda: (g := live.agent("cache").git) is not None and g.ahead == 1)
    return tree


async def test_a_worktree_pointed_at_another_repository_calls_the_operator(scratch: Scratch) -> None:
    scratch.configure("cache", gates='[[projects.shop.gates]]\nname = "build"\nrun = ["true"]\n')
    async with scratch.engine() as live:
        tree = await _started(live)
        await live.until(lambda: any(row.may_land for row in live.engine.view.board))
        right = (tree / ".git").read_text()
        elsewhere = scratch.root / "elsewhere"
        elsewhere.mkdir()
        git(elsewhere, "init", "-q", "-b", "theirs")
        git(elsewhere, "commit", "-q", "--allow-empty", "-m", "theirs")
        (tree / ".git").write_text(f"gitdir: {elsewhere}/.git\n")
        await live.until(lambda: bool(live.agent("cache").lost))
        lost = live.agent("cache")
        assert "another repository's" in lost.lost
        assert lost.attention is not None
        assert (lost.attention.want, lost.attention.reason) == (Want.FAILED, lost.lost)
        assert agent_snapshot(lost, live.engine.core.world.now())["ahead"] is None
        (row,) = live.engine.view.board
        assert (row.may_land, row.why_not, row.branch) == (False, lost.lost, "agent/cache")
        (tree / ".git").write_text(right)
        await live.until(lambda: not live.agent("cache").lost)
        await live.until(lambda: any(row.may_land for row in live.engine.view.board))
        (tree / ".git").write_text(f"gitdir: {elsewhere}/.git\n")
        (tree / "precious").write_text("p\n")
        await live.do(c.KillAgent("cache"))
        (rescue,) = live.engine.core.fleet.rescues.values()
        assert (rescue.branch, rescue.files) == ("agent/cache", 1)
        assert any("another repository's" in line for line in rescue.left_out)
