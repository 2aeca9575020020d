"""Pushing what landed: once, plainly, decided by what the other side says; off where the project names no address."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import Pushed
from fleetui.model import events as e
from fleetui.model.fleet import Landing


class Pusher:
    """Pushes after a landing was read back. It never tries again by itself: the next landing brings it along."""

    def __init__(self, core: Core) -> None:
        self.core = core

    def start(self, landing: Landing) -> None:
        """Push what landed where its project wants that, beside the loop."""
        project = self.core.settings.projects.get(landing.project)
        if project is not None and project.push:
            self.core.spawn(self._push(landing), f"push of {landing.branch}")

    async def _push(self, landing: Landing) -> None:
        async with self.core.lock(f"push:{landing.project}"):
            project = self.core.settings.projects[landing.project]
            await self.core.ledger.append(e.PushIntended(landing.seat, landing.id, project.push))
            self.core.world.fault("push.intended")
            try:
                result = await self.core.world.git.push(project, landing)
            except PortError as error:
                result = Pushed("unknown", f"not known whether it was pushed: {error.detail}")
            self.core.world.fault("push.done")
            await self._end(landing, result)

    async def _end(self, landing: Landing, result: Pushed) -> None:
        await self.core.ledger.append(
            e.PushEnded(landing.seat, landing.id, result.state, result.detail[:300])
        )
        port = f"push {landing.project}"
        if result.state == "pushed":
            self.core.well(port)
        else:
            self.core.trouble(port, f"{landing.branch}: {result.detail}", severe=True)

    def recover(self) -> None:
        """Decide pushes that were cut short, beside the loop, by what the other side holds; nothing is pushed."""
        trains = {
            one.train or one.id: one for one in self.core.fleet.landings.values() if one.push == "intended"
        }
        cut = list(trains.values())  # the last of each: it holds those before it
        if cut:
            self.core.spawn(self._decide(cut), "pushes")

    async def _decide(self, cut: list[Landing]) -> None:
        for landing in cut:
            project = self.core.settings.projects.get(landing.project)
            if project is None or not project.push:
                continue
            with self.core.watching("git"):
                await self._end(landing, await self.core.world.git.pushed(project, landing))
