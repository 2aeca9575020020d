"""A frame cut into the regions that rules speak of: composer, what stands above and below it, the last rows."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fleetui.agents.profile import Composer, Regex
from fleetui.model.cells import cells, padded
from fleetui.model.screen import Frame, Line
from fleetui.model.value import value

_LONGEST_ROW = 1000
_HIGHEST_COMPOSER = 60
_THUMB = "█"
_BAR = frozenset({_THUMB, "│"})
_BAR_ROWS = 4
_HEAD_ROWS = 4
"""In how many rows below its head a composer begins: a hint or two may stand between them."""
_MOST_FOLDS = 5
_PADDING = 4
"""Cells that a program may leave free at the edges of a dialog."""
_SCROLL_MARK = re.compile(r"(?<!\s)\s{2,}[↑↓]$")
"""Stands at the right edge of a composer that shows only a part of what is in it."""


@value
class Box:
    """The rows of a composer, ``first`` to before ``end``; what is below ``footer`` belongs to neither."""

    first: int
    end: int
    footer: int


class Regions:
    """The regions of one frame for one profile's composer, cut when first asked for."""

    def __init__(self, frame: Frame, composer: Composer | None) -> None:
        self.frame = frame
        self.rows = _cut(_without_scroll_bar(frame.texts))
        self.composer = composer
        self.box = _find(frame, self.rows, composer) if composer else None
        self._regions: dict[tuple[str, int], str | None] = {}
        self._foot: str | None = None

    def region(self, where: str, rows: int) -> str | None:
        """The text of a region, or ``None`` when this frame has none."""
        key = (where, rows)
        if key not in self._regions:
            self._regions[key] = self._region(where, rows)
        return self._regions[key]

    def span(self, where: str, rows: int) -> tuple[int, int] | None:
        """A region's first row and the one after its last; ``None`` when it is not there or not made of whole rows."""
        if where in ("title", "cursor", "line"):
            return None
        if where == "bare":
            return None if self.box else self._tail(len(self.rows), rows)
        if where in ("composer", "above", "head", "footer"):
            return self._around(self.box, where, rows) if self.box else None
        return self._tail(len(self.rows), {"screen": len(self.rows), "last": 1}.get(where, rows))

    @property
    def foot(self) -> str:
        """The last row; below it the same joined to the one, two ... above it that a narrow pane folded it out of."""
        if self._foot is None:
            self._foot = "\n".join(_unfolded(self.rows, self.frame.width))
        return self._foot

    def is_coloured(self, where: str, rows: int, offset: int) -> bool:
        """True when what stands at an offset of a region's text has a colour of its own."""
        span = self.span(where, rows)
        if span is None:
            return False
        before = (self.region(where, rows) or "")[:offset].split("\n")
        return _colour_at(self.frame.lines[span[0] + len(before) - 1], len(before[-1])) is not None

    def draft(self) -> str | None:
        """What somebody wrote into the composer: ``""`` when nothing, ``None`` when there is no composer."""
        if self.box is None or self.composer is None:
            return None
        text = "\n".join(self._written(self.box, self.composer)).strip("\n").rstrip()
        if any(regex.search(text) for regex in self.composer.placeholders):
            return ""
        return "" if _all_dim(self.frame.lines[self.box.first : self.box.end], text) else text

    def to_the_bottom(self) -> str:
        """Everything from the composer's first row to the last of the screen: a tall draft may hide the footer, and
        a blank row in it then looks like the end of the composer."""
        if self.box is None or self.composer is None:
            return ""
        whole = self.box
        if self.composer.where not in ("block", "rules"):
            whole = Box(self.box.first, len(self.rows), len(self.rows))
        return "\n".join(self._written(whole, self.composer)).rstrip()

    def folded(self) -> str:
        """What stands at a prompt up to the cursor, with the rows into which the terminal folded it."""
        row = _line_to_cursor(self.frame)
        if row is None or self.composer is None or self.composer.where != "cursor":
            return ""
        match = self.composer.line.search(row)
        return (match.groupdict().get("text") or "") if match else ""

    def _written(self, box: Box, composer: Composer) -> list[str]:
        row = self.frame.up_to_cursor if composer.where == "cursor" else self.rows[box.first]
        if composer.where == "block":
            return _in_block(self.rows[box.first : box.end], composer)
        if composer.where == "rules":
            return self.rows[box.first : box.end]
        if composer.where == "cursor":
            return [_typed(one, composer) for one in (*self.rows[box.first : box.end - 1], row or "")]
        match = composer.line.search(row or "")
        first = (match.groupdict().get("text") or "") if match else ""
        further = [_set_in(row, composer.indent) for row in self.rows[box.first + 1 : box.end]]
        written = [_SCROLL_MARK.sub("", row) for row in (first.rstrip(), *further)]
        return [composer.cursor.sub("", row) for row in written] if composer.cursor else written

    def _region(self, where: str, rows: int) -> str | None:
        if where == "title":
            return self.frame.title.rstrip()
        if where == "cursor":
            return self.frame.up_to_cursor
        if where == "line":
            return _line_to_cursor(self.frame)
        span = self.span(where, rows)
        return None if span is None else "\n".join(self.rows[span[0] : span[1]])

    def _around(self, box: Box, where: str, rows: int) -> tuple[int, int]:
        if where == "composer":
            return box.first, box.end
        if where == "footer":
            return box.footer, len(self.rows)
        ruled = where == "above" and bool(self.composer and self.composer.rule and box.first)
        return self._tail(box.first - ruled, rows)

    def _tail(self, end: int, count: int) -> tuple[int, int]:
        """The last ``count`` rows before ``end`` that are not blank, with the blank ones between them."""
        at = end
        while at and count:
            at -= 1
            count -= bool(self.rows[at])
        return at, end


