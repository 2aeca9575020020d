"""The real journal, watched, and the lock of its owner."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.model.events import Event, Record
from fleetui.ports.journal.port import Journal
from tests.faults.machine.ports.life import Life
from tests.faults.machine.watcher import Watcher


class WatchedJournal:
    """The real journal, in its place: calls return at once, and every record is told to the watcher."""

    def __init__(self, life: Life, journal: Journal, watcher: Watcher) -> None:
        self.life, self.journal, self.watcher = life, journal, watcher

    @property
    def read_only(self) -> str:
        return self.journal.read_only

    @property
    def notices(self) -> tuple[str, ...]:
        return self.journal.notices

    async def append(self, events: Sequence[Event]) -> tuple[Record, ...]:
        self.life.check()
        await asyncio.sleep(0)
        due = self.life._due("append")
        for ambush in due:
            if not ambush.after:
                ambush.happens()
        self.life.check()
        if "append" in self.life.fails:
            self.life.fails.discard("append")
            raise PortError("journal", "append", "the disk is full")
        records = await self.journal.append(events)
        self.watcher.wrote(self.life.number, records)
        for ambush in due:
            if ambush.after:
                ambush.happens()
        self.life.check()
        return records

    def __getattr__(self, name: str) -> Any:
        does = getattr(self.journal, name)

        async def call(*args: Any) -> Any:
            self.life.check()
            return await does(*args)

        return call


class SimulatedLock:
    """Implements ``OwnerLock``."""

    def __init__(self, life: Life) -> None:
        self.life, self.outside = life, life.outside

    def take(self, *, screen: bool, brief: bool = False) -> bool:
        self.life.check()
        if self.outside.owner in (0, self.life.number):
            self.outside.owner = self.life.number
            return True
        return False

    def holds(self) -> bool:
        return self.outside.owner == self.life.number

    def held_briefly(self) -> bool:
        return False

    def release(self) -> None:
        if self.holds():
            self.outside.owner = 0

    def holder(self) -> tuple[int, bool] | None:
        return (self.outside.owner, False) if self.outside.owner else None
