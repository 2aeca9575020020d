"""Processes: who lives in a pane, is stopped, or is ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fleetui.engine.protocols.processes import AgentProcesses, ProcessLine
from fleetui.model.identities import PaneRef, ProcessId
from fleetui.model.view import ProcessFacts
from tests.faults.machine.agent import Agent
from tests.faults.machine.ports.life import Life


class SimulatedProcesses:
    """Implements ``ProcessPort``."""

    def __init__(self, life: Life) -> None:
        self.life, self.outside = life, life.outside

    async def sample(self, panes: Mapping[str, PaneRef]) -> Mapping[str, ProcessFacts]:
        self.life.check()
        return {name: ProcessFacts(alive=self._lives(pane)) for name, pane in panes.items()}

    def _lives(self, pane: PaneRef) -> bool:
        one = self.outside.agent_in(pane)
        return one is not None and one.lives

    async def members(self, pane: PaneRef, tag: str) -> tuple[ProcessLine, ...]:
        self.life.check()
        one = self.outside.agent_in(pane)
        return (ProcessLine(one.process, "standin.py", "standin.py"),) if one and one.lives else ()

    async def inside(self, folder: str) -> tuple[ProcessLine, ...]:
        return ()

    async def stop(self, pane: PaneRef, tag: str, *, freeze_first: bool = True) -> tuple[ProcessLine, ...]:
        def does() -> tuple[ProcessLine, ...]:
            if one := self.outside.agent_in(pane):
                one.ends()
                one.frozen = False
            return ()

        return await self.life.call("stop", does, delay=0.2)

    async def freeze(self, pane: PaneRef, tag: str) -> None:
        await self.life.call("freeze", lambda: self._frozen(pane, on=True))

    async def thaw(self, pane: PaneRef, tag: str) -> None:
        await self.life.call("thaw", lambda: self._frozen(pane, on=False))

    def _frozen(self, pane: PaneRef, *, on: bool) -> None:
        if one := self.outside.agent_in(pane):
            one.passes()
            one.frozen = on

    async def agents_below(self, panes: Sequence[PaneRef], programs: object) -> Mapping[str, str]:
        return {}

    async def agents_of(self, panes: Mapping[str, PaneRef], programs: object) -> Mapping[str, AgentProcesses]:
        self.life.check()
        return {name: self._agent(pane) for name, pane in panes.items()}

    def _agent(self, pane: PaneRef) -> AgentProcesses:
        one = self.outside.agent_in(pane)
        if one is None or not one.lives:
            return AgentProcesses()
        return AgentProcesses((one.process,), named=True, reader=one.reader)

    def identify(self, pid: int) -> ProcessId | None:
        return None

    def _of(self, process: ProcessId) -> Agent | None:
        return next((x for x in self.outside.living() if x.process == process), None)

    def stopped(self, process: ProcessId) -> bool:
        one = self._of(process)
        return one is not None and one.frozen

    def lives(self, process: ProcessId) -> bool:
        return self._of(process) is not None
