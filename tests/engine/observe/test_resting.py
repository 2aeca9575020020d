"""What a silent fleet is asked, and how soon it is asked again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from fleetui.engine.observe import slow_facts
from fleetui.engine.observe.worktrees import git_pace
from fleetui.model.identities import PaneRef
from fleetui.model.view import ProcessFacts
from tests.support.scratch import Live, Scratch, git


class Counted:
    """Counts the passes over the process table."""

    def __init__(self, live: Live) -> None:
        self.passes = 0
        port = live.engine.core.world.processes
        self._sample = port.sample
        port.sample = self  # type: ignore[method-assign,assignment]

    async def __call__(self, panes: Mapping[str, PaneRef]) -> Mapping[str, ProcessFacts]:
        self.passes += 1
        return await self._sample(panes)


async def test_processes_of_a_silent_fleet_are_looked_at_seldom_and_at_once_when_it_prints(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await live.until(lambda: live.agent("cache").process is not None)
        # from here on nothing is younger than the last look, so only what happens counts
        monkeypatch.setattr(slow_facts, "PROCESSES_RESTING_S", 3600.0)
        core = live.engine.core
        core.sight("cache").last_output = core.world.now() - 3601
        core.sight("cache").process = ProcessFacts(alive=True, cpu_percent=0, rss_mb=5, running="", count=1)
        counted = Counted(live)
        assert not live.engine.facts._processes_due()
        core.sight("cache").last_output = core.world.now()
        await live.until(lambda: counted.passes > 0, slow_facts.PROCESSES_S + 2)
        core.sight("cache").last_output = core.world.now() - 3601
        core.sight("cache").process = ProcessFacts(
            alive=True, cpu_percent=80, rss_mb=5, running="cc", count=2
        )
        assert live.engine.facts._processes_due(), "what computes in silence is followed"


async def test_a_commit_by_other_hands_in_a_silent_worktree_is_seen_within_seconds(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MOVING_S", "MOVING_MOST_S", "RESTING_S", "SILENT_S"):
        monkeypatch.setattr(git_pace, name, 3600.0)  # only a mark that moved leads to a look
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        live.engine.facts.git_soon("cache")
        await live.until(lambda: live.agent("cache").git is not None)
        before = live.agent("cache").git
        tree = Path(live.agent("cache").seat.worktree)
        git(tree, "commit", "-q", "--allow-empty", "-m", "by other hands")
        await live.until(lambda: live.agent("cache").git != before, 10)
        assert (found := live.agent("cache").git) and found.commits[:1] == ("by other hands",)


async def test_looks_that_find_nothing_get_rarer_and_something_new_brings_them_back(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        pace = live.engine.facts.pace
        pauses = []
        for _ in range(4):
            pace.found("cache", new=False)
            pauses.append(pace._pause["cache"])
        assert pauses == sorted(pauses)
        assert pauses[-1] == git_pace.MOVING_MOST_S
        pace.found("cache", new=True)
        assert pace._pause["cache"] == git_pace.MOVING_S