def _unfolded(rows: list[str], width: int) -> list[str]:
    at = len(rows) - 1
    found = rows[-1:]
    while at > 0 and len(found) < _MOST_FOLDS and folds(rows[at - 1], rows[at], width):
        at -= 1
        found.append(f"{rows[at]} {found[-1].strip()}")
    return found


def folds(row: str, following: str, width: int) -> bool:
    """True for a row that was too full to take the first word of the one below it; both without a box's edges."""
    words = following.split(maxsplit=1)
    return bool(row and words) and cells(row) + 1 + cells(words[0]) > width - _PADDING


def _without_scroll_bar(rows: Sequence[str]) -> Sequence[str]:
    """Without what programs that scroll by themselves draw at the right edge from the first row on."""
    end = next((at for at, row in enumerate(rows) if row[-1:] not in _BAR), len(rows))
    if end < _BAR_ROWS or not any(row[-1] == _THUMB for row in rows[:end]):
        return rows
    return [*(row[:-1].rstrip() for row in rows[:end]), *rows[end:]]


def _cut(rows: Sequence[str]) -> list[str]:
    if not rows or max(map(len, rows)) <= _LONGEST_ROW:
        return list(rows)
    return [row[:_LONGEST_ROW] for row in rows]


def _line_to_cursor(frame: Frame) -> str | None:
    """The same with the rows above that are full: the terminal folded them over into it."""
    row = frame.up_to_cursor
    if row is None or frame.cursor is None:
        return None
    at, full = frame.cursor[1], max(2, frame.width)
    while at and _runs_over(frame.lines[at - 1].text, full):
        at -= 1
        row = padded(frame.lines[at].text, full, _LONGEST_ROW) + row
    return row


def _runs_over(row: str, width: int) -> bool:
    """True for a full row of text; a rule is full, too. A capture does not keep a blank at the end of a row."""
    return cells(row) >= width - 1 and len(set(row)) > 1


def _find(frame: Frame, rows: list[str], composer: Composer) -> Box | None:
    if composer.where == "cursor":
        return _at_cursor(frame, rows, composer)
    if composer.where == "rules":
        box = _between_whole_rules(frame, rows, composer)
    else:
        box = _block(rows, composer) if composer.where == "block" else _at_rule_or_bottom(rows, composer)
    return box if box and len(rows) - box.end <= composer.within else None


def _at_cursor(frame: Frame, rows: list[str], composer: Composer) -> Box | None:
    text = frame.up_to_cursor
    if text is None or frame.cursor is None or not composer.line.search(text):
        return None
    row = frame.cursor[1]
    if any(rows[row + 1 :]):
        return None
    return Box(_first_below_rule(rows, row, composer), row + 1, row + 1)


def _first_below_rule(rows: list[str], last: int, composer: Composer) -> int:
    """Where a composer of several rows begins, when a rule stands above it; else it is the cursor's row alone."""
    first = last
    while composer.rule and first and composer.line.match(rows[first - 1]):
        first -= 1
    return first if composer.rule and first and composer.rule.match(rows[first - 1]) else last


def _at_rule_or_bottom(rows: list[str], composer: Composer) -> Box | None:
    if composer.rule:
        return _between_rules(rows, composer)
    return _below_head(rows, composer, composer.head) if composer.head else _at_bottom(rows, composer)


def _below_head(rows: list[str], composer: Composer, head: Regex) -> Box | None:
    """The first row that begins a composer, not far below the lowest row that stands above one.

    Where none stands on the screen, it is the lowest row that begins one, if nothing but its own rows follow.
    """
    edge = " " * composer.indent
    at = next((row for row in range(len(rows) - 1, -1, -1) if head.match(rows[row])), None)
    if at is None:
        box = _at_bottom(rows, composer)
        return box if box and _set_off(rows, box.first, edge).footer == len(rows) else None
    below = range(at + 1, min(at + 1 + _HEAD_ROWS, len(rows)))
    first = next((row for row in below if composer.line.match(rows[row])), None)
    return None if first is None else _set_off(rows, first, edge)


