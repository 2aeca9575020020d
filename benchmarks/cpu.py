"""CPU time and memory of processes, to the nanosecond and from outside."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def clock_s(pid: int) -> float:
    """CPU seconds of a process, all threads that ever ran included; 0 once it is gone."""
    try:
        return time.clock_gettime_ns((~pid << 3) | 2) / 1e9
    except OSError:
        return 0.0


def _fields(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def ended_children_s(pid: int) -> float:
    """CPU seconds of children that ended and were waited for, to 10 ms."""
    fields = _fields(pid)
    return (int(fields[13]) + int(fields[14])) / TICK if fields else 0.0


def ended_children_faults(pid: int) -> int:
    """Page faults of children that ended: grows by some hundred with each process that was started."""
    fields = _fields(pid)
    return int(fields[8]) if fields else 0


def tree(pid: int) -> list[int]:
    """A process and everything below it."""
    found, waiting = [], [pid]
    while waiting:
        parent = waiting.pop()
        found.append(parent)
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


@dataclass(frozen=True)
class Usage:
    """CPU seconds so far."""

    own: float
    """The process itself."""
    others: float
    """Living children, and children that ended."""
    faults: int
    server: float
    """The tmux server beside it."""
    at: float


def usage(root: int, server: int) -> Usage:
    """What a process tree and a tmux server used so far."""
    children = tree(root)[1:] if root else []
    others = sum(clock_s(pid) + ended_children_s(pid) for pid in children)
    return Usage(
        own=clock_s(root) if root else 0.0,
        others=others + (ended_children_s(root) if root else 0.0),
        faults=ended_children_faults(root) if root else 0,
        server=clock_s(server),
        at=time.monotonic(),
    )


@dataclass(frozen=True)
class Rates:
    """Percent of one core over a while."""

    own: float
    others: float
    server: float
    faults_per_s: float

    @property
    def app(self) -> float:
        """The process and everything it started."""
        return self.own + self.others


def rates(root: int, server: int, seconds: float) -> Rates:
    """Percent of one core in the next ``seconds``."""
    before = usage(root, server)
    time.sleep(seconds)
    after = usage(root, server)
    span = after.at - before.at

    def percent(old: float, new: float) -> float:
        return 100 * (new - old) / span

    return Rates(
        percent(before.own, after.own),
        percent(before.others, after.others),
        percent(before.server, after.server),
        (after.faults - before.faults) / span,
    )


def memory_mb(pids: Iterable[int]) -> tuple[float, float]:
    """RSS and PSS in MiB of some processes together."""
    rss = pss = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        values = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
        rss += values["Rss"]
        pss += values["Pss"]
    return rss / 1024, pss / 1024
