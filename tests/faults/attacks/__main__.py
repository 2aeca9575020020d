"""The table of attacks, or one of them run by hand with its folder kept."""

from __future__ import annotations

import sys

from tests.faults.attacks import INVARIANTS, attacks
from tests.faults.lab import Lab


def main() -> None:
    """Print the table, or run what is named."""
    chosen = sys.argv[1:]
    for each in attacks():
        if each.name in chosen:
            lab = Lab()
            try:
                each.run(lab)
            finally:
                lab.background.close()
                print(f"kept: {lab.root}")
            print(f"{each.name} does no harm")
    if not chosen:
        for number, invariant in INVARIANTS.items():
            print(f"\n{number}. {invariant}")
            for each in attacks():
                if number in each.invariants:
                    print(f"   {each.name:44} {each.says}")


if __name__ == "__main__":
    main()
