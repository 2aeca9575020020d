"""What the dashboard's own terminal is inside of: who is attached to the tmux around it, and when they typed last.

``TMUX`` in the environment is a hint that anybody can unset. What counts is what runs above this process, and who holds
the other end of its terminal.
"""

from __future__ import annotations

import contextlib
import os
import socket as sockets
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.model.approval import Client, Terminal, Tier
from fleetui.ports.processes import proc
from fleetui.ports.tmux.commands import run

LIMIT_S = 2.0
_DEEPEST = 4
"""How many tmux inside one another are asked."""
_SERVER = "tmux: server"
_OTHERS = {
    "screen": "GNU screen", "zellij": "zellij", "dtach": "dtach", "abduco": "abduco", "dvtm": "dvtm",
    "tmate": "tmate", "mtm": "mtm", "wezterm-mux-ser": "wezterm's multiplexer",
}  # fmt: skip
"""Other multiplexers by the name of their process, cut as Linux cuts it."""
_MARKS = {"STY": "GNU screen", "ZELLIJ": "zellij"}
_PANE = "P\t#{pane_id}\t#{pane_pid}\t#{pane_tty}\t#{version}"
_CLIENT = (
    "C\t#{client_pid}\t#{client_tty}\t#{client_activity}\t#{client_created}\t#{client_control_mode}"
    "\t#{client_readonly}\t#{pane_id}\t#{pane_in_mode}"
)
_INSIDE = (
    "this dashboard runs inside the agents' own tmux server, where agents can press its keys: nothing is approved "
    "here. Start fleetui in a terminal outside it"
)


class OwnTerminal:
    """Implements ``TerminalPort`` for one process. ``own_socket`` is that of the agents' server."""

    def __init__(self, own_socket: str, pid: int) -> None:
        self._own_socket = own_socket
        self._pid = pid

    async def look(self, agents: Mapping[int, str]) -> Terminal:
        """What the dashboard is inside of now; ``agents`` has who runs in which pane process."""
        return await self._around(self._pid, agents, _DEEPEST)

    async def _around(self, pid: int, agents: Mapping[int, str], deeper: int) -> Terminal:
        above = lineage(pid)
        given = environment_of(pid)
        if who := self._agent(above, given, agents):
            return Terminal(Tier.AGENTS, "the agents' tmux server", who)
        tty = terminal_of(pid)
        server = next((one.pid for one in above if one.name == _SERVER), 0) or holder(tty)
        if other := _other(above, given, server):
            return Terminal(Tier.SHARED, other)
        named, _, rest = given.get("TMUX", "").partition(",")
        if not server and named and not above:
            return await self._tmux(named, tty, (), agents, deeper)  # no /proc here: only the hint is left
        if not server and named and rest.partition(",")[0].isdigit():
            fix = "unset TMUX where it is not inside tmux any more, and start fleetui again"
            return Terminal(
                Tier.UNKNOWN, "tmux", f"TMUX names a tmux that this terminal is no pane of: {fix}"
            )
        if not server:
            return Terminal(Tier.PLAIN)
        path = named if named and listener(named) == server else socket_of(server)
        if not path:
            return Terminal(
                Tier.UNKNOWN, "tmux", "the socket of the tmux around this was not found: use a plain terminal"
            )
        return await self._tmux(path, tty, tuple(one.pid for one in above), agents, deeper)

    def _agent(
        self, above: tuple[proc.Stat, ...], given: Mapping[str, str], agents: Mapping[int, str]
    ) -> str:
        own = listener(self._own_socket)
        if own and any(one.pid == own for one in above):
            return _INSIDE
        if not above and given.get("TMUX", "").partition(",")[0] == self._own_socket:
            return _INSIDE
        name = given.get("FLEETUI_AGENT") or next((agents[one.pid] for one in above if one.pid in agents), "")
        where = "start fleetui in a terminal that no agent runs in"
        return f"this was started below the agent {name}: nothing is approved here; {where}" if name else ""

    async def _tmux(
        self, path: str, tty: str, above: tuple[int, ...], agents: Mapping[int, str], deeper: int
    ) -> Terminal:
        if not deeper:
            return Terminal(Tier.UNKNOWN, "tmux", "too many tmux inside one another: use a plain terminal")
        ask = ("list-panes", "-a", "-F", _PANE, ";", "list-clients", "-F", _CLIENT)
        try:
            said = await run("-S", path, *ask, doing="ask who types", limit_s=LIMIT_S)
        except PortError as error:
            return Terminal(
                Tier.UNKNOWN, "tmux", f"the tmux around this was not asked who types: {error.detail}"
            )
        rows = [line.split("\t") for line in said.out.splitlines()]
        panes = [row for row in rows if row[0] == "P" and len(row) == 5]
        pane = next((row for row in panes if row[3] == tty or row[2] in map(str, above)), None)
        if pane is None:
            why = "this terminal is no pane of the tmux around it, such as a popup: open fleetui in a window of its own"
            return Terminal(Tier.UNKNOWN, "tmux", why)
        clients = [row for row in rows if row[0] == "C" and len(row) == 9]
        found = [await self._client(row, pane[1], agents, deeper - 1) for row in clients]
        return Terminal(Tier.TMUX, f"tmux {pane[4]}", clients=tuple(found))

    async def _client(self, row: list[str], pane: str, agents: Mapping[int, str], deeper: int) -> Client:
        _, pid, tty, active, attached, control, read_only, looks_at, in_mode = row
        types = tty.startswith("/dev/") and control == "0" and read_only == "0"
        return Client(
            tty,
            int(active),
            _read(tty),
            int(attached),
            shows=looks_at == pane and in_mode in ("", "0"),
            types=types,
            around=await self._around(int(pid), agents, deeper) if types else None,
        )


