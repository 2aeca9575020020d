"""The tmux this program itself runs in: showing another of its panes there, and the keys that lead back.

Nothing of it is changed: its client is told to show another window, and one line in it says which of the keys that are
bound there anyway comes back.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from fleetui.engine.protocols.errors import PortError
from fleetui.model.identities import PaneRef
from fleetui.ports.tmux.commands import CommandAnswer
from fleetui.ports.tmux.deliver import all_of, identity
from fleetui.ports.tmux.silent_servers import SilentServers

BACK_KEY = "F12"
"""Bound without a prefix in fleetui's own server: no agent uses it, and no tmux around takes it."""
BACK_OPTION = "@fleetui_back"
"""Of a session of the own server: the dashboard's session that a client came from, inside that server."""
PREFIX = "C-b"
"""Of the own server, and of any other as long as its operator chose none."""
SAID_MS = 8000
"""How long the way back stands in the last row of a tmux that is not ours."""

_CLIENT = re.compile(r"[A-Za-z0-9/._-]{1,100}")
_TARGET = re.compile(r"(?P<session>\$[0-9]+):(?P<window>@[0-9]+)\.%[0-9]+")
_KEY = re.compile(r"[!-~]{1,20}")


class Place(NamedTuple):
    """Where a client is: what it is called, and what it shows."""

    client: str
    session: str
    window: str
    pane: str


class OuterTmux:
    """The tmux around, as the environment names it."""

    def __init__(self, silent_servers: SilentServers, environment: Mapping[str, str] = os.environ) -> None:
        self._silent_servers = silent_servers
        self._socket = environment.get("TMUX", "").split(",")[0]
        self._pane = environment.get("TMUX_PANE", "")
        self._prefix = ""

    @property
    def prefix(self) -> str:
        """The prefix of the tmux around, as far as it was asked; empty outside of any."""
        return (self._prefix or PREFIX) if self._socket else ""

    def is_in(self, socket: str) -> bool:
        """Whether this program runs in a pane of that server."""
        try:
            return bool(self._socket and self._pane) and Path(self._socket).samefile(socket)
        except OSError:
            return False

    async def learn(self) -> None:
        """Ask for the prefix of the tmux around; one that does not answer keeps the usual one."""
        if not self._socket or self._prefix:
            return
        try:
            said = await self._ask("show-options", "-gv", "prefix")
        except PortError:
            return
        key = said.out.strip()
        self._prefix = key if said.code == 0 and _KEY.fullmatch(key) else ""

    async def show(self, pane: PaneRef, target: str, *, own: bool) -> str:
        """Show a pane of this server in the terminal that shows this program; the keys that come back.

        ``target`` is its exact place. Raises ``PortError`` when no terminal shows this program, or the pane is gone.
        """
        there = _TARGET.fullmatch(target)
        if there is None:
            raise PortError("tmux", "show a pane here", "its window is not known yet")
        place = await self._place()
        back = BACK_KEY if own else await self._back(place, there["session"], there["window"])
        # a client that comes by another way may not be sent to our dashboard
        mark = f"set-option -t '{there['session']}' {BACK_OPTION} '{place.session}' ; " if own else ""
        text = f"fleetui: {back} comes back".replace('"', '\\"')
        show = (
            f"{mark}switch-client -c {place.client} -t '{target}' ; "
            f'display-message -c {place.client} -d {SAID_MS} "{text}" ; display-message -p SHOWN'
        )
        guard = ("if-shell", "-F", "-t", pane.pane, all_of(identity(pane)), show, "display-message -p GONE")
        said = await self._ask(*guard)
        if said.out.strip() != "SHOWN":
            raise PortError("tmux", "show a pane here", said.error or "this pane is gone")
        return back

    async def _place(self) -> Place:
        """The terminal that shows this program's pane, the one used last first; no control client is one."""
        fields = (
            "client_activity",
            "client_control_mode",
            "client_name",
            "session_id",
            "window_id",
            "pane_id",
        )
        said = await self._ask("list-clients", "-F", " ".join(f"#{{{field}}}" for field in fields))
        rows = [row.split(" ") for row in said.out.splitlines()]
        shows = [row for row in rows if len(row) == len(fields) and row[1] == "0" and row[5] == self._pane]
        shows = [row for row in shows if _CLIENT.fullmatch(row[2])]
        if not shows:
            raise PortError("tmux", "show a pane here", "no terminal of this tmux shows this program")
        return Place(*max(shows, key=lambda row: int(row[0] or 0))[2:])

    async def _back(self, place: Place, session: str, window: str) -> str:
        """The operator's own keys that lead back; a command where none is bound."""
        command = "switch-client -l" if session != place.session else "last-window"
        command = "last-pane" if (session, window) == (place.session, place.window) else command
        await self.learn()
        said = await self._ask("list-keys", "-T", "prefix")
        for line in said.out.splitlines():
            words = line.split()
            if " ".join(words[4:]) == command and words[:3] == ["bind-key", "-T", "prefix"]:
                return f"{self.prefix} {words[3].removeprefix(chr(92))}"
        return f"{self.prefix} : {command}"

    async def _ask(self, *argv: str) -> CommandAnswer:
        return await self._silent_servers.ask(self._socket, *argv, doing="show a pane here", limit_s=3.0)


def way_back(around: str, prefix: str = PREFIX) -> str:
    """The keys that detach from a tmux of this prefix inside one of prefix ``around`` (empty: inside none)."""
    return f"{prefix} {prefix} d" if around == prefix else f"{prefix} d"


def back_in_status(session: str, around: str) -> str:
    """A command that has a session of the own server say how to come back to a terminal outside of that server."""
    says = f"set-option -t '{session}' status-right ' {BACK_KEY} or {way_back(around)}: back '"
    return f"set-option -q -u -t '{session}' {BACK_OPTION} ; {says}"


def said_back(around: str) -> str:
    """A command that says for a while, in a server that is not ours, how to come back from it."""
    keys = f"#{{?#{{==:#{{prefix}},{around}}},#{{prefix}} ,}}#{{prefix}} d"
    return f'display-message -d {SAID_MS} "fleetui: {keys} comes back"'


def bind_back() -> tuple[str, ...]:
    """Words of the command that binds the key for the way back in the own server."""
    to_dashboard = f"run-shell -C 'switch-client -t \"#{{{BACK_OPTION}}}\"'"
    return (
        "bind-key",
        "-n",
        BACK_KEY,
        "if-shell",
        "-F",
        f"#{{{BACK_OPTION}}}",
        to_dashboard,
        "detach-client",
    )
