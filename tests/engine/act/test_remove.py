"""Removing an agent takes what the dialog named, keeps the rest, and loses nothing that was not named."""

from __future__ import annotations

import subprocess
from pathlib import Path

from fleetui.engine.link import AskRemoval, RemovalPlan
from fleetui.model import commands as c
from fleetui.model.queue import live
from fleetui.model.status import Phase
from tests.support.scratch import Live, Scratch, git
from tests.support.waiting import until


async def _stopped(live: Live, *, land: bool) -> Path:
    await live.started("cache")
    tree = Path(live.agent("cache").seat.worktree)
    (tree / "a.py").write_text("x = 1\n")
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "-m", "one step")
    if land:
        git(live.scratch.repo, "merge", "-q", "--no-ff", "-m", "landed", "agent/cache")
    await live.do(c.KillAgent("cache"))
    (tree / "left.py").write_text("precious\n")
    (tree / "noise.log").write_text("ignored\n")
    return tree


async def _plan(live: Live) -> RemovalPlan:
    plan = await live.engine.ask(AskRemoval("cache"))
    assert isinstance(plan, RemovalPlan)
    return plan


def _branches(scratch: Scratch) -> str:
    return git(scratch.repo, "branch", "--list", "agent/*", "--format=%(refname:short)")


async def test_a_landed_agent_goes_with_worktree_and_branch_and_its_name_is_free(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live_fleet:
        tree = await _stopped(live_fleet, land=True)
        await live_fleet.do(c.AddEntry("cache", "waits"))
        plan = await _plan(live_fleet)
        assert (plan.worktree, plan.branch, plan.stays, plan.lost) == (str(tree), "agent/cache", (), ())
        assert plan.kept == "1 file not committed"
        assert plan.ignored == ("noise.log",)
        await live_fleet.do(c.RemoveAgent("cache", worktree=True))
        assert not tree.exists()
        assert _branches(scratch) == ""
        assert str(tree) not in git(scratch.repo, "worktree", "list")
        assert live(live_fleet.engine.core.fleet.queues["cache"]) == ()
        rescue = max(live_fleet.engine.core.fleet.rescues.values(), key=lambda kept: kept.at)
        await live_fleet.do(c.RestoreRescue(rescue.id, str(scratch.root / "back")))
        assert (scratch.root / "back/left.py").read_text() == "precious\n"
        await live_fleet.do(c.AddAgent("cache", "shop", "standin", start=False))
        assert (tree / "a.py").exists()


async def test_a_branch_that_did_not_land_stays_and_is_named(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live_fleet:
        tree = await _stopped(live_fleet, land=False)
        plan = await _plan(live_fleet)
        assert plan.branch == ""
        assert "agent/cache" in plan.stays[0]
        outcome = await live_fleet.do(c.RemoveAgent("cache", worktree=True))
        assert "branch agent/cache stays" in outcome.text
        assert not tree.exists()
        assert _branches(scratch) == "agent/cache"


async def test_what_a_rescue_does_not_hold_goes_only_where_the_name_was_typed(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live_fleet:
        tree = await _stopped(live_fleet, land=True)
        with (tree / "huge").open("wb") as file:
            file.truncate(3 << 30)
        assert (await _plan(live_fleet)).lost == ("huge: 3072 MB, more than a rescue keeps",)
        for lose in ("", "cash"):
            refused = await live_fleet.engine.do(c.RemoveAgent("cache", worktree=True, lose=lose))
            assert not refused.ok
            assert (tree / "huge").exists()
            assert live_fleet.agent("cache").seat.worktree == str(tree)
        await live_fleet.do(c.RemoveAgent("cache", worktree=True, lose="cache"))
        assert not tree.exists()


async def test_a_folder_somebody_works_in_stays_and_so_does_the_agent_that_runs(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live_fleet:
        await live_fleet.started("cache")
        assert "still runs" in (await _plan(live_fleet)).why_not
        assert not (await live_fleet.engine.do(c.RemoveAgent("cache", worktree=True))).ok
        await live_fleet.do(c.KillAgent("cache"))
        tree = Path(live_fleet.agent("cache").seat.worktree)
        inside = subprocess.Popen(["sleep", "600"], cwd=tree)
        try:
            until(lambda: Path(f"/proc/{inside.pid}/cwd").exists())
            assert f"sleep {inside.pid}" in (await _plan(live_fleet)).stays[0]
            refused = await live_fleet.engine.do(c.RemoveAgent("cache", worktree=True))
            assert "something still works in it" in refused.text
        finally:
            inside.kill()
            inside.wait()
        assert tree.is_dir()


async def test_a_worktree_of_the_operators_own_stays(scratch: Scratch) -> None:
    scratch.configure()
    mine = scratch.root / "mine"
    git(scratch.repo, "worktree", "add", "-q", "-b", "mine", str(mine))
    async with scratch.engine() as live_fleet:
        await live_fleet.do(c.AddAgent("own", "shop", "shell", worktree=str(mine), start=False))
        plan = await live_fleet.engine.ask(AskRemoval("own"))
        assert isinstance(plan, RemovalPlan)
        assert plan.worktree == ""
        assert "it is yours" in plan.stays[0]
        assert not (await live_fleet.engine.do(c.RemoveAgent("own", worktree=True))).ok
        await live_fleet.do(c.RemoveAgent("own"))
        assert mine.is_dir()


async def test_a_name_whose_folder_was_left_behind_says_the_way_out(scratch: Scratch) -> None:
    scratch.configure()
    async with scratch.engine() as live_fleet:
        await live_fleet.do(c.AddAgent("cache", "shop", "shell", start=False))
        taken = await live_fleet.engine.do(c.AddAgent("cache", "shop", "shell", start=False))
        assert "fleetui remove cache" in taken.text
        await live_fleet.do(c.RemoveAgent("cache"))
        again = await live_fleet.engine.do(c.AddAgent("cache", "shop", "shell", start=False))
        assert "--worktree and this path take it as it is" in again.text


async def test_worktrees_that_lie_inside_are_never_taken_along(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live_fleet:
        tree = await _stopped(live_fleet, land=True)
        git(scratch.repo, "worktree", "add", "-q", "-b", "inner", str(tree / "noise.log.d/inner"))
        refused = await live_fleet.engine.do(c.RemoveAgent("cache", worktree=True, lose="cache"))
        assert "other worktrees lie in" in refused.text
        assert (tree / "noise.log.d/inner/shop.py").exists()
        assert Phase.EXITED is live_fleet.agent("cache").status.phase
