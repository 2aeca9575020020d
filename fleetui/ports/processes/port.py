"""The process table: what runs below panes, which agent a pane runs, and the end of a run."""

from __future__ import annotations

import asyncio
import os.path
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.processes import AgentProcesses, ProcessLine
from fleetui.model.clean import clean_line
from fleetui.model.identities import PaneRef, ProcessId
from fleetui.model.programs import is_program
from fleetui.model.view import ProcessFacts
from fleetui.ports.disk_errors import why as disk_says
from fleetui.ports.processes import proc
from fleetui.ports.processes.agent import agent_in
from fleetui.ports.processes.sets import (
    KILL_S,
    TERM_S,
    ProcessSet,
    below_pane,
    command_line,
    executable,
)
from fleetui.ports.processes.table import Table
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

T = TypeVar("T")

LOOK_S = 5.0
"""How long looking may take."""
STOP_S = TERM_S + KILL_S + LOOK_S
CPU_STEP = 5
RSS_STEP = 5
BUSY_PERCENT = 20
"""From which load on the busiest child is what runs; below it the deepest is."""


class Processes:
    """Implements ``ProcessPort``. Looking has a thread of its own, so that a stop never holds it up."""

    def __init__(self) -> None:
        self._eyes = Worker("processes")
        self._hands = Worker("stopping", 4)
        self._table = Table()
        self._meter = Meter(self._table)

    async def sample(self, panes: Mapping[str, PaneRef]) -> Mapping[str, ProcessFacts]:
        """Facts per agent name, in one pass; load is measured since the last sample."""
        return await self._do(self._eyes, "look at processes", LOOK_S, lambda: self._meter.sample(panes))

    async def members(self, pane: PaneRef, tag: str) -> tuple[ProcessLine, ...]:
        """Everything below the pane's process and everything tagged with the run, without a relay."""

        def work() -> tuple[ProcessLine, ...]:
            members = ProcessSet(pane, tag)
            return _lines(members.look() - members.relays())

        return await self._do(self._eyes, "list a run's processes", LOOK_S, work)

    async def stop(self, pane: PaneRef, tag: str, *, freeze_first: bool = True) -> tuple[ProcessLine, ...]:
        """Stop the whole set; what survived."""

        def work() -> tuple[ProcessLine, ...]:
            members = ProcessSet(pane, tag)
            if freeze_first:
                members.freeze()
            return _lines(members.stop())

        return await self._do(self._hands, "stop a run", STOP_S, work)

    async def freeze(self, pane: PaneRef, tag: str) -> None:
        """Stop the set from running, until ``thaw`` or ``stop``."""
        await self._do(self._hands, "freeze a run", LOOK_S, lambda: ProcessSet(pane, tag).freeze())

    async def thaw(self, pane: PaneRef, tag: str) -> None:
        """Let a frozen set run again."""
        await self._do(self._hands, "thaw a run", LOOK_S, lambda: ProcessSet(pane, tag).thaw())

    async def agents_below(
        self, panes: Sequence[PaneRef], programs: Mapping[str, Sequence[str]]
    ) -> Mapping[str, str]:
        """Which panes run a known agent: ``socket pane-id`` to profile; the one nearest to the pane counts."""
        return await self._do(
            self._eyes, "look for agents", LOOK_S, lambda: _agents(self._table.recent(panes), panes, programs)
        )

    async def agents_of(
        self, panes: Mapping[str, PaneRef], programs: Mapping[str, Sequence[str]]
    ) -> Mapping[str, AgentProcesses]:
        """The processes that are the agent itself, per agent name, and which of all reads its pane."""

        def work() -> dict[str, AgentProcesses]:
            table = self._table.recent(panes.values())
            return {name: agent_in(table, pane, programs.get(name, ())) for name, pane in panes.items()}

        return await self._do(self._eyes, "look for the agents themselves", LOOK_S, work)

    def identify(self, pid: int) -> ProcessId | None:
        """The process with this pid now."""
        return proc.identify(pid)

    async def inside(self, folder: str) -> tuple[ProcessLine, ...]:
        """Processes of this user that work in a folder or below it, but for those with which git is read just now."""
        return await self._do(self._eyes, "look who works there", LOOK_S, lambda: _inside(folder))

    def lives(self, process: ProcessId) -> bool:
        """True while exactly this process lives; a zombie does not."""
        return proc.lives(process)

    def stopped(self, process: ProcessId) -> bool:
        """True while exactly this process is stopped by a signal."""
        found = proc.stat(process.pid)
        return found is not None and found.id == process and found.state == "T"

    async def _do(self, worker: Worker, doing: str, limit_s: float, work: Callable[[], T]) -> T:
        try:
            async with time_limit(limit_s):
                return await asyncio.get_running_loop().run_in_executor(worker, work)
        except TimeoutError:
            raise PortError("processes", doing, f"it took more than {limit_s:g} s") from None
        except OSError as error:
            raise PortError("processes", doing, disk_says(error)) from error


