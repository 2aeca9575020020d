"""How soon follow-ups arrive: in one agent that becomes idle, and in 64 that do so in the same moment."""

from __future__ import annotations

import os
import signal
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.dashboard import NotStarted, dashboard
from benchmarks.latency import Latency, key_latency
from benchmarks.servers import AgentServer
from benchmarks.terminal import Terminal
from fleetui.model.events import EntryAdded, Event
from fleetui.ports.clock import wall

ALL = 64
ROUNDS = 8
"""Follow-ups in a row for one agent that is measured alone."""
LIMIT_S = 60.0
THERE, BACK = "\x1b[C", "\x1b[D"


@dataclass(frozen=True)
class Served:
    """Seconds after the last of the agents was idle."""

    submitted: float
    accepted: float
    count: int


class Takers:
    """Agents on a server of their own that take follow-ups; all of them work until they are told to rest."""

    def __init__(self, folder: Path, count: int, trees: list[Path]) -> None:
        folder.mkdir()
        (folder / "repo").symlink_to(folder.parent / "repo")
        self.server = AgentServer(folder)
        self.names = [f"t{number:02d}" for number in range(count)]
        self.notes = {name: folder / f"{name}.notes" for name in self.names}
        for number, name in enumerate(self.names):
            argv = (*self.server.program, "taker", str(number), str(self.notes[name]))
            self.server.add(name, argv, trees[number % len(trees)])

    def rest(self) -> None:
        """All become idle at once."""
        for pane in self.server.panes.values():
            os.kill(pane.pid, signal.SIGUSR2)

    def told(self, name: str, word: str) -> list[float]:
        """When one of them was idle, or took what stood in its composer (monotonic s)."""
        rows = (row.split() for row in self.notes[name].read_text().splitlines())
        return [int(row[1]) / 1e9 for row in rows if row[0] == word]

    def took(self) -> int:
        """How many follow-ups were submitted."""
        return sum(len(self.told(name, "took")) for name in self.names)


def delivery(bench: Bench) -> None:
    """One agent several times, then all at once with keys pressed meanwhile."""
    add = bench.report.add
    waits = _one_by_one(bench)
    note = f"longest {max(waits) * 1000:.0f} of {len(waits)}; idle counts after 1 s"
    add(
        "",
        "one agent idle to its follow-up submitted: median",
        statistics.median(waits) * 1000,
        "ms",
        note=note,
    )
    served, keys = _all_at_once(bench)
    text = f"{ALL} agents idle at once: the last follow-up"
    add("", f"{text} submitted", served.submitted, "s", aim=5, note=f"{served.count} submitted")
    add("", f"{text} confirmed", served.accepted, "s")
    note = f"median {keys.median:.0f} of {keys.count}, {keys.missed} not answered"
    add("", f"key to repaint while {ALL} are served: p99", keys.p99, "ms", aim=100, note=note)


def _one_by_one(bench: Bench) -> list[float]:
    with _fleet(bench, 1, ROUNDS) as (takers, terminal, _):
        takers.rest()
        _until(lambda: takers.took() == ROUNDS, terminal)
        name = takers.names[0]
        return [
            took - idle
            for idle, took in zip(takers.told(name, "idle"), takers.told(name, "took"), strict=False)
        ]


def _all_at_once(bench: Bench) -> tuple[Served, Latency]:
    with _fleet(bench, ALL, 1) as (takers, terminal, journal):
        keys = key_latency(terminal, THERE, BACK, bench.scale.keys // 4, before=takers.rest)
        _until(lambda: len(_times(journal, "delivery-accepted")) == ALL, terminal)
        idle = max(takers.told(name, "idle")[0] for name in takers.names)
        submitted = max(takers.told(name, "took")[0] for name in takers.names)
        accepted = max(_times(journal, "delivery-accepted")) - wall() + time.monotonic()
        return Served(submitted - idle, accepted - idle, takers.took()), keys


@contextmanager
def _fleet(bench: Bench, count: int, each: int) -> Iterator[tuple[Takers, Terminal, Path]]:
    """The dashboard on so many working agents with so many follow-ups each in their queues."""
    takers = Takers(bench.scratch / f"takers-{count}", count, bench.trees)
    texts = [
        (name, number, f"follow-up {number} for {name}: go on with the next lesson and say what you changed")
        for name in takers.names
        for number in range(each)
    ]
    queued: list[Event] = [EntryAdded(name, f"{name}-{number}", text) for name, number, text in texts]
    try:
        with dashboard(takers.server, takers.names, bench.scratch, queued=queued) as (terminal, _):
            terminal.settle(bench.scale.warm_s)
            yield takers, terminal, max(bench.scratch.glob("home-*")) / "state" / "journal.db"
    finally:
        takers.server.close()


def _until(done: Callable[[], bool], terminal: Terminal) -> None:
    limit = time.monotonic() + LIMIT_S
    while not done():
        if time.monotonic() > limit:
            raise NotStarted("the follow-ups were not delivered within a minute")
        terminal.settle(0.1)


def _times(journal: Path, kind: str) -> list[float]:
    """When records of a kind were written (seconds since the epoch)."""
    db = sqlite3.connect(f"{journal.as_uri()}?mode=ro", uri=True)
    try:
        return [at for (at,) in db.execute("SELECT at FROM records WHERE kind = ?", (kind,))]
    finally:
        db.close()
