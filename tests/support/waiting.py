"""Waiting for something to become true, with a limit instead of a sleep."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")


def until(predicate: Callable[[], T], timeout: float = 10.0, every: float = 0.02) -> T:
    """The first true value of ``predicate``; fails the test after ``timeout`` seconds."""
    limit = time.monotonic() + timeout
    while True:
        found = predicate()
        if found:
            return found
        assert time.monotonic() < limit, f"not true within {timeout} s: {predicate}"
        time.sleep(every)


async def until_async(
    predicate: Callable[[], T | Awaitable[T]], timeout: float = 10.0, every: float = 0.02
) -> T:
    """The same on an event loop; ``predicate`` may be a coroutine function."""
    limit = time.monotonic() + timeout
    while True:
        found = predicate()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return found
        assert time.monotonic() < limit, f"not true within {timeout} s: {predicate}"
        await asyncio.sleep(every)