def _set_off(rows: list[str], first: int, edge: str) -> Box:
    """Up to the first row that is not set in as its own are."""
    below = range(first + 1, len(rows))
    end = next((row for row in below if rows[row] and not rows[row].startswith(edge)), len(rows))
    return _trimmed(rows, first, end)


def _between_rules(rows: list[str], composer: Composer) -> Box | None:
    """Between the two lowest rules, when the row below the upper one is a composer's."""
    if composer.rule is None:
        return None
    found: list[int] = []
    for row in range(len(rows) - 1, -1, -1):
        if composer.rule.match(rows[row]):
            found.append(row)
            if len(found) == 2:
                lower, upper = found
                is_composer = lower - upper > 1 and composer.line.match(rows[upper + 1])
                return Box(upper + 1, lower, lower + 1) if is_composer else None
    return None


def _between_whole_rules(frame: Frame, rows: list[str], composer: Composer) -> Box | None:
    """Between the two lowest rules that fill the window and look alike: one that somebody wrote does neither."""
    found: list[int] = []
    for row in range(len(rows) - 1, -1, -1):
        if composer.rule is None or not composer.rule.match(rows[row]) or cells(rows[row]) < frame.width:
            continue
        if found and frame.lines[row].runs[0].style != frame.lines[found[0]].runs[0].style:
            continue
        if found:
            between = "\n".join(rows[row + 1 : found[0]])
            return Box(row + 1, found[0], found[0] + 1) if composer.line.search(between) else None
        found.append(row)
    return None


def _block(rows: list[str], composer: Composer) -> Box | None:
    """The rows with the composer's edge that end at the lowest rule."""
    if composer.rule is None:
        return None
    below = next((row for row in range(len(rows) - 1, -1, -1) if composer.rule.match(rows[row])), 0)
    first = below
    while first and composer.line.match(rows[first - 1]):
        first -= 1
    return Box(first, below, below + 1) if first < below else None


def _typed(row: str, composer: Composer) -> str:
    match = composer.line.search(row)
    return ((match.groupdict().get("text") or "") if match else "").rstrip()


def _in_block(rows: list[str], composer: Composer) -> list[str]:
    """What is written behind the edge, without the row at its foot and the empty ones around it."""
    matches = [composer.line.match(row) for row in rows]
    texts = [(match.groupdict().get("text") or "") if match else "" for match in matches]
    texts = [_set_in(text, composer.indent) for text in texts]
    if composer.footer and texts and composer.footer.match(texts[-1]):
        texts.pop()
    while texts and not texts[0]:
        texts.pop(0)
    while texts and not texts[-1]:
        texts.pop()
    return texts or [""]


def _at_bottom(rows: list[str], composer: Composer) -> Box | None:
    """The lowest row that begins a composer, when below it stand only rows of its own and a footer."""
    edge = " " * composer.indent
    lowest = max(0, len(rows) - composer.within - _HIGHEST_COMPOSER)
    for row in range(len(rows) - 1, lowest - 1, -1):
        text = rows[row]
        if composer.line.match(text):
            return _ended(rows, row, composer)
        in_footer = len(rows) - row <= composer.within
        if text and not text.startswith(edge) and not in_footer:
            return None
    return None


def _ended(rows: list[str], first: int, composer: Composer) -> Box:
    """Its end: where the footer begins, or at the last blank row."""
    end = len(rows)
    if composer.footer:
        end = next((row for row in range(first + 1, end) if composer.footer.match(rows[row])), end)
    else:
        end = next((row for row in range(end - 1, first, -1) if not rows[row]), end)
    return _trimmed(rows, first, end)


def _trimmed(rows: list[str], first: int, footer: int) -> Box:
    """Without the blank rows at its end."""
    end = footer
    while end > first + 1 and not rows[end - 1]:
        end -= 1
    return Box(first, end, footer)


def _set_in(row: str, indent: int) -> str:
    return row[indent:].rstrip() if row[:indent].isspace() else row.rstrip()


def _colour_at(line: Line, column: int) -> object:
    """The colour of the first sign at or behind a column."""
    at = 0
    for run in line.runs:
        at += len(run.text)
        if at > column and run.text[max(0, column - at + len(run.text)) :].strip():
            return run.style.fg
    return None


def _all_dim(lines: tuple[Line, ...], text: str) -> bool:
    """True when the text is a hint of the program: dim, but for the cell the program draws its cursor in."""
    runs = [run for line in lines for run in line.runs if run.text.strip() and run.text.strip() in text]
    shown = [run for run in runs if not (run.style.reverse and len(run.text.strip()) == 1)]
    return bool(shown) and all(run.style.dim for run in shown)
