"""What is due: started in order, once something changed or its time came, and then shown."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from fleetui.engine.core import Core
from fleetui.engine.showing import Showing
from fleetui.model.fleet import Fleet

FOLLOW_S = 0.5
"""How often it is looked for what became due by time alone."""

Look = Callable[[], Awaitable[None]]
Duty = Callable[[], Awaitable[None] | None]
"""Starts what is due of one kind; it waits for nothing that takes long."""


class Due:
    """Runs ``looks`` always, and ``duties`` as the owner, each in the order given."""

    def __init__(self, core: Core, showing: Showing, looks: Sequence[Look], duties: Sequence[Duty]) -> None:
        self.core = core
        self._showing = showing
        self._looks, self._duties = looks, duties
        self._followed: Fleet | None = None
        self._follow_at = 0.0

    def something_is(self) -> bool:
        """Whatever makes something due makes the view dirty or the journal longer, or is a matter of time."""
        core = self.core
        return core.dirty or core.fleet is not self._followed or core.world.now() >= self._follow_at

    async def follow_up(self) -> None:
        """What is due now is started, and what changed is shown."""
        core = self.core
        self._followed, self._follow_at = core.fleet, core.world.now() + FOLLOW_S
        for look in self._looks:
            await look()
        core.forget_stumbles()
        if core.acts:
            await self._start()
        await asyncio.sleep(0)  # keys first
        self._showing.draw()
        await asyncio.sleep(0)
        self._showing.publish()

    async def _start(self) -> None:
        for duty in self._duties:
            if (begun := duty()) is not None:
                await begun


def writing(core: Core, *duties: Look) -> Look:
    """These duties one after the other; where the journal takes nothing, that is its trouble, and said."""

    async def write() -> None:
        with core.watching("journal"):
            for duty in duties:
                await duty()

    return write
