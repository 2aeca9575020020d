"""How long after a key, or after an agent's output, the screen shows it."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.screen import Cell, Screen
from benchmarks.terminal import Terminal

SETTLE_S = 1.0
"""How long a repaint may take before its cells are compared."""
Cells = dict[tuple[int, int], Cell]


@dataclass(frozen=True)
class Latency:
    """Milliseconds."""

    median: float
    p95: float
    p99: float
    longest: float
    count: int
    missed: int = 0


def summary(times_ms: list[float], missed: int = 0) -> Latency:
    """Percentiles of some times."""
    ordered = sorted(times_ms)

    def at(share: float) -> float:
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]

    return Latency(statistics.median(ordered), at(0.95), at(0.99), ordered[-1], len(ordered), missed)


class NoMarks(Exception):
    """Two keys that should move the focus to and fro change nothing that can be told from the agents' output."""


def key_latency(
    terminal: Terminal,
    there: str,
    back: str,
    count: int,
    seed: int = 1,
    before: Callable[[], None] = lambda: None,
) -> Latency:
    """From a key that moves the focus to its repaint, over ``count`` keys at random moments after ``before``."""
    chance = random.Random(seed)
    marks = find_marks(terminal, there, back)
    before()
    times, missed = [], 0
    for number in range(count):
        terminal.settle(chance.uniform(0.06, 0.32))
        key, wanted = (there, marks[1]) if number % 2 == 0 else (back, marks[0])
        typed = terminal.type(key)
        shown = terminal.wait(lambda screen, wanted=wanted: shows(screen, wanted), 3.0)
        if shown is None:
            missed += 1
        else:
            times.append(max(0.0, (shown - typed) / 1e6))
    if not times:
        raise NoMarks("no key was answered")
    return summary(times, missed)


def find_marks(terminal: Terminal, there: str, back: str, rounds: int = 5) -> tuple[Cells, Cells]:
    """The cells that are always one thing before the key and always another after it."""
    befores, afters = [], []
    terminal.settle(SETTLE_S)
    for _ in range(rounds):
        befores.append(snapshot(terminal.screen))
        terminal.type(there)
        terminal.settle(SETTLE_S)
        afters.append(snapshot(terminal.screen))
        terminal.type(back)
        terminal.settle(SETTLE_S)
    before, after = constant(befores), constant(afters)
    places = [place for place in before if place in after and before[place] != after[place]]
    if not places:
        raise NoMarks(f"{there!r} and {back!r} change nothing of their own")
    return {place: before[place] for place in places}, {place: after[place] for place in places}


def snapshot(screen: Screen) -> Cells:
    return {(y, x): cell for y, row in enumerate(screen.rows) for x, cell in enumerate(row)}


def constant(snapshots: list[Cells]) -> Cells:
    first, *others = snapshots
    return {place: cell for place, cell in first.items() if all(other[place] == cell for other in others)}


def shows(screen: Screen, wanted: Cells) -> bool:
    """True when nine in ten of the cells are as wanted: an agent's own change may touch some of the others."""
    right = sum(screen.rows[y][x] == cell for (y, x), cell in wanted.items())
    return right >= 0.9 * len(wanted)


def output_latency(terminal: Terminal, notes: Path, seconds: float) -> Latency:
    """From a marker's write in its pane to the bytes that show it leaving the dashboard."""
    terminal.draw()
    first = len(terminal.chunks)
    begin = time.monotonic_ns()
    terminal.settle(seconds)
    written = [line.split() for line in notes.read_text().splitlines()]
    chunks = terminal.chunks[first:]
    times, missed = [], 0
    for number, at in ((int(n), int(t)) for n, t in written):
        if at < begin or at > begin + (seconds - 1) * 1e9:
            continue
        token = f"mk{number:06d}z".encode()
        shown = next((chunk.at for chunk in chunks if token in chunk.data), None)
        if shown is None:
            missed += 1
        else:
            times.append((shown - at) / 1e6)
    if not times:
        raise NoMarks("the marker's pane was never drawn")
    return summary(times, missed)
