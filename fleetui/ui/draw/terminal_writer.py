"""What goes to the terminal: the changed cells, and of their style only what differs from the cell before.

Textual sends every piece of text with its whole style and a reset, and a changed row from the left edge of its widget
on. Over a slow link that is six times as much as there is to say. This module knows how Textual's compositor hands
over an update (``_compositor.ChopsUpdate`` and ``LayoutUpdate``); where that is of another kind it goes out as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from rich.color import ColorSystem
from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.strip import Strip


class Pen(NamedTuple):
    """How the terminal draws what comes next."""

    marks: frozenset[str]
    """SGR codes that are on, such as ``1`` for bold."""
    fore: str
    back: str


PLAIN = Pen(frozenset(), "39", "49")
_MARKS = {
    "bold": "1", "dim": "2", "italic": "3", "underline": "4", "blink": "5", "reverse": "7", "conceal": "8",
    "strike": "9", "underline2": "21", "overline": "53",
}  # fmt: skip
_OFF = {
    "1": "22",
    "2": "22",
    "3": "23",
    "4": "24",
    "5": "25",
    "7": "27",
    "8": "28",
    "9": "29",
    "21": "24",
    "53": "55",
}
_SEEN_ON_BLANKS = frozenset({"4", "7", "9", "21", "53"})


@lru_cache(maxsize=4096)
def pen_of(style: Style, colours: ColorSystem) -> Pen:
    """What a style asks of a terminal with so many colours."""
    fore = style.color.downgrade(colours).get_ansi_codes() if style.color else (PLAIN.fore,)
    back = (
        style.bgcolor.downgrade(colours).get_ansi_codes(foreground=False) if style.bgcolor else (PLAIN.back,)
    )
    marks = frozenset(code for name, code in _MARKS.items() if getattr(style, name))
    return Pen(marks, ";".join(fore), ";".join(back))


def change(now: Pen, then: Pen) -> str:
    """The shortest way from one pen to another."""
    codes = []
    if now.marks != then.marks:
        gone = {_OFF[mark] for mark in now.marks - then.marks}
        # one code ends bold and dim alike: what stays on is said again
        codes = [*sorted(gone), *sorted(then.marks if gone else then.marks - now.marks)]
    if now.fore != then.fore:
        codes.append(then.fore)
    if now.back != then.back:
        codes.append(then.back)
    return f"\x1b[{';'.join(codes)}m" if codes else ""


class Writer:
    """Collects what to send; begins and ends with a plain pen."""

    def __init__(self, colours: ColorSystem) -> None:
        self._colours = colours
        self._pen = PLAIN
        self._parts: list[str] = []

    def move(self, x: int, y: int) -> None:
        """Go on at a cell."""
        self._parts.append(f"\x1b[{y + 1};{x + 1}H")

    def strip(self, strip: Strip, start: int = 0, end: int | None = None) -> None:
        """The cells of a strip from ``start`` up to ``end``."""
        end = strip.cell_length if end is None else end
        x = 0
        for segment in strip:
            text = segment.text
            beyond = x + (len(text) if text.isascii() else segment.cell_length)
            if beyond > start:
                self._segment(segment if x >= start and beyond <= end else _cut(segment, start - x, end - x))
            x = beyond
            if x >= end:
                return

    def _segment(self, segment: Segment) -> None:
        text, style, _ = segment
        if style is not None and style.link:
            self._to(PLAIN)
            text = Strip.render_style(style, text, self._colours)
        else:
            pen = PLAIN if style is None else pen_of(style, self._colours)
            if pen is not self._pen:
                self._to(self._on_blanks(pen) if text.isspace() else pen)
        self._parts.append(text)

    def _on_blanks(self, pen: Pen) -> Pen:
        """Blanks show the ground alone: the colour of letters can stay what it is."""
        now = self._pen
        if pen.marks & _SEEN_ON_BLANKS or now.marks & _SEEN_ON_BLANKS:
            return pen
        return now if now.back == pen.back else Pen(now.marks, now.fore, pen.back)

    def _to(self, pen: Pen) -> None:
        self._parts.append(change(self._pen, pen))
        self._pen = pen

    def text(self) -> str:
        """Everything, as the terminal gets it."""
        if self._pen != PLAIN:
            self._pen = PLAIN
            self._parts.append("\x1b[0m")
        return "".join(self._parts)


def _cut(segment: Segment, start: int, end: int) -> Segment:
    if end < segment.cell_length:
        segment = segment.split_cells(end)[0]
    return segment.split_cells(start)[1] if start > 0 else segment


class SomeCells(ChopsUpdate):
    """Some spans of some rows, each from its first cell to its last."""

    def render_segments(self, console: Console) -> str:
        """What the terminal gets."""
        writer = Writer(console._color_system or ColorSystem.TRUECOLOR)
        for y, x1, x2 in self.spans:
            for end, (x, strip) in zip(self.chop_ends[y], self.chops[y].items(), strict=False):
                if strip is not None and x < x2 and end > x1:
                    writer.move(max(x, x1), y)
                    writer.strip(strip, max(0, x1 - x), min(end, x2) - x)
        return writer.text()


class WholeScreen(LayoutUpdate):
    """Every row."""

    def render_segments(self, console: Console) -> str:
        """What the terminal gets."""
        writer = Writer(console._color_system or ColorSystem.TRUECOLOR)
        for y, strips in enumerate(self.strips, self.region.y):
            writer.move(self.region.x, y)
            for strip in strips:
                writer.strip(strip)
        return writer.text()


def brief(update: RenderableType | None) -> RenderableType | None:
    """The same update in fewer bytes."""
    if type(update) is ChopsUpdate:
        return SomeCells(update.chops, update.spans, update.chop_ends)
    if type(update) is LayoutUpdate:
        return WholeScreen(update.strips, update.region)
    return update


def difference(old: Strip, new: Strip) -> tuple[int, int] | None:
    """The cells from the first to the last piece that differs, or ``None``; both are equally wide."""
    if old is new:
        return None
    before, after = list(old), list(new)
    start, same = _alike(before, after)
    if same == len(before) == len(after):
        return None
    return start, new.cell_length - _alike_at_the_end(before[same:], after[same:])


def _alike(before: Iterable[Segment], after: Iterable[Segment]) -> tuple[int, int]:
    cells = count = 0
    for old, new in zip(before, after, strict=False):
        if old != new:
            break
        cells += new.cell_length
        count += 1
    return cells, count


def _alike_at_the_end(before: list[Segment], after: list[Segment]) -> int:
    cells, count = _alike(reversed(before), reversed(after))
    if count == min(len(before), len(after)):
        return cells
    old, new = before[-1 - count], after[-1 - count]
    return cells + (min(_blanks(old), _blanks(new)) if old.style == new.style else 0)


def _blanks(segment: Segment) -> int:
    return len(segment.text) - len(segment.text.rstrip(" "))
