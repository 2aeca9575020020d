"""What a relay costs: a key's way in and out, output in a flood and at 1 MB/s, and its memory; with one and without."""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.cpu import clock_s
from benchmarks.goals import Report
from tests.ports.tmux.relay.panes import Pane, pane

FLOOD_MB = 50
ECHOES = "import os, tty\ntty.setraw(0)\nos.write(1, b'ready')\nwhile True:\n os.write(1, os.read(0, 64))"
FLOODS = f"import os\npiece = b'x' * 65535 + b'\\n'\nfor _ in range({FLOOD_MB} * 16):\n os.write(1, piece)"
STEADY = (
    "import os, time\nbegin = time.monotonic()\nfor number in range(100000):\n os.write(1, b'x' * 999 + b'\\n')\n"
    " time.sleep(max(0, begin + number / 1000 - time.monotonic()))"
)


def relay(bench: Bench) -> None:
    """A terminal held by this process, an agent on it, and a relay between them or none."""
    folder, add = bench.scratch / "relay", bench.report.add
    folder.mkdir()
    keys = {kind: _keys_ms(folder, bench.scale.keys, relayed=kind) for kind in (False, True)}
    add("", "a key there and back, without and with a relay, ratio", keys[True] / keys[False], "x")
    add("", "what a relay adds to it, median", keys[True] - keys[False], "ms", aim=1)
    floods = {kind: _flood_s(folder, relayed=kind) for kind in (False, True)}
    text = f"{FLOOD_MB} MB at once, with a relay against without"
    add("", text, floods[True] / floods[False], "x", note=f"{FLOOD_MB / floods[True]:.0f} MB/s with it")
    _steady(bench.report, folder, bench.scale.seconds)


def _keys_ms(folder: Path, count: int, *, relayed: bool) -> float:
    with pane(folder, sys.executable, "-c", ECHOES, relayed=relayed) as one:
        one.shows(b"ready")
        one.stop_reading()
        times = []
        for _ in range(count):
            time.sleep(0.005)
            begin = time.perf_counter()
            os.write(one.descriptor, b"k")
            os.read(one.descriptor, 64)
            times.append((time.perf_counter() - begin) * 1000)
        return statistics.median(times)


def _flood_s(folder: Path, *, relayed: bool) -> float:
    begin = time.perf_counter()
    with pane(folder, sys.executable, "-c", FLOODS, relayed=relayed) as one:
        one.ended(120)
        return time.perf_counter() - begin


def _steady(report: Report, folder: Path, seconds: float) -> None:
    with pane(folder, sys.executable, "-c", STEADY) as one:
        pid = _relay_of(one)
        time.sleep(1.0)
        before, at = clock_s(pid), time.monotonic()
        time.sleep(seconds)
        share = 100 * (clock_s(pid) - before) / (time.monotonic() - at)
        report.add("", "a relay's CPU time at 1 MB/s in pieces of 1 KB", share, "%", aim=2)
        status = Path(f"/proc/{pid}/status").read_text()
        resident = int(status.partition("VmRSS:")[2].split()[0]) / 1024
        pss = Path(f"/proc/{pid}/smaps_rollup").read_text().partition("Pss:")[2].split()[0]
        report.add("", "a relay's memory (RSS)", resident, "MiB", aim=12, note=f"PSS {int(pss) / 1024:.1f}")


def _relay_of(one: Pane) -> int:
    while (found := one.relay()) is None:
        time.sleep(0.02)
    return found.pid
