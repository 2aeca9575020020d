"""Runs fleetui and counts where its CPU time goes: a sample of the stack after each ms of CPU.

``python -m benchmarks.stacks FILE [fleetui arguments]``; FILE gets, every 5 s, the share of samples below each
function of this project, and how the samples end.
"""

from __future__ import annotations

import runpy
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType

WARM_S = 8.0


def sample(file: Path) -> None:
    """Count from ``WARM_S`` on, so that the start does not drown the rest."""
    inside: Counter[str] = Counter()
    leaves: Counter[str] = Counter()
    state = {"said": time.monotonic() + WARM_S, "count": 0.0}

    def tick(_: int, frame: FrameType | None) -> None:
        now = time.monotonic()
        if now < state["said"] - 5 and state["count"] == 0:
            return
        state["count"] += 1
        names = list(names_of(frame))
        leaves.update(names[:1])
        inside.update(set(names))
        if now > state["said"]:
            state["said"] = now + 5
            file.write_text(text(inside, leaves, int(state["count"])))

    signal.signal(signal.SIGPROF, tick)
    signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)


def names_of(frame: FrameType | None) -> list[str]:
    names = []
    while frame:
        names.append(f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_qualname}:{frame.f_lineno}")
        frame = frame.f_back
    return [name.rpartition(":")[0] for name in names]


def text(inside: Counter[str], leaves: Counter[str], count: int) -> str:
    rows = [f"{count} samples", "", "inside"]
    rows += [f"{100 * n / count:5.1f} %  {name}" for name, n in inside.most_common(70)]
    rows += ["", "at"]
    rows += [f"{100 * n / count:5.1f} %  {name}" for name, n in leaves.most_common(30)]
    return "\n".join(rows) + "\n"


if __name__ == "__main__":
    sample(Path(sys.argv[1]))
    sys.argv = ["fleetui", *sys.argv[2:]]
    runpy.run_module("fleetui", run_name="__main__")
