"""A limit on the time a block may wait, used instead of ``asyncio.timeout``.

Up to Python 3.11.2 that one takes every earlier cancellation of the task for a new one and lets CancelledError out
where TimeoutError is due (python/cpython#102780). What cleans up after a cancellation would be cut off there.
"""

from __future__ import annotations

import asyncio
from types import TracebackType


class TimeLimit:
    """Cancels the task in its block at ``when`` on the loop's clock, and raises ``TimeoutError`` in place of that.

    A cancellation that somebody else asked for meanwhile goes on as it is. ``None`` is no limit. Usable once.
    """

    def __init__(self, when: float | None) -> None:
        self._when = when
        self._timer: asyncio.Handle | None = None
        self._expired = False

    async def __aenter__(self) -> None:
        task, loop = asyncio.current_task(), asyncio.get_running_loop()
        if task is None:
            raise RuntimeError("a time limit holds inside a task only")
        self._task, self._cancelled_before = task, task.cancelling()
        if self._when is None:
            return
        # a limit that is over cancels at the first wait, even where that would not have waited
        over = self._when <= loop.time()
        self._timer = loop.call_soon(self._expire) if over else loop.call_at(self._when, self._expire)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer:
            self._timer.cancel()
        if not self._expired:
            return
        only_ours = self._task.uncancel() <= self._cancelled_before
        if only_ours and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def _expire(self) -> None:
        self._expired = True
        self._task.cancel()


def time_limit(seconds: float | None) -> TimeLimit:
    """The block may take ``seconds`` from now; without limit where that is ``None``."""
    return TimeLimit(None if seconds is None else asyncio.get_running_loop().time() + seconds)


def time_limit_at(when: float) -> TimeLimit:
    """The block may take until ``when``, on the clock of the running loop."""
    return TimeLimit(when)
