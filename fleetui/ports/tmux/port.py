"""tmux as the engine sees it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.tmux import PaneFacts, PasteResult, ServerSight, WindowSpec
from fleetui.model.identities import PaneRef, ProcessId
from fleetui.model.screen import Frame, Scrollback
from fleetui.ports.tmux.commands import SaidNothing, run
from fleetui.ports.tmux.deliver import Typist, all_of, identity
from fleetui.ports.tmux.discover import panes_of_all, sockets
from fleetui.ports.tmux.glance import glance
from fleetui.ports.tmux.link import ServerLink
from fleetui.ports.tmux.observe import Watch
from fleetui.ports.tmux.outer_tmux import OuterTmux, back_in_status, said_back
from fleetui.ports.tmux.panes import PaneList
from fleetui.ports.tmux.server_lock import ServerLock
from fleetui.ports.tmux.silent_servers import SilentServers
from fleetui.ports.tmux.structure import KEEPER, Structure
from fleetui.ports.tmux.version import require

MOST_HISTORY = 50_000


class Tmux:
    """Implements ``TmuxPort``. ``own_socket`` is fleetui's own server, ``run_folder`` private to this user."""

    def __init__(self, own_socket: str, run_folder: str) -> None:
        self.own_socket = own_socket
        self._silent_servers = SilentServers()
        self._outer_tmux = OuterTmux(self._silent_servers)
        self._structure = Structure(own_socket, run_folder)
        self._server_lock = ServerLock(run_folder)
        self._typist = Typist(self._silent_servers)
        self._links: dict[str, ServerLink] = {}
        self._watches: dict[str, Watch] = {}
        self._lists: dict[str, PaneList] = {}

    async def version(self) -> str:
        """The installed tmux, such as ``3.3a``; raises with what to install when it is missing or older than 3.2."""
        said = await run("-V", doing="find tmux", limit_s=3.0)
        version = said.out.strip().removeprefix("tmux ")
        require(version)
        return version

    async def observe(self, socket: str, panes: frozenset[str], *, everything: bool = False) -> ServerSight:
        """One tick of one server; see ``TmuxPort``."""
        return await self._watch(socket).tick(panes, everything=everything)

    async def look(self, pane: PaneRef) -> Frame | None:
        """An observed pane between two ticks, where it differs from what was handed out last."""
        return await self._watch(pane.server.socket).look(pane)

    async def fresh_frame(self, pane: PaneRef) -> Frame:
        """The pane as it is now."""
        return await self._watch(pane.server.socket).fresh(pane)

    async def glance(self, panes: Sequence[PaneRef]) -> dict[PaneRef, Frame]:
        """Panes of servers that nobody watches, as they are now: one process for each server."""
        by_socket: dict[str, list[PaneRef]] = {}
        for pane in panes:
            by_socket.setdefault(pane.server.socket, []).append(pane)
        asked = (glance(socket, some, self._silent_servers) for socket, some in by_socket.items())
        return {pane: frame for frames in await asyncio.gather(*asked) for pane, frame in frames.items()}

    async def scrollback(self, pane: PaneRef, lines: int) -> Scrollback:
        """Screen and up to ``lines`` rows of history, oldest first."""
        return await self._watch(pane.server.socket).history(pane, max(1, min(lines, MOST_HISTORY)))

    async def paste(
        self,
        pane: PaneRef,
        text: str,
        *,
        bracketed: bool = True,
        foreground: str = "",
        reader: ProcessId | None = None,
        patient: bool = False,
    ) -> PasteResult:
        """Paste once, guarded, without Enter."""
        return await self._typist.paste(
            pane, text, bracketed=bracketed, foreground=foreground, reader=reader, patient=patient
        )

    async def press(
        self,
        pane: PaneRef,
        keys: Sequence[str],
        *,
        foreground: str = "",
        reader: ProcessId | None = None,
        patient: bool = False,
    ) -> PasteResult:
        """Press named keys, guarded."""
        return await self._typist.press(pane, keys, foreground=foreground, reader=reader, patient=patient)

    async def type_literal(self, pane: PaneRef, text: str) -> PasteResult:
        """Type printable text as keys, guarded."""
        return await self._typist.type_literal(pane, text)

    async def create(self, spec: WindowSpec) -> PaneRef:
        """Start a run in a window of the own server."""
        await self._silent_servers.check(self.own_socket, "create a window")
        async with self._server_lock.turn():
            try:
                pane = await self._structure.create(spec)
            except SaidNothing:
                self._silent_servers.wait(self.own_socket)
                raise
        self._list(self.own_socket).remember(pane)
        return pane

    async def close(self, pane: PaneRef) -> None:
        """Close a pane of the own server, by identity; a pane that is gone is fine."""
        if pane.server.socket != self.own_socket:
            raise PortError("tmux", "close a pane", "only panes of the own server are closed")
        kill = f"kill-pane -t {pane.pane} ; display-message -p CLOSED"
        # asks for the pane first: one that does not exist is no stranger
        keep = f"has-session -t {pane.pane} ; display-message -p '#{{pid}} #{{start_time}}'"
        guard = ("if-shell", "-F", "-t", pane.pane, all_of(identity(pane)), kill, keep)
        said = await self._silent_servers.ask(self.own_socket, *guard, doing="close a pane")
        if said.out.strip() == f"{pane.server.pid} {pane.server.started}":
            raise PortError("tmux", "close a pane", f"{pane.pane} runs something else now; it is left alone")
        if not said.out.strip() and not said.is_gone:
            raise PortError("tmux", "close a pane", said.error or "the server gave no answer")

    async def discover(self, also: Sequence[str] = ()) -> tuple[PaneFacts, ...]:
        """Every pane of every tmux server of this user that answers."""
        lists = [self._list(socket) for socket in sockets(self.own_socket, also)]
        return await panes_of_all(lists, self._silent_servers)

    def attach_command(self, pane: PaneRef) -> tuple[str, ...]:
        """Attach to this pane's window, or say that it is gone; for use with ``TMUX`` unset.

        On the own server each run has a session, so two terminals attached at once do not disturb each other. On
        another server the pane's session shows the window to everyone attached to it, as tmux does.
        """
        target = self._list(pane.server.socket).targets.get(pane.pane)
        to = (
            f"attach-session -t '{target}'"
            if target
            else f"attach-session -t {pane.pane} ; select-window -t {pane.pane}"
        )
        around = self._outer_tmux.prefix
        if pane.server.socket != self.own_socket:
            to = f"{to} ; {said_back(around)}"
        elif target:
            to = f"{back_in_status(target.partition(':')[0], around)} ; {to}"
        otherwise = "display-message -p 'fleetui: this pane is gone'"
        guard = ("if-shell", "-F", "-t", pane.pane, all_of(identity(pane)), to, otherwise)
        return ("tmux", "-u", "-N", "-S", pane.server.socket, *guard)

    async def show_here(self, pane: PaneRef) -> str:
        """Show a pane in the terminal this program runs in, where that is of the same server; see ``TmuxPort``."""
        socket = pane.server.socket
        await self._silent_servers.check(socket, "attach to a pane")
        if not self._outer_tmux.is_in(socket):
            await self._outer_tmux.learn()
            return ""
        target = self._list(socket).targets.get(pane.pane, "")
        return await self._outer_tmux.show(pane, target, own=socket == self.own_socket)

    async def disconnect(self) -> None:
        """Leave all servers. A client that a server owes an answer is left to itself, and ends when that goes on."""
        links, self._links, self._watches = list(self._links.values()), {}, {}
        await asyncio.gather(*(link.close() for link in links))
        await self._silent_servers.close()

    def _list(self, socket: str) -> PaneList:
        return self._lists.setdefault(socket, PaneList(socket))

    def _watch(self, socket: str) -> Watch:
        if socket not in self._watches:
            if not socket.startswith("/"):
                raise PortError("tmux", "find the server", "a socket is named by its absolute path")
            session = f"={KEEPER}" if socket == self.own_socket else ""
            link = self._links[socket] = ServerLink(
                socket,
                silent_servers=self._silent_servers,
                session=session,
                server_lock=self._server_lock if socket == self.own_socket else None,
            )
            self._watches[socket] = Watch(link, self._list(socket))
        return self._watches[socket]
