"""The server of ``fleetui serve``: textual-serve behind a door of its own, without a shell or another server."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web
from textual_serve.server import Server

from fleetui.web.door import Door
from fleetui.web.page import FOCUS, POLICY, page
from fleetui.web.session import Session, relay, size_of

MOST_PAGES = 8
"""Open at once; each is a process of its own."""
MOST_BYTES = 1 << 20
"""In one message of a page: a large paste."""
HEARTBEAT_S = 15.0


@dataclass(frozen=True, slots=True)
class Serving:
    """What is served where."""

    argv: tuple[str, ...]
    """Starts the dashboard of one page."""
    host: str = "127.0.0.1"
    port: int = 0
    """0 takes a free one."""
    title: str = "fleetui"


class BrowserServer(Server):
    """One page, its parts, its socket; nothing else, and nothing without the secret."""

    def __init__(self, serving: Serving) -> None:
        super().__init__("", host=serving.host, port=serving.port, title=serving.title)
        self.serving = serving
        self.door = Door(serving.host)
        self._open = 0

    async def application(self) -> web.Application:
        """The whole application, below the secret."""
        inside = web.Application()
        inside.add_routes(
            [
                web.get("/", self.handle_index),
                web.get("/focus.js", self.handle_focus),
                web.get("/ws", self.handle_websocket),
                web.static("/static", self.statics_path),
            ]
        )
        outside = self.door.middleware()
        outside.add_subapp(f"/{self.door.token}/", inside)
        return outside

    async def handle_index(self, request: web.Request) -> web.StreamResponse:
        """The page, for the host it was asked under: through a tunnel the port may be another."""
        socket = f"ws://{request.host}/{self.door.token}/ws"
        return web.Response(
            text=page(self.serving.title, socket, request.query.get("fontsize", "")),
            content_type="text/html",
            headers={"Content-Security-Policy": POLICY.format(host=request.host)},
        )

    async def handle_focus(self, _request: web.Request) -> web.StreamResponse:
        """The page's own few lines."""
        return web.Response(text=FOCUS, content_type="text/javascript")

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """One dashboard, for as long as its page is open."""
        if self._open >= MOST_PAGES:
            raise web.HTTPServiceUnavailable(text=f"{MOST_PAGES} pages are open already: close one\n")
        try:
            width, height = size_of(request.query)
        except ValueError:
            raise web.HTTPBadRequest(text="width and height are numbers\n") from None
        self._open += 1
        try:
            return await self._show(request, width, height)
        finally:
            self._open -= 1

    async def _show(self, request: web.Request, width: int, height: int) -> web.WebSocketResponse:
        websocket = web.WebSocketResponse(heartbeat=HEARTBEAT_S, max_msg_size=MOST_BYTES)
        await websocket.prepare(request)
        session = Session(self.serving.argv, websocket, self.download_manager)
        try:
            await session.start(width, height)
            ending = asyncio.create_task(session.ended())
            await relay(websocket, session)
            ending.cancel()
        finally:
            await session.stop()
            with contextlib.suppress(ConnectionError):
                await websocket.close()
        return websocket


async def run(serving: Serving, say: Callable[[str, int], None]) -> None:
    """Serve until a signal; ``say`` gets the address with its secret, and the port. Raises ``OSError``."""
    server = BrowserServer(serving)
    runner = web.AppRunner(
        await server.application(), access_log=None, handler_cancellation=True, shutdown_timeout=0.5
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, serving.host, serving.port)
        await site.start()
        port = _port(runner.addresses)
        say(f"http://{_in_url(serving.host)}:{port}/{server.door.token}/", port)
        await _until_told()
    finally:
        await runner.cleanup()


def _port(addresses: Sequence[tuple[object, ...]]) -> int:
    return int(str(addresses[0][1]))


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host


async def _until_told() -> None:
    """Wait for ctrl+c, a signal, or the end of the terminal."""
    told = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()
