"""What the figures are measured against: raw captures, a process per look, and writers nobody watches."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.cpu import clock_s, memory_mb, rates, tree
from benchmarks.dashboard import ROOT, environment
from benchmarks.servers import AgentServer


def raw_capture_ms(server: AgentServer, name: str, captures: int = 150, rounds: int = 5) -> float:
    """Server CPU of one ``capture-pane -e`` of a pane: the least anyone can pay. Best of some rounds."""
    one = ["capture-pane", "-e", "-b", "raw", "-t", server.panes[name].pane]
    many = [word for _ in range(captures) for word in (*one, ";")][:-1]
    best = float("inf")
    for _ in range(rounds):
        before = clock_s(server.pid)
        server.run(*many)
        best = min(best, (clock_s(server.pid) - before) * 1000 / captures)
    server.run("delete-buffer", "-b", "raw")
    return best


def list_panes_percent(server: AgentServer, seconds: float, rate: float = 4.0) -> float:
    """Percent of a core of one ``tmux list-panes`` process started at ``rate``, server included."""
    idle = rates(0, server.pid, seconds / 2).server
    before_server, before = clock_s(server.pid), _children_s()
    begin, count = time.monotonic(), 0
    while time.monotonic() < begin + seconds:
        server.run("list-panes", "-a", "-F", "#{pane_id} #{window_activity}")
        count += 1
        time.sleep(max(0.0, begin + count / rate - time.monotonic()))
    span = time.monotonic() - begin
    used = _children_s() - before + clock_s(server.pid) - before_server
    return 100 * used / span - idle


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def observed(server: AgentServer, seconds: float, rate: float = 4.0) -> tuple[float, float, float]:
    """CPU ms per changed frame of observation alone: by its process and added to the server; frames per second."""
    alone = rates(0, server.pid, seconds).server
    argv = [sys.executable, "-m", "benchmarks.observer", server.socket, str(rate), str(seconds + 4)]
    watcher = subprocess.Popen(
        argv, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment(server.folder)
    )
    time.sleep(2.0)
    used = rates(watcher.pid, server.pid, seconds)
    said, _ = watcher.communicate(timeout=30)
    frames_per_s = int(said) / (seconds + 4)
    per_frame = 10 / frames_per_s if frames_per_s else 0.0
    return used.app * per_frame, (used.server - alone) * per_frame, frames_per_s


def server_growth_mb(server: AgentServer, captures: int) -> float:
    """How much the tmux server's memory grows over so many captures, after a first round that warms it."""
    argv = [sys.executable, "-m", "benchmarks.observer", server.socket, "all"]
    env = environment(server.folder)
    for amount in (2000, captures):
        before = memory_mb([server.pid])[0]
        subprocess.run([*argv, str(amount)], cwd=ROOT, check=True, capture_output=True, timeout=600, env=env)
    return memory_mb([server.pid])[0] - before


class Writers:
    """Panes that write as fast as they can, to see whether watching them slows them down."""

    def __init__(self, server: AgentServer, folder: Path, count: int = 4) -> None:
        self.server = server
        self.names = [f"w{number}" for number in range(count)]
        self.notes = [folder / f"written-{name}" for name in self.names]
        for name, notes in zip(self.names, self.notes, strict=True):
            server.add(name, (*server.program, "writer", str(notes)))

    def rate_mb_s(self, seconds: float) -> float:
        """MiB per second that all of them together get rid of."""
        before, at = self._written(), time.monotonic()
        time.sleep(seconds)
        return (self._written() - before) / (time.monotonic() - at) / 2**20

    def close(self) -> None:
        for name in self.names:
            self.server.remove(name)

    def _written(self) -> int:
        return sum(int(notes.read_text() or 0) for notes in self.notes if notes.exists())


def stopped(root: int) -> list[int]:
    """Stop a whole process tree; the pids to continue."""
    pids = tree(root)
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    return pids


def continued(pids: list[int]) -> None:
    """Let a stopped tree go on."""
    for pid in pids:
        os.kill(pid, signal.SIGCONT)
