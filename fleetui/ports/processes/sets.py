"""The process set of a run: what is below its pane, and what carries its tag. Found, frozen and stopped as one.

Pids are signalled only through a handle that was opened and then checked against the start time, so a pid that was
given to a stranger meanwhile is never hit.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress

from fleetui.model.identities import PaneRef, ProcessId
from fleetui.ports.processes import proc

TERM_S = 5.0
"""How long processes may take to end by themselves: git removes its locks on SIGTERM and not on SIGKILL."""
KILL_S = 2.0
ROUNDS = 40
"""How often the set is looked at again while it is being frozen."""
TAG = "FLEETUI_RUN"
KEEPER = "fleetui-run"
"""How the launcher's shell calls itself."""
RELAYED = "fleetui-relayed"
"""How it calls itself where it started a relay between the pane and the agent."""
RELAY = "/ports/tmux/relay/relay.py"
"""Ends the path of that relay."""

SHARED = frozenset({"--managed-daemon", "pid-update-loop"})
"""Arguments of what all agents of one kind share, and nobody's run is alone: Codex's server and what keeps it."""


class ProcessSet:
    """One run's processes. Members once found stay members, also when their parents are gone.

    A server that all agents of one kind share is not among them, whichever of them happened to start it.
    """

    def __init__(self, pane: PaneRef, tag: str) -> None:
        self._pane = pane
        self._tag = tag
        self._known: set[ProcessId] = set()
        self._reader = TableReader()

    def look(self) -> frozenset[ProcessId]:
        """The living members now."""
        self._reader.read(self._take)
        return self._living()

    def _living(self) -> frozenset[ProcessId]:
        return frozenset(process for process in self._known if proc.lives(process))

    def _take(self, table: proc.ProcessTable) -> None:
        mine = _own(table)
        roots = {process.pid for process in self._known if proc.lives(process)} | self._root()
        found = {table[pid].id for pid in below(table, roots) if pid in table}
        found |= self._tagged(table)
        shared = [process.pid for process in found if is_shared(process.pid)]
        never = {*mine, *below(table, shared), self._pane.server.pid, 0, 1}
        self._known |= {process for process in found if process.pid not in never}

    def freeze(self) -> frozenset[ProcessId]:
        """Stop all of it from running; looked at again until nothing new appears, so no fork gets away.

        Not the pane's first process, which tmux lets go on at once and its process group with it: in a run of ours
        that is a shell which only waits, in any other pane it runs on. Nor a relay, which only passes on what the
        others wrote.
        """
        frozen: frozenset[ProcessId] = frozenset()
        self.look()
        for _ in range(ROUNDS):
            members = self._living() - self._first() - self.relays()
            if members <= frozen:
                break
            send(members - frozen, signal.SIGSTOP)
            frozen |= members
            self._reader.catch_up(self._take)
        return frozen

    def thaw(self) -> None:
        """Let all of it run again."""
        send(self.look(), signal.SIGCONT)

    def stop(self) -> frozenset[ProcessId]:
        """End all of it, gently and then not; the survivors."""
        members = self.look()
        send(members - self._kept(), signal.SIGTERM)
        send(members, signal.SIGCONT)
        if not self._gone_within(TERM_S):
            self.freeze()
            self._kill()
        return self.look()

    def _kill(self) -> None:
        """The keeper and its relay last: until then whoever loses a parent is still below it."""
        end = time.monotonic() + KILL_S
        while (members := self.look()) and time.monotonic() < end:
            send(members - self._kept() or members, signal.SIGKILL)
            time.sleep(0.02)

    def _gone_within(self, seconds: float) -> bool:
        """Wait for the end; whoever appears meanwhile is asked to end too."""
        asked = frozenset(self._known)
        end = time.monotonic() + seconds
        pause = 0.01
        while members := self.look():
            send(members - asked - self._kept(), signal.SIGTERM)
            asked |= members
            if time.monotonic() > end:
                return False
            time.sleep(pause)
            pause = min(pause * 1.5, 0.2)
        return True

    def _root(self) -> set[int]:
        pane, now = self._pane, proc.stat(self._pane.pid)
        if now is None:
            return set()
        # where the start is not known, being the child of its tmux server tells a pane's process from a stranger
        same = now.started == pane.pid_started if pane.pid_started else now.parent == pane.server.pid
        return {pane.pid} if same else set()

    def _first(self) -> frozenset[ProcessId]:
        """The pane's first process while it is the tmux server's child."""
        found = (proc.stat(pid) for pid in self._root())
        return frozenset(now.id for now in found if now and now.parent == self._pane.server.pid)

    def _keeper(self) -> frozenset[ProcessId]:
        """The shell a run of ours was started by: it ends by itself, after it took in what the others leave."""
        return frozenset(first for first in self._first() if is_keeper(first.pid))

    def relays(self) -> frozenset[ProcessId]:
        """What fleetui itself put between the pane and the agent."""
        keepers = {first.pid for first in self._first() if is_relayed(first.pid)}
        return frozenset(
            one for one in self._living() if keepers and _is_relay_of(proc.stat(one.pid), keepers)
        )

    def _kept(self) -> frozenset[ProcessId]:
        """Those that end by themselves once all others did: asked to end before, they would take the terminal away."""
        return self._keeper() | self.relays()

    def _tagged(self, table: proc.ProcessTable) -> set[ProcessId]:
        if not self._tag:
            return set()
        entry = f"{TAG}={self._tag}".encode()
        return {process.id for process in table.values() if process.lives and carries(process.pid, entry)}


