"""Runs fleetui and notes how long its event loop was busy between two looks for input.

``python -m benchmarks.loopgap FILE [fleetui arguments]``; FILE gets, every second, the longest busy times in ms as
JSON: ``start`` those of the first 6 s, ``after`` the later ones.
"""

from __future__ import annotations

import json
import runpy
import selectors
import sys
import time
from pathlib import Path
from typing import Any

KEPT = 40
START_S = 6.0


def measure(file: Path) -> None:
    """Time what lies between the return of one ``select`` and the call of the next, in the main loop."""
    original = selectors.DefaultSelector.select
    begin = time.monotonic()
    state = {"left": 0.0, "said": begin}
    longest: dict[str, list[float]] = {"start": [], "after": []}

    def select(self: Any, timeout: float | None = None) -> Any:
        if state["left"]:
            note(longest["after" if time.monotonic() > begin + START_S else "start"], state["left"])
        if time.monotonic() - state["said"] > 1:
            file.write_text(
                json.dumps({part: sorted(times)[: -KEPT - 1 : -1] for part, times in longest.items()})
            )
            state["said"] = time.monotonic()
        found = original(self, timeout)
        state["left"] = time.perf_counter()
        return found

    selectors.DefaultSelector.select = select  # type: ignore[method-assign]


def note(times: list[float], left: float) -> None:
    """Keep a busy time if it is among the longest."""
    times.append((time.perf_counter() - left) * 1000)
    if len(times) > 50 * KEPT:
        times.sort(reverse=True)
        del times[KEPT:]


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
    sys.argv = ["fleetui", *sys.argv[2:]]
    runpy.run_module("fleetui", run_name="__main__")
