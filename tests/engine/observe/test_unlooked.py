"""A worktree that could not be looked at: its row says so and may not land, and it is looked at again before long."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.engine.observe.worktrees import git_pace
from fleetui.engine.protocols.errors import PortError
from fleetui.model import commands as c
from fleetui.model.attention import Want
from tests.engine.act.landing.test_land import row
from tests.support.scratch import Live, Scratch, git


async def _may_land(live: Live) -> Path:
    await live.started("cache")
    tree = Path(live.agent("cache").seat.worktree)
    (tree / "shop.py").write_text("def price():\n    return 2\n")
    git(tree, "commit", "-q", "-am", "two")
    await live.do(c.RefreshNow())
    await live.until(lambda: (found := row(live)) is not None and found.may_land, 60)
    return tree


async def test_a_branch_that_could_not_be_looked_at_may_not_land_until_it_was(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(git_pace, "FAILED_S", 1.0)
    scratch.configure("cache", gates='[[projects.shop.gates]]\nname = "build"\nrun = ["true"]\n')
    async with scratch.engine() as live:
        tree = await _may_land(live)
        port = live.engine.core.world.git

        async def full(*_: object) -> None:
            raise PortError("git", "facts", "No space left on device")

        with monkeypatch.context() as disk:
            disk.setattr(port, "facts", full)
            git(tree, "commit", "-q", "--amend", "-m", "other words")
            await live.until(lambda: (found := row(live)) is not None and not found.may_land)
            found = row(live)
            assert found is not None
            assert found.why_not == "what it has now is not known: facts: No space left on device"
            await live.until(lambda: not (a := live.agent("cache").attention) or a.want is not Want.TO_MERGE)
        head = git(tree, "rev-parse", "HEAD")
        await live.until(lambda: (r := row(live)) is not None and r.may_land and r.head == head, 20)
