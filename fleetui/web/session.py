"""One open page: one dashboard process, which ends with it, whatever state it is in."""

from __future__ import annotations

import asyncio
import contextlib
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence

from aiohttp import WSMsgType, web
from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

from fleetui.time_limit import time_limit

END_S = 6.0
"""How long a dashboard may take to end by itself: one that owns the fleet hands it over first."""
_NOT_FOR_IT = frozenset({"TMUX", "TMUX_PANE", "COLUMNS", "LINES"})
"""What the server's own terminal says of itself; the page is another one."""


class Session(AppService):
    """The process behind one page. ``start``, then ``stop`` exactly once or more."""

    def __init__(
        self, argv: Sequence[str], websocket: web.WebSocketResponse, downloads: DownloadManager
    ) -> None:
        super().__init__(
            "", write_bytes=websocket.send_bytes, write_str=websocket.send_str, close=self._close_page,
            download_manager=downloads,
        )  # fmt: skip
        self._argv = tuple(argv)
        self._websocket = websocket

    async def _close_page(self) -> None:
        await self._websocket.close()

    def _build_environment(self, width: int = 80, height: int = 24) -> dict[str, str]:
        made = super()._build_environment(width, height)
        return {name: value for name, value in made.items() if name not in _NOT_FOR_IT or name == "COLUMNS"}

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Start it by its list of arguments: no shell reads a path of the operator."""
        async with time_limit(END_S):
            process = await asyncio.create_subprocess_exec(
                *self._argv, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=self._build_environment(width, height)
            )
        self._process, self._stdin = process, process.stdin
        return process

    async def ended(self) -> None:
        """Wait until the process is gone, also when it was killed, then close its page."""
        if self._process:
            await self._process.wait()
            await self._websocket.close()

    async def stop(self) -> None:
        """Ask it to end, and see that it is gone."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(TimeoutError, ConnectionError):
            async with time_limit(END_S):
                await super().stop()
        await _gone(process)


async def _gone(process: Process) -> None:
    """Wait for the end of a process that was asked to; what does not listen is killed."""
    reading = asyncio.ensure_future(process.stdout.read() if process.stdout else asyncio.sleep(0))
    try:
        for ask in (None, process.terminate, process.kill):
            if ask and process.returncode is None:
                ask()
            with contextlib.suppress(TimeoutError):
                async with time_limit(END_S / 2):
                    await process.wait()
                return
    finally:
        reading.cancel()


async def relay(websocket: web.WebSocketResponse, session: Session) -> None:
    """Hand on what the page sends until it is closed; a message that is none ends it."""
    async for message in websocket:
        if message.type is not WSMsgType.TEXT:
            continue
        try:
            said = message.json()
            if not isinstance(said, list) or not said:
                return
            await _hand_on(str(said[0]), said[1] if len(said) > 1 else "", websocket, session)
        except ValueError:
            return


async def _hand_on(kind: str, data: object, websocket: web.WebSocketResponse, session: Session) -> None:
    if kind == "stdin":
        await session.send_bytes(str(data).encode())
    elif kind == "resize" and isinstance(data, dict):
        await session.set_terminal_size(*size_of(data))
    elif kind == "ping":
        await websocket.send_json(["pong", data])
    elif kind == "focus":
        await session.focus()
    elif kind == "blur":
        await session.blur()


def size_of(said: Mapping[str, object]) -> tuple[int, int]:
    """Columns and rows as a page says them, within what a terminal can be; raises ``ValueError``."""
    width, height = int(str(said.get("width", 80))), int(str(said.get("height", 24)))
    return max(20, min(width, 1000)), max(5, min(height, 400))