def lineage(pid: int) -> tuple[proc.Stat, ...]:
    """A process and all above it, nearest first; empty without ``/proc``."""
    found: list[proc.Stat] = []
    while pid > 0 and (one := proc.stat(pid)) and one not in found:
        found.append(one)
        pid = one.parent
    return tuple(found)


def environment_of(pid: int) -> Mapping[str, str]:
    """What a process was started with; this one's own where the system does not say."""
    try:
        text = Path(f"/proc/{pid}/environ").read_bytes().decode("utf-8", "replace")
    except OSError:
        return os.environ if pid == os.getpid() else {}
    return dict(part.split("=", 1) for part in text.split("\0") if "=" in part)


def terminal_of(pid: int) -> str:
    """The terminal a process reads from; empty without one."""
    with contextlib.suppress(OSError):
        read = str(Path(f"/proc/{pid}/fd/0").readlink())
        return read if read.startswith("/dev/") else ""
    with contextlib.suppress(OSError):
        return os.ttyname(0) if pid == os.getpid() else ""
    return ""


def holder(tty: str) -> int:
    """The tmux server whose pane a terminal is, by the other end that it holds; 0 when it is none's."""
    number = tty.removeprefix("/dev/pts/")
    if not number.isdigit():
        return 0
    servers = (one.pid for one in proc.table().values() if one.name == _SERVER)
    return next((pid for pid in servers if _sees(pid, tty) and number in _other_ends(pid)), 0)


def _sees(pid: int, tty: str) -> bool:
    """Whether a terminal is one of those that a process sees: a container has its own, with the same numbers."""
    try:
        return os.stat(f"/proc/{pid}/root/dev/pts").st_dev == os.stat(tty).st_dev  # noqa: PTH116 - beside another
    except OSError:
        return True


def _other_ends(pid: int) -> Iterator[str]:
    """Numbers of the pseudo terminals that a process holds the other end of."""
    with contextlib.suppress(OSError):
        for entry in Path(f"/proc/{pid}/fdinfo").iterdir():
            with contextlib.suppress(OSError):
                for line in entry.read_text().splitlines():
                    if line.startswith("tty-index:"):
                        yield line.split()[1]


def listener(path: str) -> int:
    """Process id of who listens on a socket; 0 when nobody does, or the system does not say."""
    option = getattr(sockets, "SO_PEERCRED", None)
    if option is None:
        return 0
    with sockets.socket(sockets.AF_UNIX, sockets.SOCK_STREAM) as probe:
        probe.settimeout(0)
        try:
            probe.connect(path)
            said = probe.getsockopt(sockets.SOL_SOCKET, option, struct.calcsize("3i"))
        except (OSError, ValueError):
            return 0
    return int(struct.unpack("3i", said)[0])


def socket_of(pid: int) -> str:
    """The path on which a process listens; empty when it is not found."""
    held: set[str] = set()
    with contextlib.suppress(OSError):
        for entry in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                held.add(str(entry.readlink()).removeprefix("socket:[").removesuffix("]"))
    with contextlib.suppress(OSError):
        for line in Path("/proc/net/unix").read_text().splitlines()[1:]:
            fields = line.split(maxsplit=7)
            if len(fields) == 8 and fields[6] in held and listener(fields[7]) == pid:
                return fields[7]
    return ""


def _other(above: tuple[proc.Stat, ...], given: Mapping[str, str], server: int) -> str:
    """Another multiplexer that stands nearer than a tmux server; empty when there is none."""
    for one in above:
        if one.pid == server:
            return ""
        if found := _OTHERS.get(one.name.lower()):
            return found
    return next((name for mark, name in _MARKS.items() if given.get(mark)), "") if not server else ""


def _read(tty: str) -> float:
    """When a terminal was last read from."""
    with contextlib.suppress(OSError):
        return Path(tty).stat().st_atime
    return 0.0
