"""``python -m benchmarks [--quick] [--json FILE] [--only PART ...] [--soak MIN] [--hour MIN]``

Measures, and prints goal, figure, aim, ok or short.

Absolute figures belong to the machine they were taken on; the ratios are what the goals are about.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import tempfile
import time
from pathlib import Path

from benchmarks.bench import FULL, QUICK, Bench
from benchmarks.goals import HEAD, Report
from benchmarks.measures import PARTS
from benchmarks.soak import soak
from tests.live.hour.__main__ import main as hour


def main() -> int:
    """Run the chosen parts; 0 unless something could not be measured at all."""
    parser = argparse.ArgumentParser(prog="fleet bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="about two minutes, rougher figures")
    parser.add_argument("--json", metavar="FILE", help="also write the figures there; - prints them")
    parser.add_argument("--only", nargs="+", choices=sorted(PARTS), metavar="PART", help=", ".join(PARTS))
    parser.add_argument(
        "--soak", type=float, metavar="MIN", help="instead: does anything grow in so many minutes?"
    )
    parser.add_argument(
        "--hour", type=float, metavar="MIN", help="instead: real agents play so long; was every phase right?"
    )
    chosen = parser.parse_args()
    if chosen.hour:
        return hour(chosen.hour)
    report, begin = Report(), time.monotonic()
    scratch = Path(tempfile.mkdtemp(prefix="fleetui-bench-"))
    print(HEAD)
    try:
        bench = Bench(report, scratch, QUICK if chosen.quick else FULL)
        if chosen.soak:
            soak(report, bench, chosen.soak)
        else:
            bench.run({name: PARTS[name] for name in chosen.only or PARTS})
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    for failure in report.failures:
        print(f"not measured: {failure}")
    print(
        f"{time.monotonic() - begin:.0f} s; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores at the end"
    )
    if chosen.json:
        text = json.dumps(report.as_json(), indent=1)
        print(text) if chosen.json == "-" else Path(chosen.json).write_text(text + "\n")
    return 1 if report.failures else 0


if __name__ == "__main__":
    raise SystemExit(main())
