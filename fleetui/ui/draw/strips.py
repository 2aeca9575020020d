"""Text in the fleet's colours as strips: the one place where words and lines become cells."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.color import Color
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.strip import Strip

from fleetui.model.screen import Line, Style
from fleetui.ui.draw.ascii_text import as_ascii
from fleetui.ui.draw.palette import Palette, Rgb, blend, contrast, luminance, rgb

DIMMED = 0.55
"""How much of its colour the output of an agent that rests keeps."""
READABLE = 3.0
"""Least contrast of an agent's own colours on our ground."""
_CACHED_LINES = 1500
_CACHED_ROWS = 600


class Span(NamedTuple):
    """A stretch of text. ``ink`` is a colour's name, with ``bold`` where wanted; ``ground`` overrides the row's.

    ``act`` says what a click on it does, where a widget heeds that.
    """

    text: str
    ink: str = "text"
    ground: str = ""
    act: str = ""


_Row = tuple[int, tuple[Span, ...], tuple[Span, ...], str, int]
"""What a row of words depends on: width, left, right, ground, pad."""


class Ink:
    """A palette as styles, and lines of panes as strips, each made once.

    ``mono`` draws greys only, for NO_COLOR. ``more`` ends what was cut off. ``ascii_only`` is for terminals that show
    nothing else.
    """

    def __init__(
        self, palette: Palette, *, mono: bool = False, more: str = "…", ascii_only: bool = False
    ) -> None:
        self.palette = palette
        self.mono = mono
        self.more = more
        self.ascii_only = ascii_only
        self._ansi = tuple(rgb(colour) for colour in palette.ansi.split())
        self._styles: dict[tuple[str, str], RichStyle] = {}
        self._pane_styles: dict[tuple[Style, str, bool], RichStyle] = {}
        self._young: dict[tuple[Line, int, str, bool], Strip] = {}
        self._old: dict[tuple[Line, int, str, bool], Strip] = {}
        self._rows: dict[_Row, Strip] = {}
        self._old_rows: dict[_Row, Strip] = {}
        self._blanks: dict[tuple[int, str], Strip] = {}

    def style(self, ink: str, ground: str) -> RichStyle:
        """The style of a span: ``"dim"`` or ``"asking bold"`` on a named ground."""
        key = (ink, ground)
        found = self._styles.get(key)
        if found is None:
            name, *marks = ink.split()
            found = self._rich(
                rgb(getattr(self.palette, name)),
                rgb(getattr(self.palette, ground)),
                bold="bold" in marks,
                underline="underline" in marks,
                strike="strike" in marks,
            )
            self._styles[key] = found
        return found

    def shown(self, text: str) -> str:
        """A text as this terminal can show it, exactly as wide."""
        text = printable(text)
        return as_ascii(text) if self.ascii_only else text

    def blank(self, width: int, ground: str) -> Strip:
        """An empty row."""
        key = (width, ground)
        found = self._blanks.get(key)
        if found is None:
            found = Strip([Segment(" " * width, self.style("text", ground))], width)
            self._blanks[key] = found
        return found

    def bar(self, sign: str, ground: str) -> Strip:
        """The bright bar beside what is selected: one cell, the same object each time."""
        key = (-1, f"{sign} {ground}")
        found = self._blanks.get(key)
        if found is None:
            found = self._blanks[key] = Strip([Segment(sign, self.style("bright", ground))], 1)
        return found

    def row(self, key: _Row) -> Strip:
        """A row of words; the same object for the same words, so that identity tells whether it changed."""
        found = self._rows.get(key)
        if found is None:
            found = self._old_rows.get(key) or _composed(self, *key)
            if len(self._rows) >= _CACHED_ROWS:
                self._old_rows, self._rows = self._rows, {}
            self._rows[key] = found
        return found

    def pane(self, line: Line, width: int, ground: str, *, dimmed: bool = False) -> Strip:
        """One row of a pane in its own colours, exactly ``width`` cells, the first and last of them blank.

        The same object for the same line, so that identity tells whether a row changed.
        """
        key = (line, width, ground, dimmed)
        found = self._young.get(key)
        if found is None:
            found = self._old.get(key) or self._made(line, width, ground, dimmed)
            if len(self._young) >= _CACHED_LINES:
                self._old, self._young = self._young, {}
            self._young[key] = found
        return found

    def _made(self, line: Line, width: int, ground: str, dimmed: bool) -> Strip:
        left = width - 2
        if left < 1:
            return self.blank(max(width, 0), ground)
        plain = self.style("text", ground)
        segments = [Segment(" ", plain)]
        for run in line.runs:
            if left <= 0:
                break
            text = self.shown(run.text)
            used = cell_len(text)
            if used > left:
                text, used = set_cell_size(text, left), left
            segments.append(Segment(text, self._pane_style(run.style, ground, dimmed)))
            left -= used
        segments.append(Segment(" " * (left + 1), plain))
        return Strip(segments, width)

    def _pane_style(self, style: Style, ground: str, dimmed: bool) -> RichStyle:
        key = (style, ground, dimmed)
        found = self._pane_styles.get(key)
        if found is None:
            if len(self._pane_styles) > _CACHED_LINES:
                self._pane_styles.clear()
            found = self._pane_styles[key] = self._mixed(style, rgb(getattr(self.palette, ground)), dimmed)
        return found

    def _mixed(self, style: Style, ground: Rgb, dimmed: bool) -> RichStyle:
        plain = rgb(self.palette.bright if style.bold else self.palette.text)
        fore = plain if style.fg is None else self._colour(style.fg)
        back = ground if style.bg is None else self._colour(style.bg)
        if style.reverse:
            fore, back = back, fore
        fore = readable(fore, back, plain)
        if self.palette.few:
            return self._rich(fore, back, style.bold and not dimmed, style.underline, style.strike)
        if style.dim:
            fore = blend(fore, back, 0.6)
        if dimmed:
            fore, back = blend(fore, ground, DIMMED), blend(back, ground, DIMMED)
        return self._rich(
            fore, back, style.bold and not dimmed, style.underline, style.strike, italic=style.italic
        )

    def _colour(self, colour: int | Rgb) -> Rgb:
        if isinstance(colour, tuple):
            return colour
        return self._ansi[colour] if colour < 16 else _xterm(colour)

    def _rich(
        self, fore: Rgb, back: Rgb, bold: bool, underline: bool, strike: bool, italic: bool = False
    ) -> RichStyle:
        if self.mono:
            fore, back = _grey(fore), _grey(back)
        return RichStyle(
            color=Color.from_rgb(*fore),
            bgcolor=Color.from_rgb(*back),
            bold=bold or None,
            underline=underline or None,
            strike=strike or None,
            italic=italic or None,
        )


