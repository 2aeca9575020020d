"""Threads for calls that block, so that the loop never waits for them.

``concurrent.futures`` waits for its threads without an end when the interpreter leaves: one call into a disk that is
gone would keep the whole program. The threads of a worker are left behind instead, after a time in which whatever runs
may still finish.
"""

from __future__ import annotations

import atexit
import logging
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Executor, Future, wait
from queue import SimpleQueue
from typing import Any, ParamSpec, TypeVar

LEAVE_S = 10.0
"""How long the end of the program waits for calls that have begun."""

P = ParamSpec("P")
T = TypeVar("T")
Work = Callable[[], None]

log = logging.getLogger(__name__)
_open: dict[Future[Any], SimpleQueue[Work | None]] = {}
"""Every call that did not return yet, and where it came from."""


class Worker(Executor):
    """A few threads under one name. Calls begin in the order they came; one that is cancelled in time never does."""

    def __init__(self, name: str, threads: int = 1) -> None:
        self._name = name
        self._most = threads
        self._started = 0
        self._calls: SimpleQueue[Work | None] = SimpleQueue()
        ending = weakref.finalize(self, _end, self._calls, threads)
        ending.atexit = False

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have it called. What it returns or raises is in the future."""
        future: Future[T] = Future()
        _open[future] = self._calls
        future.add_done_callback(lambda done: _open.pop(done, None))
        self._calls.put(lambda: _call(future, lambda: fn(*args, **kwargs)))
        if self._started < self._most:
            self._started += 1
            threading.Thread(target=_serve, args=(self._calls,), name=self._name, daemon=True).start()
        return future

    def leave_behind(self) -> None:
        """Do not wait for what runs now when the program ends: it is known to hang."""
        for future in [future for future, worker in list(_open.items()) if worker is self._calls]:
            _open.pop(future, None)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Let the threads end once they have done what they were asked; never waits for them."""
        _end(self._calls, self._started)


def _serve(calls: SimpleQueue[Work | None]) -> None:
    while (call := calls.get()) is not None:
        call()
        del call  # what it holds on to must not live until the next one


def _call(future: Future[T], call: Callable[[], T]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        found = call()
    except BaseException as error:  # noqa: BLE001 - it is raised where the future is waited for
        future.set_exception(error)
    else:
        future.set_result(found)


def _end(calls: SimpleQueue[Work | None], threads: int) -> None:
    for _ in range(threads):
        calls.put(None)


@atexit.register
def _leave() -> None:
    """Nothing begins any more; what has begun is given time, and then named in the log."""
    running = [future for future in list(_open) if not future.cancel()]
    if wait(running, timeout=LEAVE_S).not_done:
        names = sorted({thread.name for thread in threading.enumerate() if thread.daemon})
        log.error("left while calls had not returned in %g s; threads: %s", LEAVE_S, ", ".join(names))
