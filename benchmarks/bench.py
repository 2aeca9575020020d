"""One run of measurements: its fleet of panes, and what a fleet costs."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.cpu import Rates, memory_mb, rates, tree
from benchmarks.dashboard import NotStarted, dashboard
from benchmarks.goals import Report
from benchmarks.latency import NoMarks
from benchmarks.servers import AgentServer
from benchmarks.terminal import Terminal


@dataclass(frozen=True)
class Scale:
    """How long to look."""

    seconds: float
    warm_s: float
    keys: int
    captures: int
    stop_s: float
    many: int
    """Panes that are observed at once in the largest fleet; 0 leaves it out."""
    tiles: int
    """Changed tiles over which the program's memory must not grow."""


QUICK = Scale(seconds=5, warm_s=3, keys=30, captures=20_000, stop_s=3, many=0, tiles=2_000)
FULL = Scale(seconds=30, warm_s=10, keys=200, captures=20_000, stop_s=30, many=256, tiles=20_000)


class Bench:
    """One run. Figures that later parts need are kept under their names."""

    def __init__(self, report: Report, scratch: Path, scale: Scale) -> None:
        self.report, self.scratch, self.scale = report, scratch, scale
        self.kept: dict[str, float] = {}
        self.server = AgentServer(scratch)
        self.trees: list[Path] = []

    def run(self, parts: Mapping[str, Callable[[Bench], None]]) -> None:
        """The parts in order; one that cannot be measured does not end the others."""
        try:
            self.prepare()
            for part, measure in parts.items():
                try:
                    measure(self)
                except (NotStarted, NoMarks, subprocess.SubprocessError, OSError) as error:
                    self.report.failures.append(f"{part}: {error}")
                self.server.busy(0)
        finally:
            self.server.close()

    def prepare(self) -> None:
        """A repository, its worktrees, and quiet agents in them."""
        self.trees = worktrees(self.scratch / "repo", 18)
        self.server.fill(18, self.trees)

    def names(self, count: int) -> list[str]:
        """The first agents; more are started where they are missing."""
        self.server.fill(count, self.trees)
        return [f"a{number:02d}" for number in range(count)]

    @contextmanager
    def fleet(self, count: int, busy: int) -> Iterator[Terminal]:
        """The dashboard on so many agents, warm."""
        names = self.names(count)
        self.server.busy(busy)
        with dashboard(self.server, names, self.scratch) as (terminal, start):
            self.kept[f"start {count}/{busy}"] = start
            terminal.settle(self.scale.warm_s)
            yield terminal

    def cost(self, count: int, busy: int) -> Rates:
        """Percent of a core for a fleet; the server's part is what it uses more than without fleetui."""
        self.names(count)
        self.server.busy(busy)
        time.sleep(1.0)
        alone = rates(0, self.server.pid, self.scale.seconds).server
        with self.fleet(count, busy) as terminal:
            used = rates(terminal.pid, self.server.pid, self.scale.seconds)
            self.memory = memory_mb(tree(terminal.pid))
            self.drawn = frames_drawn(terminal, self.scale.seconds / 2)
        return Rates(used.own, used.others, used.server - alone, used.faults_per_s)


def worktrees(repository: Path, count: int) -> list[Path]:
    """A small repository with a worktree for each agent."""

    def git(*args: str) -> None:
        plain = ["-c", "user.name=bench", "-c", "user.email=bench@localhost", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *plain, *args], cwd=repository, check=True, capture_output=True, timeout=30)

    repository.mkdir()
    git("init", "-q")
    for number in range(40):
        (repository / f"file{number}.txt").write_text(f"line {number}\n" * 50)
    git("add", "-A")
    git("commit", "-q", "-m", "begin")
    folders = []
    for number in range(count):
        folders.append(repository.parent / f"tree{number:02d}")
        git("worktree", "add", "-q", "--no-track", "-b", f"agent/a{number:02d}", str(folders[-1]))
    return folders


def frames_drawn(terminal: Terminal, seconds: float) -> float:
    """Times per second that something was written to the terminal."""
    before = len(terminal.chunks)
    time.sleep(seconds)
    return (len(terminal.chunks) - before) / seconds
