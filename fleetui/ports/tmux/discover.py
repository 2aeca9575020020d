"""Every pane of every tmux server of this user."""

from __future__ import annotations

import asyncio
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.tmux import PaneFacts
from fleetui.ports.tmux.link import listens
from fleetui.ports.tmux.panes import FORMAT, PaneList
from fleetui.ports.tmux.silent_servers import SilentServers

LIMIT_S = 2.0
"""How long one server may take: a stopped one must not hold up the others."""


def sockets(own: str, also: Iterable[str] = ()) -> tuple[str, ...]:
    """Sockets of this user's servers, own one first: the server this runs in, those named, and tmux's folder.

    A socket that can be reached by two paths is there once.
    """
    folder = Path(os.environ.get("TMUX_TMPDIR") or "/tmp") / f"tmux-{os.getuid()}"  # noqa: S108 - tmux's own default
    inside = os.environ.get("TMUX", "").split(",")[0]
    named = (path for path in (inside, *also) if path.startswith("/"))
    found = {_file(path): path for path in reversed((own, *named, *_entries(folder))) if _is_ours(path)}
    return tuple(reversed(found.values()))


def _file(path: str) -> tuple[int, int]:
    about = Path(path).stat()
    return about.st_dev, about.st_ino


def _entries(folder: Path) -> Iterable[str]:
    try:
        about = folder.lstat()
        if not stat.S_ISDIR(about.st_mode) or about.st_uid != os.getuid() or about.st_mode & 0o022:
            return ()
        return sorted(str(entry) for entry in folder.iterdir())
    except OSError:
        return ()


def _is_ours(path: str) -> bool:
    try:
        about = Path(path).stat()
    except (OSError, ValueError):
        return False
    return stat.S_ISSOCK(about.st_mode) and about.st_uid == os.getuid()


async def panes_of(panes: PaneList, silent_servers: SilentServers) -> tuple[PaneFacts, ...]:
    """All panes of one server; none when it does not answer in time."""
    if not listens(panes.socket):
        return ()
    try:
        said = await silent_servers.ask(
            panes.socket, "list-panes", "-a", "-F", FORMAT, doing="list panes", limit_s=LIMIT_S
        )
    except PortError:
        return ()
    return tuple(panes.read(said.out).values()) if said.code == 0 else ()


async def panes_of_all(lists: Iterable[PaneList], silent_servers: SilentServers) -> tuple[PaneFacts, ...]:
    """The panes of several servers, asked side by side."""
    found = await asyncio.gather(*(panes_of(panes, silent_servers) for panes in lists))
    return tuple(facts for some in found for facts in some)
