"""What a pane shows: tmux's styled text as lines of runs, parsed once per distinct line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Style(NamedTuple):
    """One text style. Colours are ``None`` (the terminal's default), 0-255, or ``(r, g, b)``."""

    fg: int | tuple[int, int, int] | None = None
    bg: int | tuple[int, int, int] | None = None
    bold: bool = False
    dim: bool = False
    italic: bool = False
    underline: bool = False
    reverse: bool = False
    strike: bool = False


PLAIN = Style()


class Run(NamedTuple):
    """A stretch of clean text in one style. Holds no control characters."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One row. Equal input gives the same object, so identity tells whether a row changed."""

    runs: tuple[Run, ...]
    text: str
    """The row without styles, right-stripped."""


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A pane's visible screen. A new object is made only when something on it changed."""

    lines: tuple[Line, ...]
    """Every visible row from the top, ``height`` of them at most."""
    width: int
    height: int
    cursor: tuple[int, int] | None
    """Column and row, or ``None`` while the program hides it."""
    title: str
    """The pane title, cleaned."""
    in_mode: bool = False
    """True while somebody scrolls in copy mode; the lines are still the program's."""

    @property
    def texts(self) -> tuple[str, ...]:
        """The rows without styles, trailing blank rows cut."""
        rows = [line.text for line in self.lines]
        while rows and not rows[-1]:
            rows.pop()
        return tuple(rows)
