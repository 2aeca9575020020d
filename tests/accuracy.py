"""How many screens of the real agents are read right: ``python -m tests.accuracy [--ratchet] [FOLDER]``.

Counted are the screens below ``tests/captures/unseen``, which no rule was written by; where one was read wrongly, rules
were mended for all of its kind, so the honest figure is that of walks not kept yet. ``--ratchet`` writes what was
reached to ``accuracy.toml`` beside them: a test holds that no figure falls below.
"""

from __future__ import annotations

import math
import sys
import tomllib
from pathlib import Path

import tomli_w

from tests.support.unseen import FIELDS, UNSEEN, Tally, load

RATCHET = UNSEEN / "accuracy.toml"


def runs(folder: Path = UNSEEN) -> dict[str, list[Path]]:
    """The runs of each agent, by name."""
    return {part.name: sorted(part.glob("*.json")) for part in sorted(folder.glob("*/"))}


def tally(paths: list[Path]) -> Tally:
    """Of all frames of some runs."""
    return Tally.of(seen for path in paths for seen in load(path))


def reached() -> dict[str, dict[str, float]]:
    """The percentages that were reached before, by agent and field."""
    return tomllib.loads(RATCHET.read_text("utf-8")) if RATCHET.exists() else {}


def table(tallies: dict[str, Tally]) -> str:
    """One line for each agent and one for all."""
    rows = ["agent     screens  " + "".join(f"{name:>18}" for name in FIELDS) + "   asking invented"]
    for name, one in [*tallies.items(), ("all", _all(tallies))]:
        parts = "".join(f"{_part(one, field):>18}" for field in FIELDS)
        rows.append(f"{name:<10}{one.known['phase']:>7}  {parts}{one.invented:>18}")
    return "\n".join(rows)


def _part(one: Tally, field: str) -> str:
    if not one.known[field]:
        return "-"
    return f"{one.percent(field):.1f}% of {one.known[field]}"


def _all(tallies: dict[str, Tally]) -> Tally:
    known, right = (
        sum(
            (getattr(one, name) for one in tallies.values()), start=type(next(iter(tallies.values())).known)()
        )
        for name in ("known", "right")
    )
    return Tally(known, right, sum(one.invented for one in tallies.values()))


def main(arguments: list[str]) -> int:
    """Print the table; with ``--ratchet`` keep it."""
    folders = [Path(word) for word in arguments if word != "--ratchet"]
    tallies = {name: tally(paths) for name, paths in runs(*folders).items()}
    print(table(tallies))
    if "--ratchet" in arguments:
        figures = {
            name: {field: math.floor(one.percent(field) * 10) / 10 for field in FIELDS}
            for name, one in tallies.items()
        }
        RATCHET.write_text(tomli_w.dumps(figures), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
