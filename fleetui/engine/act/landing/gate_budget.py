"""How many gates run at once, over all projects: each takes its weight of one budget, and waits in turn for room.

The machine's memory counts, too: while less of it is available than is to stay free, nothing starts beside what runs.
Where nothing runs the next one starts however little there is, because nothing here could make it more.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from fleetui.time_limit import time_limit

LOOK_AGAIN_S = 2.0
"""How often memory is looked at while it is short: nothing says when there is more."""
IN_TURN = "it waits for its turn, behind others that wait for room"


class GateBudget:
    """First come, first served: a heavy gate is not passed by light ones for ever."""

    def __init__(self, total: Callable[[], int], short: Callable[[], str] = lambda: "") -> None:
        """``short`` says why there is too little memory, and nothing while there is enough."""
        self._total = total
        self._short = short
        self._used = 0
        self._order = asyncio.Lock()
        self._freed = asyncio.Event()

    @asynccontextmanager
    async def room(self, weight: int, told: Callable[[str], None] = lambda _: None) -> AsyncIterator[None]:
        """Hold the weight; one that is more than the whole budget runs alone. ``told`` hears why it waits."""
        told(IN_TURN)
        async with self._order:
            while why := self._why_not(weight):
                told(why)
                self._freed.clear()
                with suppress(TimeoutError):
                    async with time_limit(LOOK_AGAIN_S):
                        await self._freed.wait()
            self._used += weight
        told("")
        try:
            yield
        finally:
            self._used -= weight
            self._freed.set()

    def _why_not(self, weight: int) -> str:
        if not self._used:
            return ""
        if self._used + weight > self._total():
            used = f"{self._used} of {self._total()} are used"
            return f"it waits until other gates leave room: it weighs {weight}, {used}"
        short = self._short()
        return short and f"it waits until other gates end: {short}"
