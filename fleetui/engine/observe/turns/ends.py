"""Agents whose hook says that their turn is over while a follow-up waits for that: looked at at once, and often.

The hook alone sends nothing. Its word makes the screen, and the files where they differ, be looked at between two
ticks, so that what all of them say counts as soon as it is so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from fleetui.agents.hooks import SOURCE
from fleetui.engine.core import Core
from fleetui.engine.decide.why_waiting import unsettled
from fleetui.engine.observe.hooks import HookSampler
from fleetui.engine.observe.sessions import SessionSampler
from fleetui.engine.observe.tick import Observer
from fleetui.engine.pace import BEAT_S, rest
from fleetui.model.fleet import Seat
from fleetui.model.queue import next_due
from fleetui.model.status import Phase

HOOKS_S = 0.1
"""How often hooks are looked at that somebody waits for."""
LOOK_S = 0.05
"""How often an agent is looked at whose hook says that it is idle."""
CLOSELY_S = 3.0
"""For how long after it said so; later a tick finds it."""


class TurnEnds:
    """Looks only where hooks tell, something waits in the queue, and the agent does not count as idle yet."""

    def __init__(
        self,
        core: Core,
        observer: Observer,
        hooks: HookSampler,
        sessions: SessionSampler,
        follow_up: Callable[[], Awaitable[None]],
    ) -> None:
        """``follow_up`` starts what became due."""
        self.core = core
        self.observer = observer
        self.hooks = hooks
        self.sessions = sessions
        self.follow_up = follow_up

    async def run(self) -> None:
        """Look for ever; a fleet that waits for nobody costs nothing but a look at its queues."""
        while True:
            if not self.core.acts or not any(self._awaited()):
                await rest(BEAT_S)
                continue
            await self.hooks.sample()
            if ended := list(self._ended()):
                await self._look_at(ended)
                await asyncio.sleep(LOOK_S)
            else:
                await rest(0.0, HOOKS_S)

    def _awaited(self) -> Iterator[Seat]:
        """Agents with hooks that are busy while a follow-up waits."""
        for seat in self.core.seats():
            entry = next_due(self.core.fleet.queues.get(seat.name, ()))
            if entry is None or not entry.is_typed or self.core.live_run(seat.name) is None:
                continue
            seen = self.core.sight(seat.name)
            if SOURCE in seen.reports and (seen.status.phase is not Phase.IDLE or unsettled(self.core, seat)):
                yield seat

    def _ended(self) -> Iterator[Seat]:
        """Those of them whose turn is over by the word of their hook, since a moment ago."""
        now = self.core.world.now()
        for seat in self._awaited():
            said = self.core.sight(seat.name).reports[SOURCE]
            if said.ends_turn and now - said.at < CLOSELY_S:
                yield seat

    async def _look_at(self, seats: list[Seat]) -> None:
        for seat in seats:
            seen = self.core.sight(seat.name)
            before = (seen.status, seen.open)
            await self.observer.glance(seat.name)
            if seen.open:
                await self.sessions.look(seat)
            seen.settle_again(self.core.world.now())
            if before != (seen.status, seen.open):
                self.core.touch_seat(seat.name)
        if self.core.dirty:
            await self.observer.write_down()
            await self.follow_up()
