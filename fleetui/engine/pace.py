"""Waiting in step: loops that return at intervals wake at the same moments, so that one wake-up serves several.

A wake-up of a resting process costs more than what most loops do in it.
"""

from __future__ import annotations

import asyncio
import contextlib
import math

from fleetui.time_limit import time_limit_at

BEAT_S = 0.25
"""The moments that all slow loops share."""


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
