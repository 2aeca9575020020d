"""The standing connection to one server: made when needed, made again with limit, aware of who answers."""

from __future__ import annotations

import asyncio
import contextlib
import socket as sockets
import time
from collections.abc import Sequence

from fleetui.engine.protocols.errors import Gone, PortError
from fleetui.model.identities import ServerId
from fleetui.ports.processes import proc
from fleetui.ports.tmux.control import Answer, Command, Control, no_answer
from fleetui.ports.tmux.server_lock import ServerLock
from fleetui.ports.tmux.silent_servers import SilentServers

FIRST_RETRY_S = 0.25
LAST_RETRY_S = 8.0
LIMIT_S = 3.0


class ServerGone(Gone):
    """The server is dead, not merely slow; every pane in it is gone."""


class ServerLink:
    """One server by its socket. Raises ``ServerGone`` once per death and while nothing listens.

    There is at most one client at a time, attached or on its way. While the server does not answer, that one waits on
    for as long as it takes: everybody else is told at once.
    """

    def __init__(
        self,
        socket: str,
        *,
        silent_servers: SilentServers,
        session: str = "",
        limit_s: float = LIMIT_S,
        server_lock: ServerLock | None = None,
    ) -> None:
        self.socket = socket
        self.server: ServerId | None = None
        """Who answered last; forgotten when it is known to be dead."""
        self.version = ""
        self._session = session
        self._silent_servers = silent_servers
        self._server_lock = server_lock
        self._limit_s = limit_s
        self._control: Control | None = None
        self._coming: asyncio.Task[Control] | None = None
        self._came_by = 0.0
        """Until when a client on its way is waited for; after that only looked at."""
        self._deaf_at = 0.0
        """Since when the server answers others and not the client."""
        self._connecting = asyncio.Lock()
        self._wait_s = FIRST_RETRY_S
        self._retry_at = 0.0
        self._last_error: PortError | None = None

    async def ask(self, commands: Sequence[Command]) -> list[Answer]:
        """Ask the server that answers now; connects first where needed."""
        control = await self._connected()
        known_silent = control.silent
        try:
            return await control.ask(commands, limit_s=self._limit_s)
        except PortError as error:
            if control.silent and not known_silent:
                self._silent_servers.wait(self.socket)
            raise self._judged(error) from error

    async def connect(self) -> None:
        """Make sure there is a connection, and that ``server`` and ``version`` are known."""
        await self._connected()

    async def close(self) -> None:
        """Leave the server."""
        coming, self._coming = self._coming, None
        if coming is not None:
            coming.cancel()
            await asyncio.wait({coming})
            if not coming.cancelled() and coming.exception() is None:
                await coming.result().close()
        control, self._control = self._control, None
        if control is not None:
            await control.close()

    def news(self) -> bool:
        """Whether the server told of a change by itself since this was last asked."""
        return self._control is not None and self._control.news()

    @property
    def client_pid(self) -> int | None:
        """Process id of the control client, while there is one."""
        return self._control.pid if self._control and not self._control.ended else None

    async def _connected(self) -> Control:
        async with self._connecting:
            if self._control is not None and not self._control.ended and not self._is_deaf(self._control):
                return self._control
            self._control = None
            self._raise_if_dead()
            if self._coming is None:
                if self._last_error is not None and time.monotonic() < self._retry_at:
                    raise self._last_error
                self._coming = asyncio.ensure_future(self._come())
                self._came_by = time.monotonic() + self._limit_s
            try:
                control = await self._arrival(self._coming)
            except PortError as error:
                raise self._judged(error) from error
            await self._welcome(control)
            return control

    async def _arrival(self, coming: asyncio.Task[Control]) -> Control:
        await asyncio.wait({coming}, timeout=max(0.0, self._came_by - time.monotonic()))
        if not coming.done():
            raise no_answer(self._limit_s)
        self._coming = None
        return coming.result()

    async def _come(self) -> Control:
        """A client that is attached, once the server answers at all."""
        said = await asyncio.shield(self._silent_servers.wait(self.socket))
        if said.is_gone:
            raise PortError("tmux", "connect", said.error)
        async with self._server_lock.turn() if self._server_lock else contextlib.nullcontext():
            return await self._attached()

    async def _attached(self) -> Control:
        try:
            return await Control.connect(self.socket, session=self._session)
        except PortError as error:
            if not self._session or "can't find session" not in error.detail:
                raise
        return await Control.connect(self.socket)

    def _is_deaf(self, control: Control) -> bool:
        """True when only this client has no answer for long: then another one helps, and this one may go."""
        if not control.silent or self._silent_servers.lasts(self.socket):
            self._deaf_at = 0.0
            return False
        now = time.monotonic()
        self._deaf_at = self._deaf_at or now
        if now - self._deaf_at < self._limit_s:
            return False
        self._deaf_at = 0.0
        control.leave()
        return True

    async def _welcome(self, control: Control) -> None:
        known, self.server, self.version = self.server, control.server, control.version
        self._last_error, self._wait_s = None, FIRST_RETRY_S
        self._control = control
        if known is not None and known != control.server:
            raise ServerGone("tmux", "talk to the server", "it is gone; another server answers on its socket")

    def _judged(self, error: PortError) -> PortError:
        """The error to raise, and when to try again."""
        self._retry_at = time.monotonic() + self._wait_s
        self._wait_s = min(self._wait_s * 2, LAST_RETRY_S)
        self._last_error = error
        with contextlib.suppress(ServerGone):
            self._raise_if_dead()
            return error
        self._wait_s = FIRST_RETRY_S
        return ServerGone("tmux", "talk to the server", "the server is gone, and with it everything in it")

    def _raise_if_dead(self) -> None:
        known = self.server
        if known is not None and proc.exists(known.pid):
            return
        if known is not None or not listens(self.socket):
            self.server = None
            raise ServerGone("tmux", "talk to the server", "no server runs on this socket")


def listens(path: str) -> bool:
    """Whether somebody listens on a socket; a stopped server does."""
    with sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM) as probe:
        probe.settimeout(0)
        try:
            probe.connect(path)
        except BlockingIOError:
            return True
        except (OSError, ValueError):
            return False
        return True
