"""What a pane shows: tmux's styled text as lines of runs, parsed once per distinct line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from fleetui.model.cells import cells, padded
from fleetui.model.clean import clean, clean_line, is_tidy
from fleetui.model.sgr import PLAIN, Style, parameters_of, styled
from fleetui.model.value import value

__all__ = ["PLAIN", "Frame", "Line", "LineCache", "Style", "StyledRun", "parse_frame", "styled_text"]


class StyledRun(NamedTuple):
    """A stretch of clean text in one style. Holds no control characters."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """One row. Equal input gives the same object, so identity tells whether a row changed."""

    runs: tuple[StyledRun, ...]
    text: str
    """The row without styles, right-stripped."""


@value
class Scrollback:
    """What a pane holds: rows that scrolled away, and its screen, which is the last ``height`` rows of it."""

    lines: tuple[Line, ...]
    height: int
    full_screen: bool = False
    """Its program draws on the alternate screen: nothing of that scrolls into the history, which is of before."""


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

    @property
    def up_to_cursor(self) -> str | None:
        """The cursor's row up to it; ``None`` without a cursor.

        Ends in the blanks that stand before the cursor: a prompt ends in one, and a capture keeps none.
        """
        if self.cursor is None or not 0 <= self.cursor[1] < len(self.lines):
            return None
        column, row = self.cursor
        return padded(self.lines[row].text, column, _MOST_BLANKS)


class Pen(NamedTuple):
    """What one row hands to the next: tmux resets its styles only at the start of a capture."""

    style: Style = PLAIN
    drawing: bool = False
    """True while the alternate character set stands for lines and corners."""


_START = Pen()
_BLANK = Line((), "")
_MOST_BLANKS = 1000
_MAX_RAW = 20_000
"""Characters of one raw row that are looked at."""
_SGR = re.compile("\x1b\\[([0-9:;]*)m")
_OTHER_ESCAPES = re.compile(
    "\x1b\\][^\x07\x1b\x9c]*(?:\x07|\x1b\\\\|\x9c)?"  # OSC: titles, links, clipboard
    "|\x1b[PX^_][^\x1b\x9c]*(?:\x1b\\\\|\x9c)?"  # DCS, SOS, PM, APC
    "|\x1b\\[(?![0-9:;]*m)[0-?]*[ -/]*[@-~]?"  # CSI other than SGR
    "|\x1b[ -/]+[0-~]?"
    "|\x1b[0-OQ-WYZ`-~\\\\]"
)
_SHIFTS = re.compile("([\x0e\x0f])")
_DRAWN = str.maketrans("`afgjklmnopqrstuvwxyz{|}~", "◆▒°±┘┐┌└┼⎺⎻─⎼⎽├┤┴┬│≤≥π≠£·")
_TAB = 8


class LineCache:
    """Parsed rows, kept while they are used. Bounded: two generations of at most ``limit`` rows each."""

    def __init__(self, limit: int = 3500, characters: int = 2_000_000) -> None:
        """``characters`` bounds the raw text of one generation."""
        self._limit = limit
        self._characters = characters
        self._used = 0
        self._young: dict[tuple[str, Pen], tuple[Line, Pen]] = {}
        self._old: dict[tuple[str, Pen], tuple[Line, Pen]] = {}
        self._lines: dict[tuple[StyledRun, ...], Line] = {}
        self._old_lines: dict[tuple[StyledRun, ...], Line] = {}

    def lines(self, text: str) -> tuple[Line, ...]:
        """The rows of a capture, top first. Equal rows are the same object, also across captures."""
        rows = text.split("\n")
        if not rows[-1]:
            rows.pop()
        pen = _START
        lines = []
        for row in rows:
            line, pen = self._young.get((row, pen)) or self._kept(row[:_MAX_RAW], pen)
            lines.append(line)
        return tuple(lines)

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def _kept(self, row: str, pen: Pen) -> tuple[Line, Pen]:
        key = (row, pen)
        found = self._young.get(key) or self._old.get(key) or self._parsed(row, pen)
        self._used += len(row)
        if len(self._young) >= self._limit or self._used > self._characters:
            self._old, self._young, self._used = self._young, {}, len(row)
            self._old_lines, self._lines = self._lines, {}
        self._young[key] = found
        return found

    def _parsed(self, row: str, pen: Pen) -> tuple[Line, Pen]:
        runs, after = _parse_row(row, pen)
        if not runs:
            return _BLANK, after
        line = self._lines.get(runs) or self._old_lines.get(runs)
        if line is None:
            line = Line(runs, "".join([run.text for run in runs]).rstrip())
        self._lines[runs] = line
        return line, after


_SHARED = LineCache()


def parse_frame(
    text: str,
    *,
    width: int,
    height: int,
    cursor: tuple[int, int] | None,
    title: str,
    in_mode: bool = False,
    cache: LineCache | None = None,
) -> Frame:
    """A frame from what ``capture-pane -e`` gave. Any text is taken; what is no style is cleaned away.

    Rows beyond ``height`` are cut. Cells are not counted here: wide characters stay as they are.
    """
    lines = (cache or _SHARED).lines(text)[:height]
    return Frame(lines, width, height, cursor, clean_line(title), in_mode)


def styled_text(frame: Frame) -> str:
    """A frame as ``capture-pane -e`` would write it: ``parse_frame`` makes the same lines of it."""
    rows = []
    for line in frame.lines:
        row = "".join(
            run.text if run.style == PLAIN else f"\x1b[{parameters_of(run.style)}m{run.text}\x1b[0m"
            for run in line.runs
        )
        rows.append(row + "\n")
    return "".join(rows)


def _parse_row(row: str, pen: Pen) -> tuple[tuple[StyledRun, ...], Pen]:
    parts = _SGR.split(row)
    if pen.drawing or not is_tidy("".join(parts[::2])):
        return _parse_untidy(row, pen)
    style = pen.style
    runs: list[StyledRun] = []
    for index, part in enumerate(parts):
        if index % 2:
            style = styled(style, part)
        elif part:
            _append(runs, part, style)
    return tuple(runs), Pen(style)


def _parse_untidy(row: str, pen: Pen) -> tuple[tuple[StyledRun, ...], Pen]:
    """The slow way, for rows with tabs, line drawing, other escapes or characters to be cleaned."""
    style, drawing = pen
    runs: list[StyledRun] = []
    column = 0
    for index, part in enumerate(_SGR.split(_OTHER_ESCAPES.sub("", row))):
        if index % 2:
            style = styled(style, part)
            continue
        for piece in _SHIFTS.split(part):
            if piece in ("\x0e", "\x0f"):
                drawing = piece == "\x0e"
            elif piece:
                text = _expanded(clean(piece.translate(_DRAWN) if drawing else piece), column)
                column += cells(text)
                _append(runs, text, style)
    return tuple(runs), Pen(style, drawing)


def _append(runs: list[StyledRun], text: str, style: Style) -> None:
    if runs and runs[-1].style == style:
        runs[-1] = StyledRun(runs[-1].text + text, style)
    else:
        runs.append(StyledRun(text, style))


def _expanded(text: str, column: int) -> str:
    first, *others = text.split("\t")
    for piece in others:
        first += " " * (_TAB - (column + cells(first)) % _TAB) + piece
    return first
