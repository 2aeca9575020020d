"""kill -9 in a start and a restart: one fresh run, one handoff, and the rescue holds every byte."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest

from fleetui.model import commands as c
from fleetui.model.events import RunStarted
from fleetui.model.queue import EntryState
from tests.support.background import Background
from tests.support.processes import lives
from tests.support.scratch import Scratch, git
from tests.support.waiting import until

WORK = "def price():\n    return 'not committed'\n"


async def ready_to_restart(scratch: Scratch) -> tuple[Path, int]:
    """An agent with uncommitted work and a follow-up it took; its worktree and pid."""
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.AddEntry("cache", "begin"))
        await live.until(lambda: live.queue("cache")[0].state is EntryState.ACCEPTED, 30)
        assert scratch.texts("cache") == ["begin"]
        worktree, pane = Path(live.agent("cache").seat.worktree), live.agent("cache").pane
    (worktree / "shop.py").write_text(WORK)
    (worktree / "new.txt").write_text("untracked\n")
    assert pane
    return worktree, pane.pid


@pytest.mark.parametrize("point", ["rescue.kept", "start.created"])
def test_a_restart_cut_short_is_finished_once_by_the_next_engine(background: Background, point: str) -> None:
    scratch = background.scratch
    worktree, old = asyncio.run(ready_to_restart(scratch))
    killed = scratch.fleetui("restart", "cache", "--yes", fault=point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr

    background.start()
    until(lambda: not background.fleet().replacements, 60, every=0.3)
    until(lambda: any(text != "begin" for text in scratch.texts("cache")), 60, every=0.3)
    fleet = background.fleet()
    run = fleet.run_of("cache")
    assert run
    assert run.pane.pid != old
    assert not lives(old)
    assert background.panes() == [str(run.pane.pid)], "exactly the fresh run is there"
    started = [r.event for r in background.records() if isinstance(r.event, RunStarted)]
    assert len(started) == 2
    handoffs = [text for text in scratch.texts("cache") if text != "begin"]
    assert len(handoffs) == 1
    assert (worktree / "shop.py").read_text() == WORK
    kept = [rescue for rescue in fleet.rescues.values() if rescue.seat == "cache"]
    assert kept
    vault = next(path for path in scratch.paths.vaults.rglob("HEAD") if path.is_file()).parent
    for rescue in kept:
        held = [
            git(vault, "--git-dir=.", "show", f"{rescue.commit}:{name}") for name in ("shop.py", "new.txt")
        ]
        assert held == [WORK.strip(), "untracked"]


def test_a_first_start_cut_short_leaves_one_run_and_no_stray(background: Background) -> None:
    scratch = background.scratch
    scratch.configure("cache")
    killed = scratch.fleetui("start", "cache", fault="start.created")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    background.start()
    assert scratch.fleetui("start", "cache").returncode in (0, 1)
    background.until_phase("cache", "idle")
    run = background.fleet().run_of("cache")
    assert run
    assert background.panes() == [str(run.pane.pid)]
