"""Runs fleetui and notes how long its event loop was busy between two looks for input.

``python -m benchmarks.loopgap FILE [fleetui arguments]``; FILE gets the longest busy times in ms, newest on top
of nothing: one JSON list, rewritten every second.
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


def measure(file: Path) -> None:
    """Time what lies between the return of one ``select`` and the call of the next, in the main loop."""
    original = selectors.DefaultSelector.select
    state = {"left": 0.0, "said": time.monotonic()}
    longest: list[float] = []

    def select(self: Any, timeout: float | None = None) -> Any:
        now = time.perf_counter()
        if state["left"]:
            longest.append((now - state["left"]) * 1000)
            if len(longest) > 50 * KEPT:
                longest.sort(reverse=True)
                del longest[KEPT:]
        if time.monotonic() - state["said"] > 1:
            file.write_text(json.dumps(sorted(longest, reverse=True)[:KEPT]))
            state["said"] = time.monotonic()
        found = original(self, timeout)
        state["left"] = time.perf_counter()
        return found

    selectors.DefaultSelector.select = select  # type: ignore[method-assign]


if __name__ == "__main__":
    measure(Path(sys.argv[1]))
    sys.argv = ["fleetui", *sys.argv[2:]]
    runpy.run_module("fleetui", run_name="__main__")
