"""Attaching to fleetui's own server and making a window on it, one at a time, across processes.

A tmux 3.3a server that makes a session at the moment a control client attaches can crash, and every agent with it.
Once the client is attached, making more is safe.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.tmux.commands import BUSY
from fleetui.time_limit import time_limit

POLL_S = 0.02
LIMIT_S = 10.0


class ServerLock:
    """A turn at the own server; ``folder`` holds the lock file and is private."""

    def __init__(self, folder: str) -> None:
        self._path = Path(folder) / "turn.lock"
        self._mine = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait for the turn, and hold it.

        After ``LIMIT_S`` it goes on without that of another process, which may be stuck. One's own is never passed by:
        a client of this process that attaches is waiting for the server. Raises ``PortError`` then.
        """
        async with self._held():
            handle = self._open()
            try:
                if handle is not None:
                    await _take(handle)
                yield
            finally:
                if handle is not None:
                    os.close(handle)

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[None]:
        try:
            async with time_limit(LIMIT_S):
                await self._mine.acquire()
        except TimeoutError:
            raise PortError("tmux", "wait for a turn", f"the server does not answer; {BUSY}") from None
        try:
            yield
        finally:
            self._mine.release()

    def _open(self) -> int | None:
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError:
            return None  # the folder is not made yet: then there is no server to attach to either


async def _take(handle: int) -> None:
    deadline = asyncio.get_running_loop().time() + LIMIT_S
    while asyncio.get_running_loop().time() < deadline:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            await asyncio.sleep(POLL_S)
        else:
            return
