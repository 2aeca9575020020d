"""A target that other hands move: noticed, journalled, said, and what rested on the old commit is void."""

from __future__ import annotations

from pathlib import Path

from fleetui.model import commands as c
from fleetui.model.fleet import Target
from tests.engine.act.landing.test_land import approval, commit, row
from tests.support.approving import land
from tests.support.scratch import Live, Scratch, git


def said(live: Live) -> tuple[str, bool]:
    """What the header says of the target, and whether it is loud."""
    one = next((one for one in live.engine.view.health if one.port == "target shop"), None)
    return (one.text, one.severe) if one else ("", False)


def target(live: Live) -> Target | None:
    return live.engine.core.fleet.targets.get("shop")


async def stands_on(live: Live, commit: str, how: str) -> Target:
    await live.until(lambda: (t := target(live)) is not None and (t.commit, t.how) == (commit, how), 40)
    found = target(live)
    assert found is not None
    return found


async def test_a_target_set_back_by_an_agent_is_loud_until_its_commits_are_back(scratch: Scratch) -> None:
    scratch.configure("cache")
    start = git(scratch.repo, "rev-parse", "main")
    git(scratch.repo, "commit", "-q", "--allow-empty", "-m", "the operator's own")
    before = git(scratch.repo, "rev-parse", "main")
    async with scratch.engine() as live:
        await live.started("cache")
        await stands_on(live, before, "first")
        await commit(live)
        await live.until(lambda: (r := row(live)) is not None and r.may_land, 60)
        shown = row(live)
        assert shown is not None
        git(Path(live.agent("cache").seat.worktree), "update-ref", "refs/heads/main", start)
        moved = await stands_on(live, start, "back")
        assert moved.lost == before
        await live.until(lambda: said(live)[1], 10)
        text = said(live)[0]
        assert "main moved back by other hands" in text
        assert f"from {before[:9]} to {start[:9]}" in text
        now = row(live)
        assert now is not None
        assert now.alarm == text
        assert now.candidate is None or now.candidate.base == start
        assert not (await land(live.engine, approval(shown))).ok
        vault = next((scratch.paths.state / "vaults/vaults").glob("*.git"))
        assert before in git(vault, "for-each-ref", "--format=%(objectname)")
        git(scratch.repo, "update-ref", "refs/heads/main", before)
        await stands_on(live, before, "returned")
        await live.until(lambda: not said(live)[1], 10)


async def test_a_forward_move_is_said_quietly_and_a_landing_not_at_all(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await live.until(lambda: target(live) is not None, 40)
        git(scratch.repo, "commit", "-q", "--allow-empty", "-m", "pulled")
        await stands_on(live, git(scratch.repo, "rev-parse", "main"), "forward")
        await live.until(lambda: "moved forward" in said(live)[0], 10)
        assert said(live) == (said(live)[0], False)
        assert "commit: pulled" in said(live)[0]
        await commit(live)
        await live.until(lambda: (r := row(live)) is not None and r.may_land, 60)
        found = row(live)
        assert found is not None
        assert (await land(live.engine, approval(found))).ok
        await stands_on(live, approval(found).candidate, "landed")


async def test_moves_while_no_fleetui_ran_are_found_at_the_next_start(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.until(lambda: target(live) is not None, 40)
    before = git(scratch.repo, "rev-parse", "main")
    git(scratch.repo, "commit", "-q", "--amend", "--allow-empty", "-m", "another start")
    async with scratch.engine() as live:
        moved = await stands_on(live, git(scratch.repo, "rev-parse", "main"), "sideways")
        assert moved.lost == before
        git(scratch.repo, "checkout", "-q", "--detach")
        git(scratch.repo, "branch", "-q", "-D", "main")
        await stands_on(live, "", "gone")
        await live.do(c.RefreshNow())
        await live.until(lambda: "main was deleted by other hands" in said(live)[0], 10)
