"""A long run: memory, descriptors, threads and children must not grow with time."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.cpu import memory_mb, tree
from benchmarks.goals import Report

EVERY_S = 5.0
WARM_S = 60.0
"""Caches fill first."""
AGENTS, BUSY = 18, 4


@dataclass(frozen=True)
class Sample:
    """One look from outside."""

    rss_mb: float
    server_mb: float
    descriptors: int
    threads: int
    children: int


def soak(report: Report, bench: Bench, minutes: float) -> None:
    """Watch a fleet of which some work, and compare the last third of the time with the first."""
    samples: list[Sample] = []
    try:
        bench.prepare()
        with bench.fleet(AGENTS, BUSY) as terminal:
            terminal.settle(min(WARM_S, 20 * minutes))
            end = time.monotonic() + 60 * minutes
            while time.monotonic() < end and terminal.alive:
                samples.append(look(terminal.pid, bench.server.pid))
                terminal.forget()
                time.sleep(EVERY_S)
            if not terminal.alive:
                report.failures.append("soak: the program ended")
    finally:
        bench.server.close()
    tell(report, samples)


def look(pid: int, server: int) -> Sample:
    """What a process holds now."""
    status = Path(f"/proc/{pid}")
    return Sample(
        memory_mb([pid])[0],
        memory_mb([server])[0],
        len(list((status / "fd").iterdir())),
        len(list((status / "task").iterdir())),
        len(tree(pid)) - 1,
    )


def tell(report: Report, samples: list[Sample]) -> None:
    """Ratios of the last third to the first."""
    third = len(samples) // 3
    if not third:
        report.failures.append("soak: too short to compare anything; ask for more minutes")
        return
    for field, words, aim in (
        ("rss_mb", "memory of the program", 1.05),
        ("server_mb", "memory of the tmux server", 1.05),
        ("descriptors", "open descriptors", 1.05),
        ("threads", "threads", 1.1),
        ("children", "children", 1.5),
    ):
        first = statistics.mean(getattr(sample, field) for sample in samples[:third])
        last = statistics.mean(getattr(sample, field) for sample in samples[-third:])
        ratio = (last or 1.0) / (first or 1.0)
        note = f"{first:.1f}, then {last:.1f}"
        report.add("soak", f"{words}: last third / first", ratio, "x", aim=aim, note=note)
