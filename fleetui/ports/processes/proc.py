"""What ``/proc`` tells of a process in one read, and what tells it from a later one with the same pid."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from fleetui.model.identities import ProcessId

TICKS = os.sysconf("SC_CLK_TCK")
MANY = 2000
"""From how many new pids on the whole table is read at less cost."""
_ENDED = 49
_GROUP, _SESSION, _IN_FRONT = 2, 3, 5
"""Its process group and session, and the group that its terminal reads for."""
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Stat(NamedTuple):
    """One process, now."""

    pid: int
    parent: int
    started: int
    """Clock ticks since boot."""
    state: str
    name: str
    cpu_ticks: int
    rss: int
    """Bytes."""
    ended: int
    """Wait status of a zombie."""
    in_front: bool
    """False where its terminal gives its input to others; true, too, for one without a terminal of its own."""
    session: int = 0
    """The process that began its session; whoever began another never comes back to this one."""

    @property
    def id(self) -> ProcessId:
        """The process, told apart from a later one with the same pid."""
        return ProcessId(self.pid, self.started)

    @property
    def lives(self) -> bool:
        """False for a zombie: it runs nothing any more."""
        return self.state not in ("Z", "X", "x")


def stat(pid: int) -> Stat | None:
    """The process with this pid; ``None`` when there is none."""
    try:
        descriptor = os.open(f"/proc/{pid}/stat", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        text = os.read(descriptor, 4096)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    # the name stands in parentheses and may hold spaces and parentheses itself
    begin, end = text.find(b"("), text.rfind(b")")
    fields = text[end + 1 :].split()
    name = text[begin + 1 : end].decode("utf-8", "replace")
    cpu, rss = int(fields[11]) + int(fields[12]), max(0, int(fields[21])) * _PAGE
    ended = int(fields[_ENDED]) if len(fields) > _ENDED else 0
    group, state = int(fields[_IN_FRONT]), fields[0].decode("ascii", "replace")
    in_front = group <= 0 or group == int(fields[_GROUP])
    return Stat(
        pid, int(fields[1]), int(fields[19]), state, name, cpu, rss, ended, in_front, int(fields[_SESSION])
    )


class ProcessTable(dict[int, Stat]):
    """Processes by pid, as one pass found them; never changed afterwards."""

    @cached_property
    def children(self) -> Mapping[int, Sequence[int]]:
        """Pids by parent."""
        found: dict[int, list[int]] = {}
        for process in self.values():
            found.setdefault(process.parent, []).append(process.pid)
        return found


def table() -> ProcessTable:
    """Every process by pid, in one pass."""
    found = (stat(int(entry)) for entry in os.listdir("/proc") if entry.isdigit())  # noqa: PTH208 - once a second, hundreds
    return ProcessTable((process.pid, process) for process in found if process)


def newest_pid() -> int:
    """The pid that was given last to any process or thread of this machine; 0 where that is not told."""
    try:
        with open("/proc/loadavg", "rb") as file:  # noqa: PTH123 - hundreds of these
            return int(file.read(256).split()[-1])
    except (OSError, ValueError, IndexError):
        return 0


def started_between(earlier: int, later: int) -> ProcessTable:
    """Those that were started after ``newest_pid`` was ``earlier`` and until it was ``later``, and are there still.

    Every process where the numbers began anew meanwhile, or too many were given.
    """
    if not 0 < later - earlier < MANY:
        return table()
    found = (stat(pid) for pid in range(earlier + 1, later + 1))
    return ProcessTable((process.pid, process) for process in found if process)


def start_ticks(pid: int) -> int:
    """When the process with this pid started; 0 when there is none."""
    found = stat(pid) if pid > 0 else None
    return found.started if found else 0


def exit_code(pid: int) -> int | None:
    """What a zombie ended with, 128 and more for a signal; ``None`` for everything else."""
    found = stat(pid) if pid > 0 else None
    if found is None or found.state != "Z":
        return None
    code = os.waitstatus_to_exitcode(found.ended)
    return code if code >= 0 else 128 - code


def identify(pid: int) -> ProcessId | None:
    """The process with this pid now; ``None`` when there is none."""
    found = stat(pid) if pid > 0 else None
    return found.id if found else None


def lives(process: ProcessId) -> bool:
    """True while exactly this process lives; a start of 0 stands for any."""
    found = stat(process.pid) if process.pid > 0 else None
    return found is not None and found.lives and process.started in (0, found.started)


def reads(process: ProcessId) -> bool:
    """True while exactly this process lives and is in front of its terminal."""
    found = stat(process.pid)
    return found is not None and found.id == process and found.lives and found.in_front


def exists(pid: int) -> bool:
    """True while a living process has this pid."""
    return lives(ProcessId(pid, 0))
