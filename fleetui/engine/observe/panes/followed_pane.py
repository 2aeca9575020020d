"""Following the agent the operator looks at more closely than a tick allows, while it moves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from fleetui.engine.core import Core
from fleetui.engine.observe.tick import Observer
from fleetui.engine.pace import rest

EVERY_S = 0.1
HOT_S = 2.0
"""How long after its last change an agent is followed closely."""
ATTENDED_S = 15.0
"""How long after the operator did something an agent in a grid is followed; one shown alone always is."""


class Focus:
    """One agent at a time; a silent one, and a screen nobody touches, cost nothing."""

    def __init__(self, core: Core, observer: Observer, show: Callable[[], None]) -> None:
        self.core = core
        self.observer = observer
        self.show = show
        self.name = ""
        self._alone = False
        self._hot_until = 0.0
        self._attended_until = 0.0
        self._awake = asyncio.Event()

    def on(self, name: str, *, alone: bool) -> None:
        """The operator looks at this agent now, empty for none; ``alone`` when nothing else is on screen."""
        before, self.name, self._alone = self.name, name, alone
        if before and name != before:
            self.stir(name)

    def stir(self, name: str) -> None:
        """The operator did something with an agent, such as typing a key to it."""
        if name and name == self.name:
            now = self.core.world.now()
            self._hot_until, self._attended_until = now + HOT_S, now + ATTENDED_S
            self._awake.set()

    def ticked(self) -> None:
        """A tick is over: an agent that printed is hot."""
        printed = self.core.sight(self.name).last_output if self.name else None
        if printed is not None and printed + HOT_S > self._hot_until:
            self._hot_until = printed + HOT_S
            if self._is_hot():
                self._awake.set()

    def _is_hot(self) -> bool:
        now = self.core.world.now()
        return bool(self.name) and now < self._hot_until and (self._alone or now < self._attended_until)

    async def run(self) -> None:
        """Look between the ticks, for ever."""
        while True:
            await self._awake.wait()
            await rest(0.0, EVERY_S)
            if not self._is_hot():
                self._awake.clear()
            elif await self.observer.glance(self.name):
                self._hot_until = self.core.world.now() + HOT_S
                self.show()
