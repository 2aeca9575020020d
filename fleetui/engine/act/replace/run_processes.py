"""The processes of a run."""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.core import Core
from fleetui.engine.protocols.processes import ProcessLine
from fleetui.model.fleet import Run, Seat
from fleetui.model.identities import PaneRef
from fleetui.model.programs import is_program


class RunProcesses:
    """The whole set of each: what is done to one of them is done to all."""

    def __init__(self, core: Core) -> None:
        self.core = core

    async def root(self, seat: Seat, run: Run) -> PaneRef | None:
        """The pane with the process whose set belongs to the agent.

        A pane that was taken over may hold the operator's own shell above the agent: only the agent is the run.
        """
        if not run.adopted:
            return run.pane
        profile = self.core.profile(seat)
        for line in await self.core.world.processes.members(run.pane, run.tag):
            if is_program(profile.programs, line.name, line.argv, line.executable):
                return replace(run.pane, pid=line.id.pid, pid_started=line.id.started)
        return None

    async def members(self, seat: Seat, run: Run) -> tuple[ProcessLine, ...]:
        """All of them, as they are now."""
        pane = await self.root(seat, run)
        return await self.core.world.processes.members(pane, run.tag) if pane else ()

    async def freeze(self, seat: Seat, run: Run) -> None:
        """Let them stand still until they are stopped or thawed."""
        if root := await self.root(seat, run):
            await self.core.world.processes.freeze(root, run.tag)

    async def thaw(self, seat: Seat, run: Run) -> None:
        """Let its processes go on that were frozen."""
        if root := await self.root(seat, run):
            await self.core.world.processes.thaw(root, run.tag)

    async def end(self, seat: Seat, run: Run) -> tuple[ProcessLine, ...]:
        """End the process set of a run and close its pane; what survived."""
        left: tuple[ProcessLine, ...] = ()
        if root := await self.root(seat, run):
            left = await self.core.world.processes.stop(root, run.tag)
        if not run.adopted:
            await self.core.world.tmux.close(run.pane)
        return left
