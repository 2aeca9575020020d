"""How many gates run at once, over all projects: each takes its weight of one budget, and waits in turn for room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class GateBudget:
    """First come, first served: a heavy gate is not passed by light ones for ever."""

    def __init__(self, total: Callable[[], int]) -> None:
        self._total = total
        self._used = 0
        self._order = asyncio.Lock()
        self._freed = asyncio.Event()

    @asynccontextmanager
    async def room(self, weight: int) -> AsyncIterator[None]:
        """Hold the weight; one that is more than the whole budget runs alone."""
        async with self._order:
            while self._used and self._used + weight > self._total():
                self._freed.clear()
                await self._freed.wait()
            self._used += weight
        try:
            yield
        finally:
            self._used -= weight
            self._freed.set()
