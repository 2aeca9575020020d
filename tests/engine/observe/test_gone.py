"""An adopted agent that ended is known at once: its shell coming to the front is reason to look, and to look again."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from fleetui.agents.load import load_profiles
from fleetui.engine.core import Core
from fleetui.engine.observe import slow_facts as slow
from fleetui.engine.observe.sight import STARTING_S, SeatSight
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.engine.protocols.processes import AgentProcesses
from fleetui.engine.protocols.tmux import PaneFacts
from fleetui.model.fleet import Run
from fleetui.model.identities import PaneRef, ProcessId, ServerId
from fleetui.model.status import Phase
from tests.support import fleets
from tests.support.waiting import until_async

PANE = PaneRef(ServerId("/s", 1, 1), "%1", 10, 10)
RUN = Run("r1", "ada", PANE, 1.0, adopted=True)
CLAUDE = load_profiles()["claude"]


class Table:
    """A process table in which the agent runs until it is taken out."""

    def __init__(self) -> None:
        self.running = {"/s %1"}
        self.looks = 0

    async def sample(self, panes: Mapping[str, PaneRef]) -> dict[str, object]:
        self.looks += 1
        return {}

    async def agents_of(self, panes: object, programs: object) -> dict[str, AgentProcesses]:
        return {}

    def stopped(self, process: ProcessId) -> bool:
        return False

    async def agents_below(self, panes: Sequence[PaneRef], programs: object) -> set[str]:
        return self.running


def core_with(table: Table, seen: SeatSight) -> Core:
    seat = SimpleNamespace(name="ada", adopted=True)
    world = SimpleNamespace(now=lambda: 1000.0, processes=table, profiles={})
    parts = SimpleNamespace(
        world=world,
        doing={},
        other_program=asyncio.Event(),
        seats=lambda: (seat,),
        live_run=lambda name: SimpleNamespace(pane=PANE),
        sight=lambda name: seen,
        profile=lambda seat: SimpleNamespace(programs=("claude",)),
        watching=lambda port: contextlib.nullcontext(),
        touch_seat=lambda name: None,
        touch=lambda: None,
    )
    return cast("Core", parts)


async def test_an_agent_that_its_shell_came_after_is_exited_without_waiting_for_the_next_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(slow, "PROCESSES_S", 3600.0)
    table, seen = Table(), SeatSight()
    core = core_with(table, seen)
    looking = asyncio.create_task(SlowFacts(core).processes())
    await until_async(lambda: table.looks == 1)
    table.running = set()
    core.other_program.set()
    await until_async(lambda: seen.gone)
    assert seen.status.phase is Phase.EXITED
    looking.cancel()


async def test_whoever_asks_first_is_told_that_an_adopted_agent_s_program_is_gone() -> None:
    table, seen = Table(), SeatSight()
    core = core_with(table, seen)
    seat = core.seats()[0]
    assert not await SlowFacts(core).is_gone(seat)
    table.running = set()
    assert await SlowFacts(core).is_gone(seat)
    assert seen.status.phase is Phase.EXITED


def in_its_shell(*rows: str, title: str = "") -> SeatSight:
    """An agent that was killed, and started again in its shell a second later."""
    seen = SeatSight()
    seen.begin(RUN, None, RUN.started)
    seen.gone = True
    seen.show(replace(fleets.frame([*rows, "$ claude"]), title=title), 100.0)
    seen.read(CLAUDE, RUN, 100.0)
    assert seen.status.phase is Phase.EXITED
    seen.pane = PaneFacts(PANE, "host", "claude", "/w", False, None, False, False, 120, 40, "work:0.0")
    seen.come_back(101.0)
    seen.read(CLAUDE, RUN, 101.0)
    return seen


def test_the_title_that_a_killed_agent_left_says_nothing_of_the_next_one() -> None:
    seen = in_its_shell(title="⠐ Claude Code")
    assert seen.status.phase is Phase.STARTING
    seen.show(replace(fleets.frame(["$ claude"]), title="⠂ Claude Code"), 103.0)
    seen.read(CLAUDE, RUN, 103.0)
    assert seen.status.phase is Phase.WORKING


def test_an_agent_that_is_started_again_starts_and_its_farewell_above_no_longer_counts() -> None:
    seen = in_its_shell("Resume this session with:", "claude --resume 0")
    assert seen.status.phase is Phase.STARTING
    assert seen.aged(RUN, 101.0 + STARTING_S)
