"""Agents that say that their turn is over while a follow-up waits for that: looked at at once, and often.

They say it by a hook, by their own status or by their server. That alone sends nothing. It makes the screen, and the
files where they differ, be looked at between two ticks, so that what all of them say counts as soon as it is so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Protocol

from fleetui.agents.told import hooks, program_status, servers
from fleetui.engine.core import Core
from fleetui.engine.decide.why_waiting import unsettled
from fleetui.engine.observe.sessions import SessionSampler
from fleetui.engine.observe.tick import Observer
from fleetui.engine.pace import BEAT_S, rest
from fleetui.model.fleet import Seat
from fleetui.model.queue import next_due
from fleetui.model.status import Phase

TOLD_S = 0.1
"""How often it is looked up what those tell that somebody waits for."""
LOOK_S = 0.05
"""How often an agent is looked at that says that it is idle."""
_TELL = frozenset({hooks.SOURCE, program_status.SOURCE, servers.SOURCE})
CLOSELY_S = 3.0
"""For how long after it said so; later a tick finds it."""


class Sampler(Protocol):
    """Takes in what agents tell of themselves."""

    async def sample(self) -> None:
        """One look at everybody."""
        ...


class TurnEnds:
    """Looks only where agents tell, something waits in the queue, and the agent does not count as idle yet."""

    def __init__(
        self,
        core: Core,
        observer: Observer,
        told: Sequence[Sampler],
        sessions: SessionSampler,
        follow_up: Callable[[], Awaitable[None]],
    ) -> None:
        """``follow_up`` starts what became due."""
        self.core = core
        self.observer = observer
        self.told = told
        self.sessions = sessions
        self.follow_up = follow_up

    async def run(self) -> None:
        """Look for ever; a fleet that waits for nobody costs nothing but a look at its queues."""
        while True:
            if not self.core.acts or not any(self._awaited()):
                await rest(BEAT_S)
                continue
            for one in self.told:
                await one.sample()
            if ended := list(self._ended()):
                await self._look_at(ended)
                await asyncio.sleep(LOOK_S)
            else:
                await rest(0.0, TOLD_S)

    def _awaited(self) -> Iterator[Seat]:
        """Agents that tell and are busy while a follow-up waits."""
        for seat in self.core.seats():
            entry = next_due(self.core.fleet.queues.get(seat.name, ()))
            if entry is None or not entry.is_typed or self.core.live_run(seat.name) is None:
                continue
            seen = self.core.sight(seat.name)
            if not _TELL.isdisjoint(seen.reports) and (
                seen.status.phase is not Phase.IDLE or unsettled(self.core, seat)
            ):
                yield seat

    def _ended(self) -> Iterator[Seat]:
        """Those of them whose turn is over by their own word, since a moment ago."""
        now = self.core.world.now()
        for seat in self._awaited():
            reports = self.core.sight(seat.name).reports
            said = [reports[source] for source in _TELL if source in reports]
            if any(one.ends_turn and now - one.at < CLOSELY_S for one in said):
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
