"""A text looked for in what agents show, literally. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fleetui.model.screen import Line
from fleetui.model.value import value
from fleetui.ui.draw.strips import Span, cells, printable

MOST_HITS = 50
"""Hits of one agent that are listed, the latest ones."""
_BEFORE = 24
"""Cells kept before a hit when a line is too long."""


@value
class Hit:
    """One place where the text stands. ``row`` counts from the first of the lines that were searched."""

    row: int
    line: Line
    start: int
    end: int
    key: str
    """Stays the same while the line moves up."""

    @property
    def at(self) -> tuple[int, int, int]:
        """Row, first cell and cells of what was found."""
        before = cells(self.line.text[: self.start])
        return self.row, before, cells(self.line.text[self.start : self.end])


def hits(lines: Sequence[Line], wanted: str) -> tuple[list[Hit], int]:
    """The latest hits in order, and how many there are. Capitals count once there is one in ``wanted``."""
    if not wanted.strip():
        return [], 0
    flags = 0 if any(char.isupper() for char in wanted) else re.IGNORECASE
    pattern = re.compile(re.escape(wanted), flags)
    found = [
        (row, line, match.span()) for row, line in enumerate(lines) for match in pattern.finditer(line.text)
    ]
    seen: dict[tuple[str, int], int] = {}
    listed: list[Hit] = []
    for row, line, (start, end) in reversed(found[-MOST_HITS:]):
        nth = seen[(line.text, start)] = seen.get((line.text, start), 0) + 1
        listed.append(Hit(row, line, start, end, f"{nth} {start} {line.text}"))
    return listed[::-1], len(found)


def in_context(hit: Hit, width: int, more: str) -> list[Span]:
    """The line around a hit, the hit itself on a block."""
    text = hit.line.text
    before, found, after = printable(text[: hit.start]), printable(text[hit.start : hit.end]), text[hit.end :]
    before = before.lstrip()
    if cells(before) > _BEFORE and cells(before) + cells(found) + _BEFORE > width:
        before = more + before[-_BEFORE:]
    return [
        Span(before, "text"),
        Span(found, "on_block bold", "asking_block"),
        Span(printable(after), "text"),
    ]
