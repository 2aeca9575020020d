"""Waiting in step: loops that return at intervals wake at the same moments, so that one wake-up serves several.

A wake-up of a resting process costs more than what most loops do in it.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

from fleetui.time_limit import time_limit_at

BEAT_S = 0.25
"""The moments that all slow loops share."""
FEW = 8
"""Agents that are worked on before a key may come between: all of a large fleet take longer than a key should wait."""
T = TypeVar("T")


async def few_at_once(items: Iterable[T], few: int = FEW) -> AsyncIterator[T]:
    """The items in order; what else waits to run has its turn after each ``few``."""
    for number, item in enumerate(items):
        if number and number % few == 0:
            await asyncio.sleep(0)
        yield item


async def rest(seconds: float, beat: float = BEAT_S) -> None:
    """Wait about ``seconds``, until a shared moment: never more than half a beat early, nor a beat late."""
    loop = asyncio.get_running_loop()
    passed: asyncio.Future[None] = loop.create_future()
    handle = loop.call_at(moment(loop.time(), seconds, beat), _pass, passed)
    try:
        await passed
    finally:
        handle.cancel()


async def rest_unless(called: asyncio.Event, seconds: float) -> bool:
    """Rest as ``rest`` does, or until ``called`` is set; says whether it was."""
    with contextlib.suppress(TimeoutError):
        async with time_limit_at(moment(asyncio.get_running_loop().time(), seconds, BEAT_S)):
            await called.wait()
    return called.is_set()


def moment(now: float, seconds: float, beat: float) -> float:
    """The shared moment at which a rest that begins ``now`` ends; always later than ``now``."""
    due = max(math.ceil((now + seconds) / beat - 0.5), math.floor(now / beat) + 1)
    return due * beat


def _pass(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)


class Allowance:
    """How often something may happen for each of many, that others can make happen as often as they like."""

    def __init__(self, most: int, every_s: float) -> None:
        """``most`` at once, and one more with every ``every_s`` seconds."""
        self._most, self._every_s = most, every_s
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, name: str, now: float) -> bool:
        """True where it may happen now, and then it has."""
        left, at = self._left.get(name, (float(self._most), now))
        left = min(float(self._most), left + max(0.0, now - at) / self._every_s)
        may = left >= 1.0
        self._left[name] = (left - 1.0 if may else left, now)
        return may
