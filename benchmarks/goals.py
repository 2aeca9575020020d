"""The goals, and the table of what was measured against them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Line:
    """One figure. Without an aim it is only said."""

    goal: str
    what: str
    figure: float
    unit: str = ""
    aim: float | None = None
    least: bool = False
    """The figure should be at least the aim, not at most."""
    note: str = ""

    @property
    def word(self) -> str:
        """ok, short, or nothing without an aim."""
        if self.aim is None:
            return ""
        return "ok" if (self.figure >= self.aim if self.least else self.figure <= self.aim) else "short"


@dataclass
class Report:
    """Everything measured in one run."""

    lines: list[Line] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def add(self, goal: str, what: str, figure: float, unit: str = "", **more: Any) -> None:
        """Note one figure and say it at once, because a run takes minutes."""
        line = Line(goal, what, figure, unit, **more)
        self.lines.append(line)
        print(as_text(line), flush=True)

    def as_json(self) -> dict[str, Any]:
        """For scripts."""
        lines = [asdict(line) | {"word": line.word} for line in self.lines]
        return {"schema": 1, "lines": lines, "failures": self.failures}


HEAD = f"{'goal':5} {'what':58} {'figure':>9} {'':6} {'aim':>9}"


def as_text(line: Line) -> str:
    """One row of the table."""
    sign = ">=" if line.least else "<="
    aim = f"{sign} {line.aim:g}" if line.aim is not None else ""
    figure = f"{line.figure:.2f}" if abs(line.figure) < 100 else f"{line.figure:.0f}"
    row = f"{line.goal:5} {line.what:58} {figure:>9} {line.unit:6} {aim:>9} {line.word:5}"
    return f"{row} {line.note}".rstrip()
