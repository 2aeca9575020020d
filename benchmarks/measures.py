"""The measurements, part by part; each brings the fleet into the shape it needs and leaves it quiet."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from benchmarks.bench import Bench
from benchmarks.cpu import Rates, memory_mb, rates, tree
from benchmarks.dashboard import dashboard, naive
from benchmarks.delivery import delivery
from benchmarks.journal import long_report
from benchmarks.latency import Latency, key_latency, output_latency
from benchmarks.micro import micro
from benchmarks.relay import relay
from benchmarks.terminal import Terminal
from benchmarks.yardsticks import (
    Writers,
    continued,
    list_panes_percent,
    observed,
    raw_capture_ms,
    server_growth_mb,
    stopped,
)

RATE = 4.0
THERE, BACK = "\x1b[C", "\x1b[D"
"""Right and left: the focus moves to the next tile and back."""


def yardstick(bench: Bench) -> None:
    """What one look costs by a process of its own, and what one raw capture costs."""
    per_process = list_panes_percent(bench.server, bench.scale.seconds)
    bench.kept["list-panes"] = per_process
    bench.report.add("", "tmux list-panes as a process at 4 Hz, 18 panes", per_process, "%")
    bench.kept["raw"] = raw_capture_ms(bench.server, "a00")
    bench.report.add("", "server CPU of one raw capture-pane -e, 100x50", bench.kept["raw"], "ms")


def idle(bench: Bench) -> None:
    """18 agents at rest."""
    used = bench.cost(18, 0)
    total = used.app + max(0.0, used.server)
    bench.kept["idle app"], bench.kept["idle total"] = used.app, total
    add = bench.report.add
    add("G3", "18 idle: whole program and what tmux adds", total, "%", aim=0.5, note=parts(used))
    if "list-panes" in bench.kept:
        add("G3", "18 idle / list-panes process at 4 Hz", total / bench.kept["list-panes"], "x", aim=0.5)
    add("", "18 idle: memory (RSS)", bench.memory[0], "MiB", aim=70, note=f"PSS {bench.memory[1]:.0f}")
    add("", "start to the first full grid, 18 agents", bench.kept["start 18/0"], "s", aim=1.2)


def busy(bench: Bench) -> None:
    """18 agents, 4 of them working."""
    used = bench.cost(18, 4)
    total = used.app + max(0.0, used.server)
    bench.kept |= {"busy app": used.app, "busy total": total}
    add = bench.report.add
    add("", "18 with 4 busy: whole program and what tmux adds", total, "%", aim=3, note=parts(used))
    add("", "18 with 4 busy: memory (RSS)", bench.memory[0], "MiB", note=f"PSS {bench.memory[1]:.0f}")
    if "raw" in bench.kept and "idle total" in bench.kept:
        per_frame = (total - bench.kept["idle total"]) * 10 / (4 * RATE)
        add("G2", "cost of a changed pane, drawn / raw capture", per_frame / bench.kept["raw"], "x", aim=4)


def observe(bench: Bench) -> None:
    """Observation alone, without engine and screen."""
    bench.server.busy(18)
    time.sleep(1.0)
    python, added, frames = observed(bench.server, bench.scale.seconds)
    note = f"process {python:.2f} + server {added:.2f} ms, {frames:.0f} frames/s"
    raw = bench.kept.get("raw") or raw_capture_ms(bench.server, "a00")
    text = "observation of a changed pane / raw capture"
    bench.report.add("G1", text, (python + added) / raw, "x", aim=1.4, note=note)


def crowded(bench: Bench) -> None:
    """18 agents, all of them working."""
    bench.names(18)
    bench.server.busy(18)
    with bench.fleet(18, 18) as terminal:
        used = rates(terminal.pid, bench.server.pid, bench.scale.seconds)
        rss, pss = memory_mb(tree(terminal.pid))
    bench.report.add("", "18 with 18 busy: memory (RSS)", rss, "MiB", aim=75, note=f"PSS {pss:.0f}")
    bench.report.add("", "18 with 18 busy: the program alone", used.app, "%")


def scaling(bench: Bench) -> None:
    """The cost follows what changed, not how many agents there are."""
    if "busy total" not in bench.kept:
        busy(bench)
    for count, aim in ((64, 1.7), (bench.scale.many, 2.7)):
        if count:
            used = bench.cost(count, 4)
            total = used.app + max(0.0, used.server)
            text = f"{count} with 4 busy / 18 with 4 busy"
            note = f"{total:.2f} %: {parts(used)}"
            bench.report.add("G4", text, total / bench.kept["busy total"], "x", aim=aim, note=note)
    if bench.scale.many:
        if "idle total" not in bench.kept:
            idle(bench)
        used = bench.cost(bench.scale.many, 0)
        total = used.app + max(0.0, used.server)
        text, note = f"{bench.scale.many} idle / 18 idle", f"{total:.2f} %: {parts(used)}"
        bench.report.add("G3", text, total / bench.kept["idle total"], "x", aim=2, note=note)


def against_naive(bench: Bench) -> None:
    """The same picture by libtmux on all panes and Static(Text.from_ansi)."""
    if "busy app" not in bench.kept:
        busy(bench)
    bench.server.busy(4)
    with naive(bench.server, bench.scratch, RATE) as terminal:
        terminal.settle(bench.scale.warm_s)
        used = rates(terminal.pid, bench.server.pid, bench.scale.seconds)
    ratio = bench.kept["busy app"] / used.app
    bench.report.add(
        "G5", "18 with 4 busy: app / naive build", ratio, "x", aim=0.0833, note=f"naive {used.app:.0f} %"
    )


def keys(bench: Bench) -> None:
    """Key to repaint, with nothing changing and with every tile changing."""
    quiet = _keys(bench, 64, 0)
    full = _keys(bench, 64, 64)
    add = bench.report.add
    add("G6", "key to repaint, 64 tiles at rest: median", quiet.median, "ms", note=tail(quiet))
    add("G6", "key to repaint, 64 tiles changing: median", full.median, "ms", note=tail(full))
    add("G6", "key to repaint, 64 changing: p99", full.p99, "ms", aim=100)
    add("G6", "median, 64 changing / at rest", full.median / quiet.median, "x", aim=2)
    add("G6", "p99, 64 changing / at rest", full.p99 / quiet.p99, "x")


def _keys(bench: Bench, count: int, working: int) -> Latency:
    with bench.fleet(count, working) as terminal:
        return key_latency(terminal, THERE, BACK, bench.scale.keys)


def output(bench: Bench) -> None:
    """A write in a pane to the bytes that show it, in a tile and in the screen of one agent."""
    names = bench.names(18)[:17]
    tile = _output(bench, [names[0], "mark", *names[1:]])
    add, period = bench.report.add, 1000 / RATE
    add("G7", "output to screen / tick: median", tile.median / period, "x", aim=0.6, note=shown(tile))
    add("G7", "output to screen / tick: p95", tile.p95 / period, "x", aim=1.2)
    focused = _output(bench, ["mark", *names], keys="\r")
    add("G7", "output of an agent shown alone to screen: median", focused.median, "ms", note=shown(focused))
    add("G7", "output of an agent shown alone to screen: p95", focused.p95, "ms", aim=150)


def _output(bench: Bench, order: list[str], keys: str = "") -> Latency:
    notes = bench.scratch / f"marker-{time.monotonic_ns()}"
    bench.server.add("mark", (*bench.server.program, "marker", str(notes)), bench.trees[0])
    bench.server.busy(4)
    try:
        with dashboard(bench.server, order, bench.scratch) as (terminal, _):
            terminal.type(keys)
            terminal.settle(bench.scale.warm_s)
            return output_latency(terminal, notes, max(10.0, bench.scale.seconds))
    finally:
        bench.server.remove("mark")


def flood(bench: Bench) -> None:
    """A pane that prints as fast as it can does not hold up the other tiles."""
    names = bench.names(18)[:16]
    writers = Writers(bench.server, bench.scratch, 1)
    try:
        found = _output(bench, [names[0], "mark", *names[1:], *writers.names])
    finally:
        writers.close()
    text, note = "a pane floods: another's output to screen / tick: p95", shown(found)
    bench.report.add("", text, found.p95 * RATE / 1000, "x", aim=1.2, note=note)


def link(bench: Bench) -> None:
    """What a slow line carries: bytes from the dashboard to its terminal, counted outside of it."""
    for working, aim in ((4, None), (18, 25.0)):
        with bench.fleet(18, working) as terminal:
            per_s, most = sent(terminal, bench.scale.seconds)
        note = f"at most {most:.0f} KB in one second"
        text = f"18 with {working} busy: bytes to the terminal per second"
        bench.report.add("link", text, per_s, "KB", aim=aim, note=note)


def sent(terminal: Terminal, seconds: float) -> tuple[float, float]:
    """KB per second that a program writes to its terminal: on average, and in its fullest second."""
    first, begin = len(terminal.chunks), time.monotonic_ns()
    time.sleep(seconds)
    per_second: dict[int, int] = {}
    for chunk in terminal.chunks[first:]:
        second = (chunk.at - begin) // 10**9
        per_second[second] = per_second.get(second, 0) + len(chunk.data)
    return sum(per_second.values()) / 1000 / seconds, max(per_second.values(), default=0) / 1000


def harm(bench: Bench) -> None:
    """A dashboard that is stopped must not slow the agents down."""
    writers = Writers(bench.server, bench.scratch)
    try:
        time.sleep(1.0)
        before = writers.rate_mb_s(bench.scale.stop_s / 2)
        with dashboard(bench.server, [*bench.names(18)[:14], *writers.names], bench.scratch) as (terminal, _):
            terminal.settle(2.0)
            pids = stopped(terminal.pid)
            try:
                watched = writers.rate_mb_s(bench.scale.stop_s)
            finally:
                continued(pids)
        after = writers.rate_mb_s(bench.scale.stop_s / 2)
    finally:
        writers.close()
    alone = (before + after) / 2
    note = f"{watched:.1f} MiB/s, alone {before:.1f} before and {after:.1f} after"
    bench.report.add(
        "G8",
        "4 fast writers, fleetui stopped / without it",
        watched / alone,
        "x",
        aim=0.97,
        least=True,
        note=note,
    )


def growth(bench: Bench) -> None:
    """Memory of the server after many captures, and of the program after many changed tiles."""
    grown = server_growth_mb(bench.server, bench.scale.captures)
    bench.report.add("G9", f"tmux server after {bench.scale.captures} captures: growth", grown, "MiB", aim=1)
    with bench.fleet(64, 64) as terminal:
        tiles = bench.scale.tiles
        terminal.settle(2 * bench.scale.warm_s)
        before = memory_mb([terminal.pid])[0]
        terminal.settle(tiles / (64 * RATE))
        grown = memory_mb([terminal.pid])[0] - before
    bench.report.add(
        "G9",
        f"program after {tiles} changed tiles: growth",
        grown,
        "MiB",
        aim=5,
        note="its caches fill first",
    )


def loop(bench: Bench) -> None:
    """The longest time the event loop did not look for input."""
    file = bench.scratch / "gaps"
    names = bench.names(18)
    bench.server.busy(4)
    through = ("-m", "benchmarks.loopgap", str(file))
    with dashboard(bench.server, names, bench.scratch, through=through) as (terminal, _):
        terminal.settle(7.0 + bench.scale.seconds)
        gaps = json.loads(file.read_text())
    longest, *others = gaps["after"]
    note = "then " + ", ".join(f"{gap:.0f}" for gap in others[:3])
    bench.report.add("G10", "event loop: longest busy time, 18 with 4 busy", longest, "ms", aim=25, note=note)
    bench.report.add("", "event loop: longest busy time while starting", gaps["start"][0], "ms")


def small(bench: Bench) -> None:
    """Parse and reading on their own."""
    bench.server.busy(1)
    time.sleep(1.5)
    micro(bench.report, bench.server, "a00")


def parts(used: Rates) -> str:
    """Where the time went."""
    shares = f"self {used.own:.2f}, children {used.others:.2f}, tmux {used.server:+.2f} %"
    return f"{shares}, faults of ended children {used.faults_per_s:.0f}/s"


def shown(found: Latency) -> str:
    """How many looks a latency stands for."""
    return f"{found.median:.0f} ms of {found.count}, {found.missed} not shown"


def tail(found: Latency) -> str:
    """The far end of a distribution."""
    return f"p99 {found.p99:.0f}, longest {found.longest:.0f} of {found.count}, {found.missed} not answered"


def journal(bench: Bench) -> None:
    """A long journal, counted."""
    long_report(bench.report, bench.scratch)


PARTS: dict[str, Callable[[Bench], None]] = {
    "yardstick": yardstick,
    "idle": idle,
    "busy": busy,
    "observe": observe,
    "crowded": crowded,
    "naive": against_naive,
    "output": output,
    "link": link,
    "keys": keys,
    "delivery": delivery,
    "loop": loop,
    "flood": flood,
    "harm": harm,
    "growth": growth,
    "relay": relay,
    "scaling": scaling,
    "micro": small,
    "journal": journal,
}
