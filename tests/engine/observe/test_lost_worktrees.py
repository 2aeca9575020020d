"""An agent whose folder is not its worktree any more is shown so, calls the operator, and lands nothing."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fleetui.engine.link import AskJournal, AskRestart, RestartPlan
from fleetui.engine.protocols.errors import PortError
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.attention import Want
from fleetui.model.snapshot.agent import agent_snapshot
from fleetui.model.status import Phase
from tests.support.processes import lives
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


async def test_an_agent_whose_worktree_is_gone_is_stopped_and_started_in_a_new_one(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        tree = await _started(live)
        git(scratch.repo, "worktree", "remove", "-f", "-f", str(tree))
        plan = await live.engine.ask(AskRestart("cache"))
        assert isinstance(plan, RestartPlan)
        assert (plan.kept, plan.anew) == ("nothing is left to keep: its worktree is gone", "agent/cache")
        outcome = await live.do(c.KillAgent("cache"))
        assert "is gone: nothing was left to keep" in outcome.text
        assert "worktree stay" not in outcome.text
        await live.until(lambda: live.engine.core.live_run("cache") is None)
        await live.do(c.StartAgent("cache"))
        await live.phase("cache", Phase.IDLE)
        assert (tree / "a.py").read_text() == "x = 1\n"
        assert git(tree, "branch", "--show-current") == "agent/cache"
        await live.until(lambda: not live.agent("cache").lost)


async def test_a_restart_makes_a_deleted_worktree_anew_with_what_was_staged(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        tree = await _started(live)
        (tree / "staged.py").write_text("s = 1\n")
        git(tree, "add", "staged.py")
        shutil.rmtree(tree)
        await live.do(c.RestartAgent("cache", ""))
        await live.phase("cache", Phase.IDLE)
        assert (tree / "staged.py").read_text() == "s = 1\n"
        assert git(tree, "status", "--porcelain") == "A  staged.py"


async def test_work_that_cannot_be_kept_is_lost_only_where_its_agents_name_was_typed(
    scratch: Scratch,
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        tree = await _started(live)
        git(scratch.repo, "worktree", "unlock", str(tree))
        (tree / ".git").unlink()
        git(scratch.repo, "worktree", "prune")
        refused = await live.engine.do(c.KillAgent("cache"))
        assert not refused.ok
        assert "no git worktree any more" in refused.text
        assert "fleetui stop cache --without-rescue" in refused.text
        assert live.agent("cache").alive
        wrong = await live.engine.do(c.KillAgent("cache", without_rescue="cash"))
        assert not wrong.ok
        assert live.agent("cache").alive
        done = await live.do(c.RestartAgent("cache", "", without_rescue="cache"))
        assert "without a rescue" in done.text
        await live.phase("cache", Phase.IDLE)
        lines = await live.engine.ask(AskJournal())
        waived = next(line for line in lines if getattr(line, "kind", "") == "rescue-waived")
        assert "no git worktree any more" in getattr(waived, "text", "")


async def test_a_rescue_that_takes_long_need_not_be_waited_for(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await _started(live)
        real, begun, never = live.engine.core.world.git, asyncio.Event(), asyncio.Event()

        async def slow(*given: Any, told: Callable[[str], None], **more: Any) -> None:
            told("looks at 1 MB of 900 MB")
            begun.set()
            await never.wait()

        monkeypatch.setattr(type(real), "rescue", lambda self, *given, **more: slow(*given, **more))
        stopping = asyncio.ensure_future(live.engine.do(c.KillAgent("cache")))
        await begun.wait()
        assert live.agent("cache").doing == "stop: rescue looks at 1 MB of 900 MB"
        busy = await live.engine.do(c.KillAgent("cache"))
        assert not busy.ok
        assert "1 MB of 900 MB" in busy.text
        await live.do(c.KillAgent("cache", without_rescue="cache"))
        outcome = await stopping
        assert outcome.ok
        assert "without a rescue" in outcome.text
        assert live.engine.core.live_run("cache") is None
        assert live.agent("cache").doing == ""


async def test_with_a_journal_that_takes_nothing_an_agent_is_still_stopped_if_its_name_is_typed(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await _started(live)
        pane = live.agent("cache").pane
        assert pane is not None
        journal = live.engine.core.world.journal
        real = journal.append

        async def full(events: object) -> tuple[e.Record, ...]:
            raise PortError("journal", "write", "the disk is full")

        monkeypatch.setattr(journal, "append", full)
        refused = await live.engine.do(c.KillAgent("cache"))
        assert (refused.ok, refused.text) == (False, "write: the disk is full")
        assert lives(pane.pid)
        done = await live.do(c.KillAgent("cache", without_rescue="cache"))
        assert "could not be written down" in done.text
        await live.until(lambda: not lives(pane.pid))
        monkeypatch.setattr(journal, "append", real)
        await live.until(lambda: live.engine.core.live_run("cache") is None)


async def test_a_stop_whose_failure_could_not_be_written_down_is_not_under_way_for_ever(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await _started(live)
        ledger, git_port = live.engine.core.ledger, type(live.engine.core.world.git)
        real = ledger.append
        full = PortError("journal", "write", "the disk is full")

        async def until_the_end(*events: object) -> None:
            if isinstance(events[0], e.ReplacementEnded):
                raise full
            await real(*events)  # type: ignore[arg-type]

        async def fails(*given: object, **more: object) -> None:
            raise PortError("git", "rescue", "no room")

        with monkeypatch.context() as patch:
            patch.setattr(ledger, "append", until_the_end)
            patch.setattr(git_port, "rescue", fails)
            refused = await live.engine.do(c.KillAgent("cache"))
            assert "rescue: no room" in refused.text
            again = await live.engine.do(c.KillAgent("cache"))
            assert "the disk is full" in again.text
        await live.do(c.KillAgent("cache"))
        assert live.engine.core.live_run("cache") is None
