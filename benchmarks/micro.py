"""Small parts on their own: parsing a capture, reading it by a profile."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from statistics import median

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
    from fleetui.agents.screen.reading import read
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
    readings(report)
    differences(report)


def differences(report: Report) -> None:
    """Opening a difference of 5,000 changed lines: read, laid out, and its first screen with words and colours."""
    from fleetui.model.difference.reading import read_difference
    from fleetui.ui.diff.contents import Contents
    from fleetui.ui.diff.folding import Folds
    from fleetui.ui.diff.layout import rows_of
    from fleetui.ui.diff.painter import Painter
    from fleetui.ui.draw.labels.signs import glyph
    from fleetui.ui.draw.palette import FLEET_DARK
    from fleetui.ui.draw.strips import Ink

    text = "".join(
        f"diff --git a/m{n}.py b/m{n}.py\n--- a/m{n}.py\n+++ b/m{n}.py\n@@ -1,50 +1,50 @@\n"
        + "".join(f"-    return value_{k} * 2\n+    return value_{k} * 3  # with tax\n" for k in range(50))
        for n in range(50)
    )

    def opened(*, side_by_side: bool) -> None:
        contents = Contents(read_difference(text))
        painter = Painter(contents, Folds(), Ink(FLEET_DARK), lambda name: glyph(name, "unicode"))
        painter.side_by_side = side_by_side
        rows = rows_of(contents.difference, lambda _: False, contents.faces, side_by_side=side_by_side)
        for one in rows[:40]:
            painter.strip(one, 120, chosen=False)

    for side_by_side, layout in ((False, "unified"), (True, "side by side")):
        cost = best_us(partial(opened, side_by_side=side_by_side), rounds=3, times=3)
        report.add("micro", f"5,000 changed lines opened, {layout}", cost / 1000, "ms", aim=50)


def readings(report: Report) -> None:
    """Reading the captured screens of each real agent, beside parsing them with nothing cached."""
    from fleetui.agents.load import load_profiles
    from fleetui.agents.screen.reading import read
    from fleetui.model.screen import LineCache
    from tests.agents.screen.test_captures import PAIRS, capture

    costs: dict[str, list[tuple[float, float]]] = {}
    for path in PAIRS:
        facts, frame = capture(path)
        name, raw = str(facts["profile"]), path.with_suffix(".screen").read_text("utf-8")
        own = best_us(partial(read, load_profiles()[name], frame), rounds=3, times=5)
        parse = best_us(lambda raw=raw: LineCache().lines(raw), rounds=3, times=2)
        costs.setdefault(name, []).append((own, parse))
    for name, pairs in sorted(costs.items()):
        own, parse = (median(both[place] for both in pairs) for place in (0, 1))
        note = f"{own / parse:.2f} x one parse, longest {max(pairs)[0]:.0f}"
        report.add("micro", f"reading {name}, median of {len(pairs)} captures", own, "us", aim=100, note=note)
