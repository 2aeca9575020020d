"""Small charts in cells: a line of columns, a bar, columns with a height. What is not known is a dot, no column."""

from __future__ import annotations

from collections.abc import Sequence

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_ASCII_LEVELS = " _.-:=+*#"
_LOW = 7
"""Eighths of the highest column of a line: rows of them do not touch."""
UNKNOWN = "·"


def spark(
    values: Sequence[float | None], room: int, glyphs: str = "unicode", most: float | None = None
) -> str:
    """A line of columns that fill ``room`` cells as far as whole columns do: as high as their part of ``most``.

    0 is the lowest line. ``most`` is the largest value where it is not given.
    """
    each = max(1, min(4, room // max(1, len(values))))
    wide = max(1, each - 1)
    top = max((one for one in values if one is not None), default=0.0) if most is None else most
    levels = _ASCII_LEVELS if glyphs == "ascii" else _EIGHTHS
    cells = (UNKNOWN.ljust(wide) if one is None else levels[_level(one, top, _LOW)] * wide for one in values)
    return (" " if each > 1 else "").join(cells)[:room]


def _level(value: float, most: float, steps: int) -> int:
    """At least 1: also the least that is known is seen."""
    return max(1, min(steps, round(value / most * steps))) if most > 0 else 1


def bar(value: float, most: float, width: int, sign: str) -> str:
    """A bar from the left, as long as ``width`` for the largest; what is more than nothing is seen."""
    if width <= 0 or most <= 0 or value <= 0:
        return ""
    return sign * max(1, min(width, round(value / most * width)))


def columns(
    values: Sequence[float | None],
    height: int,
    width: int,
    glyphs: str = "unicode",
    *,
    gap: int = 1,
    most: float | None = None,
) -> tuple[str, ...]:
    """Rows from top to bottom: each value is a column ``width`` cells wide with ``gap`` blank ones behind it."""
    top = max((one for one in values if one is not None), default=0.0) if most is None else most
    steps = [-1 if one is None else _level(one, top, height * 8) if one > 0 else 0 for one in values]
    levels = _ASCII_LEVELS if glyphs == "ascii" else _EIGHTHS
    rows = range(height - 1, -1, -1)
    return tuple((" " * gap).join(_cell(step, row, levels, width) for step in steps) for row in rows)


def _cell(step: int, row: int, levels: str, width: int) -> str:
    if step < 0:
        return " " * width if row else UNKNOWN.ljust(width)
    if step == 0:
        return (" " if row else levels[1]) * width
    return levels[max(0, min(8, step - row * 8))] * width
