"""What a terminal shows, as far as one can see it."""

from __future__ import annotations

from fleetui.model.screen import LineCache
from fleetui.model.sgr import Style

Cell = tuple[str, Style]
_NOTHING = (" ", Style())


def seen(captured: str) -> list[list[Cell]]:
    """The cells of a capture with styles. On a blank one sees the ground alone, whatever colour letters would have."""
    return [
        _row([_seen(char, run.style) for run in line.runs for char in run.text])
        for line in LineCache().lines(captured)
    ]


def _seen(char: str, style: Style) -> Cell:
    shows = char != " " or style.underline or style.strike or style.reverse
    return char, style if shows else Style(bg=style.bg)


def _row(cells: list[Cell]) -> list[Cell]:
    while cells and cells[-1] == _NOTHING:
        cells.pop()
    return cells
