"""Small parts on their own: parsing a capture, reading it by a profile."""

from __future__ import annotations

import time
from collections.abc import Callable

from benchmarks.goals import Report
from benchmarks.servers import AgentServer


def best_us(work: Callable[[], object], rounds: int = 7, times: int = 50) -> float:
    """Microseconds of CPU for one call, best of some rounds."""
    best = float("inf")
    for _ in range(rounds):
        begin = time.thread_time_ns()
        for _ in range(times):
            work()
        best = min(best, (time.thread_time_ns() - begin) / times / 1000)
    return best


def micro(report: Report, server: AgentServer, name: str) -> None:
    """SGR parse and profile reading of a real busy pane."""
    from rich.text import Text

    from fleetui.agents.load import load_profiles
    from fleetui.agents.read import read
    from fleetui.model.screen import LineCache, parse_frame

    pane = server.panes[name].pane
    first = server.run("capture-pane", "-ep", "-t", pane)
    time.sleep(0.5)
    second = server.run("capture-pane", "-ep", "-t", pane)
    warm = LineCache()
    warm.lines(first)
    warm.lines(second)
    report.add(
        "micro", "Text.from_ansi of one 100x50 screen", best_us(lambda: Text.from_ansi(first), times=5), "us"
    )
    report.add("micro", "own parse, nothing cached", best_us(lambda: LineCache().lines(first), times=5), "us")
    report.add("micro", "own parse, every line cached", best_us(lambda: warm.lines(first)), "us")
    profile = load_profiles()["claude"]

    def reading() -> object:
        frame = parse_frame(second, width=100, height=50, cursor=None, title="")
        return read(profile, frame)

    report.add("micro", "frame and reading by the claude profile", best_us(reading), "us")
