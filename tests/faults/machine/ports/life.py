"""One engine's life, and what lies in ambush for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from fleetui.engine.protocols.errors import PortError
from tests.faults.machine.outside import Outside

T = TypeVar("T")


@dataclass
class Ambush:
    """Something that happens at the ``nth`` call of a port from now on."""

    call: str
    nth: int
    after: bool
    happens: Callable[[], None]


class Life:
    """One engine's life: its ports work until it ends."""

    def __init__(self, outside: Outside, number: int) -> None:
        self.outside, self.number = outside, number
        self.dead = False
        self.ambushes: list[Ambush] = []
        self.fails: set[str] = set()
        """Calls that fail once, without having done anything."""

    def end(self) -> None:
        """As by SIGKILL: the lock is free, and nothing of it does anything more."""
        self.dead = True
        if self.outside.owner == self.number:
            self.outside.owner = 0

    def check(self, *_: object) -> None:
        if self.dead:
            raise asyncio.CancelledError

    async def call(self, name: str, does: Callable[[], T], *, delay: float | None = None) -> T:
        """One call: it takes a while, and what lies in ambush may come before its effect, or before its answer."""
        self.check()
        wait = self.outside.delay_s if delay is None else delay
        if wait:
            await asyncio.sleep(wait)
        self.check()
        due = self._due(name)
        for ambush in due:
            if not ambush.after:
                ambush.happens()
        self.check()
        if name in self.fails:
            self.fails.discard(name)
            raise PortError(name, "simulated", "it failed")
        try:
            return does()
        finally:
            for ambush in due:
                if ambush.after:
                    ambush.happens()
            self.check()

    def _due(self, name: str) -> list[Ambush]:
        due = []
        for ambush in list(self.ambushes):
            if ambush.call == name:
                if ambush.nth == 0:
                    self.ambushes.remove(ambush)
                    due.append(ambush)
                ambush.nth -= 1
        return due
