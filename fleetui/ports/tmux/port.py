"""tmux as the engine sees it."""

from __future__ import annotations

import asyncio

from fleetui.engine.ports import PortError, ServerSight
from fleetui.model.places import PaneRef
from fleetui.model.screen import Frame, Line, parse_frame
from fleetui.ports.tmux.link import Link
from fleetui.ports.tmux.observe import Watch

MOST_HISTORY = 50_000


class Tmux:
    """Implements ``TmuxPort``. ``own_socket`` is fleetui's own server, ``run_folder`` private to this user."""

    def __init__(self, own_socket: str, run_folder: str) -> None:
        self.own_socket = own_socket
        self._run_folder = run_folder
        self._links: dict[str, Link] = {}
        self._watches: dict[str, Watch] = {}

    async def observe(self, socket: str, panes: frozenset[str], *, everything: bool = False) -> ServerSight:
        """One tick of one server; see ``TmuxPort``."""
        return await self._watch(socket).tick(panes, everything=everything)

    async def fresh_frame(self, pane: PaneRef) -> Frame:
        """The pane as it is now."""
        return await self._watch(pane.server.socket).fresh(pane)

    async def scrollback(self, pane: PaneRef, lines: int) -> tuple[Line, ...]:
        """Screen and up to ``lines`` rows of history, oldest first."""
        text = await self._watch(pane.server.socket).history(pane, max(1, min(lines, MOST_HISTORY)))
        rows = text.count("\n") + 1
        return parse_frame(text, width=0, height=rows, cursor=None, title="").lines

    async def disconnect(self) -> None:
        """Close all control clients."""
        links, self._links, self._watches = list(self._links.values()), {}, {}
        await asyncio.gather(*(link.close() for link in links))

    def _watch(self, socket: str) -> Watch:
        if socket not in self._watches:
            if not socket.startswith("/"):
                raise PortError("tmux", "find the server", "a socket is named by its absolute path")
            link = self._links[socket] = Link(socket)
            self._watches[socket] = Watch(link)
        return self._watches[socket]
