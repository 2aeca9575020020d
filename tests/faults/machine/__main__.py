"""Tries many examples of other seeds than the suite: ``python -m tests.faults.machine SEED EXAMPLES [STEPS]``.

A broken one is printed as the steps that led to it, the last records, and what is broken; ``--shrink`` looks for a
shorter one, which takes minutes.
"""

from __future__ import annotations

import argparse

from hypothesis import Phase

from tests.faults.machine.trying import tried


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.faults.machine")
    asked.add_argument("seed", type=int)
    asked.add_argument("examples", type=int)
    asked.add_argument("steps", type=int, nargs="?", default=25)
    asked.add_argument("--shrink", action="store_true")
    said = asked.parse_args()
    tried(
        said.examples,
        said.steps,
        (Phase.generate, *((Phase.shrink,) if said.shrink else ())),
        number=said.seed,
    )


if __name__ == "__main__":
    main()
