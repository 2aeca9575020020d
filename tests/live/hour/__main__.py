"""``python -m tests.live.hour [--minutes 60] [--seed N] [--out FOLDER] [--dashboard]``

Adopts Claude Code and Codex agents from a user's tmux, lets them work as a seeded script says, and holds every phase,
context figure and follow-up against what was so. Ends with 1 when a wrong phase stood longer than 3 s.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.live.hour.desk import PLACES
from tests.live.hour.play import Hour, load
from tests.live.hour.report import report


def main(
    minutes: float,
    seed: int = 1,
    out: Path | None = None,
    names: Sequence[str] = (),
    *,
    dashboard: bool = False,
) -> int:
    """Play and tell."""
    out = out or Path(tempfile.mkdtemp(prefix="hour-"))
    places = [place for place in PLACES if not names or place.name in names]
    print(f"screens that seem wrong are kept in {out}; {load()}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # what was started must end with this, too
    begin = time.monotonic()
    with Hour(out, seed, places, dashboard=dashboard) as hour:
        try:
            hour.play(60 * minutes, lambda text: print(text, flush=True))
        except (KeyboardInterrupt, SystemExit):
            hour.watch.stop()  # what was seen until then is told
        return report(hour, out, time.monotonic() - begin)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--dashboard", action="store_true", help="a dashboard is the engine")
    chosen = parser.parse_args()
    raise SystemExit(main(chosen.minutes, chosen.seed, chosen.out, chosen.only, dashboard=chosen.dashboard))
