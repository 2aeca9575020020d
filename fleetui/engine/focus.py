"""Following the agent the operator looks at more closely than a tick allows, while it moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fleetui.engine.core import Core
from fleetui.engine.observe import Observer
from fleetui.engine.pace import rest

EVERY_S = 0.1
HOT_S = 2.0
"""How long after its last change, or after the operator did something there, an agent is followed closely."""


class Focus:
    """One agent at a time; a silent one costs nothing."""

    def __init__(self, core: Core, observer: Observer, show: Callable[[], None]) -> None:
        self.core = core
        self.observer = observer
        self.show = show
        self.name = ""
        self._hot_until = 0.0
        self._awake = asyncio.Event()

    def on(self, name: str) -> None:
        """The operator looks at this agent now; empty for none."""
        if name != self.name:
            self.name = name
            self.stir(name)

    def stir(self, name: str) -> None:
        """Something is about to happen in an agent, such as a key typed to it."""
        if name and name == self.name:
            self._hot_until = self.core.world.now() + HOT_S
            self._awake.set()

    def ticked(self) -> None:
        """A tick is over: an agent that printed is hot."""
        printed = self.core.sight(self.name).last_output if self.name else None
        if printed is not None and printed + HOT_S > self._hot_until:
            self._hot_until = printed + HOT_S
            if self.core.world.now() < self._hot_until:
                self._awake.set()

    async def run(self) -> None:
        """Look between the ticks, for ever."""
        while True:
            await self._awake.wait()
            await rest(0.0, EVERY_S)
            if not self.name or self.core.world.now() >= self._hot_until:
                self._awake.clear()
            elif await self.observer.glance(self.name):
                self._hot_until = self.core.world.now() + HOT_S
                self.show()
