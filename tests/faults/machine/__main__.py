"""Tries many examples of other seeds than the suite: ``python -m tests.faults.machine SEED EXAMPLES [STEPS]``, or every
mishap at every call: ``python -m tests.faults.machine --sweep``.

A broken one is printed as the steps that led to it, the last records, and what is broken; ``--shrink`` looks for a
shorter one, which takes minutes.
"""

from __future__ import annotations

import argparse

from hypothesis import Phase

from tests.faults.machine import sweep
from tests.faults.machine.trying import tried


def sweep_all() -> None:
    """Print every mishap that breaks something, with what it breaks."""
    for mishap in sweep.all_mishaps():
        try:
            sweep.meets(mishap, *sweep.a_pipeline())
        except AssertionError as broken:
            print(mishap, "\n".join(str(broken).splitlines()[-3:]), flush=True)


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.faults.machine")
    asked.add_argument("seed", type=int, nargs="?", default=0)
    asked.add_argument("examples", type=int, nargs="?", default=50)
    asked.add_argument("steps", type=int, nargs="?", default=25)
    asked.add_argument("--shrink", action="store_true")
    asked.add_argument("--sweep", action="store_true")
    said = asked.parse_args()
    if said.sweep:
        sweep_all()
        return
    tried(
        said.examples,
        said.steps,
        (Phase.generate, *((Phase.shrink,) if said.shrink else ())),
        number=said.seed,
    )


if __name__ == "__main__":
    main()