def row(
    ink: Ink,
    width: int,
    left: Sequence[Span],
    right: Sequence[Span] = (),
    ground: str = "bg",
    *,
    pad: int = 1,
) -> Strip:
    """One row, exactly ``width`` cells: ``left`` cut to what ``right`` leaves, ``pad`` blank cells at both ends."""
    return ink.row((width, tuple(left), tuple(right), ground, pad))


def _composed(
    ink: Ink, width: int, left: Sequence[Span], right: Sequence[Span], ground: str, pad: int
) -> Strip:
    room = width - 2 * pad
    if room <= 0:
        return ink.blank(max(width, 0), ground)
    ending, used_right = _cut(ink, right, room, ground)
    free = room - used_right - (1 if used_right else 0)
    beginning, used_left = _cut(ink, left, free, ground)
    plain = ink.style("text", ground)
    between = room - used_left - used_right
    segments = [*beginning, Segment(" " * between, plain), *ending] if between else [*beginning, *ending]
    if pad:
        edge = Segment(" " * pad, plain)
        segments = [edge, *segments, edge]
    return Strip(segments, width)


def _cut(ink: Ink, spans: Sequence[Span], room: int, ground: str) -> tuple[list[Segment], int]:
    segments: list[Segment] = []
    used = 0
    for span in spans:
        text = ink.shown(span.text)
        style = ink.style(span.ink, span.ground or ground)
        size = cell_len(text)
        if used + size > room:
            if room > used:
                segments.append(Segment(shortened(text, room - used, ink.more), style))
                used = room
            break
        if text:
            segments.append(Segment(text, style))
            used += size
    return segments, used


def shortened(text: str, width: int, more: str = "…") -> str:
    """``text`` in exactly ``width`` cells when it is longer, ending in ``more``; unchanged when it fits."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1) + more if width > 1 else more[:width]


def cells(text: str) -> int:
    """Cells that a text takes as it is drawn."""
    return cell_len(printable(text))


def width_of(spans: Sequence[Span]) -> int:
    """Cells that spans take."""
    return sum(cell_len(printable(span.text)) for span in spans)


def printable(text: str) -> str:
    """The last guard before the terminal: nothing that is not a printable character passes."""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else " " if one.isspace() else "" for one in text)


def wrapped(text: str, width: int) -> list[str]:
    """``text`` as lines of at most ``width`` cells, broken at blanks where possible."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        rest = printable(paragraph).rstrip()
        while cell_len(rest) > width > 1:
            head = set_cell_size(rest, width)
            cut = head.rfind(" ")
            take = cut if cut > width // 3 else len(head.rstrip()) or 1
            lines.append(rest[:take].rstrip())
            rest = rest[take:].lstrip()
        lines.append(rest)
    return lines


def folded(text: str, width: int) -> str:
    """``text`` with long lines broken at blanks, what goes on under its own indent."""
    lines = []
    for line in text.split("\n"):
        indent = " " * min(len(line) - len(line.lstrip(" ")), width // 2)
        lines += [f"{indent}{part}".rstrip() for part in wrapped(line.lstrip(" "), width - len(indent))]
    return "\n".join(lines)


@lru_cache(maxsize=4096)
def readable(fore: Rgb, back: Rgb, towards: Rgb) -> Rgb:
    """``fore``, moved towards ``towards`` until it can be read on ``back``."""
    for part in (1.0, 0.75, 0.5, 0.25):
        mixed = blend(fore, towards, part)
        if contrast(mixed, back) >= READABLE:
            return mixed
    return towards if contrast(towards, back) >= contrast(fore, back) else fore


@lru_cache(maxsize=256)
def _xterm(number: int) -> Rgb:
    triplet = Color.from_ansi(number).get_truecolor()
    return triplet.red, triplet.green, triplet.blue


def _grey(colour: Rgb) -> Rgb:
    # the inverse of the sRGB curve is close enough to a square root here
    level = round(255 * luminance(colour) ** 0.45)
    return level, level, level