def _inside(folder: str) -> tuple[ProcessLine, ...]:
    top = os.path.realpath(folder)
    found, table = set(), proc.table()
    looks = {"git", table[os.getpid()].name}  # the second until it became the first
    for pid, stat in table.items():
        if stat.parent == os.getpid() and stat.name in looks:
            continue
        try:
            at = str(Path(f"/proc/{pid}/cwd").readlink())
        except OSError:
            continue  # gone, or another user's
        if at == top or at.startswith(f"{top}/"):
            found.add(stat.id)
    return _lines(frozenset(found))


class Meter:
    """Turns two looks at the process table into load."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._cpu: dict[ProcessId, int] = {}
        self._at = time.monotonic()

    def sample(self, panes: Mapping[str, PaneRef]) -> dict[str, ProcessFacts]:
        """Facts per name. The first sample of a process knows no load."""
        table, now = self._table.now(panes.values()), time.monotonic()
        elapsed = max(now - self._at, 0.05) * proc.TICKS
        sets = {name: below_pane(table, pane) for name, pane in panes.items()}
        cpu = {process.id: process.cpu_ticks for some in sets.values() for process in some}
        load = {key: 100.0 * (ticks - self._cpu.get(key, ticks)) / elapsed for key, ticks in cpu.items()}
        self._cpu, self._at = cpu, now
        return {name: _facts(some, load) for name, some in sets.items()}


def _facts(processes: Sequence[proc.Stat], load: Mapping[ProcessId, float]) -> ProcessFacts:
    if not processes:
        return ProcessFacts(alive=False)
    cpu = sum(load[process.id] for process in processes)
    rss = sum(process.rss for process in processes) / 2**20
    running, busy = _running(processes[1:], load)
    return ProcessFacts(
        alive=True,
        cpu_percent=_stepped(cpu, CPU_STEP),
        rss_mb=max(1, _stepped(rss, RSS_STEP)),
        running=running,
        count=len(processes),
        busy_percent=busy,
    )


def _running(children: Sequence[proc.Stat], load: Mapping[ProcessId, float]) -> tuple[str, int]:
    """The busiest child with its load where one is busy, else the deepest with none; children come nearest first."""
    if not children:
        return "", 0
    busiest = max(children, key=lambda process: load[process.id])
    if load[busiest.id] < BUSY_PERCENT:
        return clean_line(children[-1].name), 0
    return clean_line(busiest.name), _stepped(load[busiest.id], CPU_STEP)


def _stepped(value: float, step: int) -> int:
    return round(value / step) * step


def _lines(processes: frozenset[ProcessId]) -> tuple[ProcessLine, ...]:
    found = []
    for process in sorted(processes, key=lambda process: (process.started, process.pid)):
        now = proc.stat(process.pid)
        if now is not None and now.id == process:
            argv = tuple(command_line(process.pid))
            command = clean_line(" ".join(argv))
            found.append(ProcessLine(process, clean_line(now.name), command, argv, executable(process.pid)))
    return tuple(found)


def _agents(
    table: proc.ProcessTable, panes: Sequence[PaneRef], programs: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    found: dict[str, str] = {}
    for pane in panes:
        root = table.get(pane.pid)
        if root is None or pane.pid_started not in (0, root.started):
            continue
        profile = _nearest_agent(table, pane.pid, programs)
        if profile:
            found[f"{pane.server.socket} {pane.pane}"] = profile
    return found


def _nearest_agent(table: proc.ProcessTable, root: int, programs: Mapping[str, Sequence[str]]) -> str | None:
    waiting, seen = [root], set[int]()
    for pid in waiting:
        if pid in seen or not table[pid].lives:
            continue
        seen.add(pid)
        name, argv, file = table[pid].name, command_line(pid), executable(pid)
        profile = next((one for one, known in programs.items() if is_program(known, name, argv, file)), None)
        if profile:
            return profile
        waiting += table.children.get(pid, ())
    return None
