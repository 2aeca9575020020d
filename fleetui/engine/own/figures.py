"""Figures for the screens: the journal's samples, grown by what is new each time they are asked for."""

from __future__ import annotations

import asyncio

from fleetui.engine.core import Core
from fleetui.model.figures.report import Report, Wanted, report
from fleetui.model.figures.samples import KINDS, Samples


class FleetFigures:
    """Nothing is read before the first question."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._samples = Samples()
        self._asking = asyncio.Lock()

    async def report(self, wanted: Wanted) -> Report:
        """Over all that the journal holds now; raises ``PortError``. Reckoned in a thread: it may be many records."""
        async with self._asking:
            if self._samples.seq > self._core.fleet.seq:  # records were taken out that no owner wrote
                self._samples = Samples()
            new = await self._core.world.journal.stream(self._samples.seq, KINDS)

            def reckon() -> Report:
                for seq, at, event, asked_for in new:
                    self._samples.take(seq, at, event, unread=asked_for and event is None)
                return report(self._samples, wanted)

            return await asyncio.to_thread(reckon)
