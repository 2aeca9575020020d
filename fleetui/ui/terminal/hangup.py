"""Noticing that this terminal is gone when no signal says so: its window was closed under ``nohup`` or ``setsid``."""

from __future__ import annotations

import asyncio
import select
from collections.abc import Callable


def on_hangup(descriptor: int, gone: Callable[[], None]) -> Callable[[], None]:
    """Call ``gone`` once when the other end of a terminal is closed; the result ends the watch.

    It costs no wake-up: the kernel reports a hang-up to whoever waits, even for nothing else (epoll_ctl(2)). Where
    there is no epoll, as on macOS, only SIGHUP tells.
    """
    if not hasattr(select, "epoll"):
        return lambda: None
    loop = asyncio.get_running_loop()
    watch = select.epoll()
    try:
        watch.register(descriptor, 0)
    except OSError:  # a file or a closed descriptor cannot hang up
        watch.close()
        return lambda: None

    def end() -> None:
        if not watch.closed:
            loop.remove_reader(watch.fileno())
            watch.close()

    def told() -> None:
        end()
        gone()

    loop.add_reader(watch.fileno(), told)
    return end