class TableReader:
    """Reads the process table so that nobody slips through.

    A whole reading takes a while: of processes that start the next one and end, it may meet none. So it is followed by
    readings of those alone that were started meanwhile, until nobody was.
    """

    def __init__(self) -> None:
        self._newest = 0

    def read(self, take: Callable[[proc.ProcessTable], None]) -> None:
        """Hand over the whole table, then parts of it with whoever was started meanwhile."""
        self._newest = proc.newest_pid()
        take(proc.table())
        self.catch_up(take)

    def catch_up(self, take: Callable[[proc.ProcessTable], None]) -> None:
        """Hand over whoever was started since the last reading."""
        for _ in range(ROUNDS):
            newest = proc.newest_pid()
            if newest == self._newest:
                return
            take(proc.started_between(self._newest, newest))
            self._newest = newest


def is_keeper(pid: int) -> bool:
    """True for the shell that a run of ours was started by."""
    return not {KEEPER, RELAYED}.isdisjoint(command_line(pid)[:4])


def is_relayed(pid: int) -> bool:
    """True for such a shell that started a relay."""
    return RELAYED in command_line(pid)[:4]


def _is_relay_of(process: proc.Stat | None, keepers: Collection[int]) -> bool:
    """True for a relay, or what passes bytes on in its place. What an agent starts is in another session than its
    keeper and can never come back, whatever it calls itself; and before that it is called otherwise."""
    if process is None or process.parent not in keepers or process.session != process.parent:
        return False
    return any(word.endswith(RELAY) for word in command_line(process.pid)[1:5]) or process.name == "cat"


def below_pane(table: proc.ProcessTable, pane: PaneRef) -> list[proc.Stat]:
    """What lives of a pane's process and all below it, nearest first, without a relay; nothing where another process
    has its pid."""
    root = table.get(pane.pid)
    if root is None or not root.lives or pane.pid_started not in (0, root.started):
        return []
    found = [table[pid] for pid in below(table, [pane.pid]) if table[pid].lives]
    if not is_relayed(pane.pid):
        return found
    return [process for process in found if not _is_relay_of(process, (pane.pid,))]


def send(processes: Iterable[ProcessId], number: signal.Signals) -> None:
    """Signal exactly these processes; one that is gone, replaced or not ours is left alone."""
    for process in processes:
        with suppress(ProcessLookupError, PermissionError):
            _send(process, number)


def _send(process: ProcessId, number: signal.Signals) -> None:
    opened: Callable[[int], int] | None = getattr(os, "pidfd_open", None)
    try:
        handle = opened(process.pid) if opened else -1
    except OSError as error:
        if isinstance(error, ProcessLookupError):
            raise
        handle = -1
    try:
        if proc.start_ticks(process.pid) != process.started:
            return
        if handle >= 0:
            signal.pidfd_send_signal(handle, number)
        else:
            os.kill(process.pid, number)
    finally:
        if handle >= 0:
            os.close(handle)


def below(table: proc.ProcessTable, roots: Iterable[int]) -> Iterator[int]:
    """The roots and everything below them, nearest first."""
    waiting, seen = list(roots), set[int]()
    for pid in waiting:
        if pid not in seen:
            seen.add(pid)
            yield pid
            waiting += table.children.get(pid, ())


def _own(table: proc.ProcessTable) -> set[int]:
    """This process, what it started, and its ancestors: never signalled."""
    mine = set(below(table, [os.getpid()]))
    pid = os.getpid()
    while pid in table and pid > 1:
        mine.add(pid)
        pid = table[pid].parent
    return mine


def carries(pid: int, entry: bytes) -> bool:
    """True when ``NAME=value`` stands in the environment a process was started with."""
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:  # noqa: PTH123 - hundreds of these
            return entry in file.read(1_000_000).split(b"\0")
    except OSError:
        return False


def is_shared(pid: int) -> bool:
    """True for a server that agents share: it leads a session of its own, and says so in its arguments."""
    try:
        return os.getsid(pid) == pid and not SHARED.isdisjoint(command_line(pid)[1:])
    except OSError:
        return False


def command_line(pid: int) -> list[str]:
    """A process's arguments; empty when it is gone or not ours to see."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:  # noqa: PTH123 - hundreds of these
            data = os.fsdecode(file.read())
    except OSError:
        return []
    words = data.removesuffix("\0").split("\0") if data else []
    return data.strip("\0").split(" ") if len(words) == 1 else words  # a program may write a title over them


def executable(pid: int) -> str:
    """The file that a process runs; empty when it is gone or not ours to see."""
    try:
        return os.readlink(f"/proc/{pid}/exe")  # noqa: PTH115 - a file that is gone is named so
    except OSError:
        return ""
