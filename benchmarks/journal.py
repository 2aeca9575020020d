"""A long journal: what it costs to count a hundred thousand records."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from itertools import islice
from pathlib import Path
from random import Random

from benchmarks.goals import Report
from fleetui.config.paths import find_paths
from fleetui.ports.clock import wall
from fleetui.ports.journal.codec import Codec
from fleetui.ports.journal.store import JournalStore
from tests.support.figures import history

RECORDS = 100_000
_TIMES = 3


def long_journal(home: Path, records: int = RECORDS) -> dict[str, str]:
    """A journal of so many records of an invented fleet, without an owner; the environment in which it is found."""
    environment = {**os.environ, "FLEETUI_HOME": str(home)}
    path = find_paths(environment=environment).journal
    path.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
    path.touch(0o600)
    store, codec = JournalStore(path), Codec()
    store.prepare()
    told = islice(history(wall(), Random(7)), records)
    store.append([(at, codec.write(event)) for at, event in told])
    store.close()
    return environment


def long_report(report: Report, scratch: Path) -> None:
    """``fleetui report`` over all of it, from outside: CPU time of the whole command, least of three."""
    environment = long_journal(scratch / "long")
    argv = [sys.executable, "-m", "fleetui", "report", "--json"]
    best = min(_cpu_s(argv, environment) for _ in range(_TIMES))
    report.add("", f"fleetui report over {RECORDS:,} records, CPU time", best, "s", aim=2.0)
    usual = min(_cpu_s([*argv[:3], "keys", "--json"], environment) for _ in range(_TIMES))
    report.add("", "the same, without what any command takes to start", best - usual, "s")


def _cpu_s(argv: list[str], environment: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, env=environment, stdout=subprocess.DEVNULL, timeout=120, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
