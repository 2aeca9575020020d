"""A unified difference as rows: file, line numbers, what went and what came."""

from __future__ import annotations

import re

from fleetui.model.value import value
from fleetui.ui.draw.rows import BLANK, TextRow
from fleetui.ui.draw.strips import Span

_MOST_ROWS = 4000
_HUNK = re.compile(r"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@")
_HEADERS = ("--- ", "+++ ", "index ", "similarity ", "new file mode ")


@value
class DiffLine:
    """One line of a difference, where it stands in the file as it is now."""

    path: str
    line: int
    """Of one that went: where it would stand."""
    sign: str
    """``+``, ``-`` or a blank."""
    text: str


class _Reader:
    """Reads line by line; a hunk's own figures say what is content, so no content can pass for a header."""

    def __init__(self, totals: dict[str, tuple[int, int]], lines: dict[str, DiffLine] | None = None) -> None:
        self.rows: list[TextRow] = []
        self.totals = totals
        self.lines = lines
        """By the key of its row: those that can be pointed at, where that is asked for."""
        self.path = ""
        self.old = self.new = self.old_left = self.new_left = 0
        self.hunks = 0

    def read(self, line: str) -> None:
        """One more line."""
        if self.old_left > 0 or self.new_left > 0:
            self._content(line)
        elif line.startswith("diff --git"):
            self.rows += [BLANK] if self.rows else []
            self.path = _path(line)
            self.rows.append(_file(self.path, self.totals))
            self.hunks = 0
        elif found := _HUNK.match(line):
            self._hunk(found)
        elif not line.startswith(_HEADERS):
            self.rows.append(TextRow((Span(f"       {line}", "dim"),)))

    def _hunk(self, found: re.Match[str]) -> None:
        self.old, self.new = int(found[1]), int(found[3])
        self.old_left = int(found[2] or 1)
        self.new_left = int(found[4] or 1)
        if self.hunks:
            self.rows.append(TextRow((Span("     ⋮", "faint"),)))
        self.hunks += 1

    def _content(self, line: str) -> None:
        sign, text = line[:1], line[1:]
        key = self._key(sign, text)
        if sign == "+":
            self.rows.append(_line(self.new, "+", text, "ok", key))
        elif sign == "-":
            self.rows.append(_line(self.old, "-", text, "stuck", key))
        elif sign == "\\":
            self.rows.append(TextRow((Span(f"       {line}", "dim"),)))
            return
        else:
            self.rows.append(_line(self.new, " ", text, "text", key))
        if sign != "+":
            self.old, self.old_left = self.old + 1, self.old_left - 1
        if sign != "-":
            self.new, self.new_left = self.new + 1, self.new_left - 1

    def _key(self, sign: str, text: str) -> str:
        """Of a line that can be pointed at: there is none in a file that went."""
        if self.lines is None or sign == "\\" or not self.new:
            return ""
        key = str(len(self.rows))
        self.lines[key] = DiffLine(self.path, self.new, sign, text)
        return key


def diff_rows(text: str, lines: dict[str, DiffLine] | None = None) -> list[TextRow]:
    """Rows of a difference; bounded, and saying so when it was cut. ``lines`` is filled with those that can be pointed
    at, by the keys of their rows."""
    if not text.strip():
        return [TextRow((Span("no difference", "dim"),))]
    every = text.split("\n")
    reader = _Reader(_totals(every), lines)
    for line in every[:-1] if not every[-1] else every:
        if len(reader.rows) > _MOST_ROWS:
            reader.rows.append(TextRow((Span("cut here: the rest is not shown", "low"),)))
            break
        reader.read(line)
    return reader.rows


def _line(number: int, sign: str, text: str, ink: str, key: str) -> TextRow:
    left = (Span(f"{number:>5} ", "dim"), Span(f" {sign} {text.expandtabs(4)}", ink))
    return TextRow(left, key=key)


def _file(path: str, totals: dict[str, tuple[int, int]]) -> TextRow:
    added, deleted = totals.get(path, (0, 0))
    return TextRow((Span(path, "merge bold"), Span(f"   +{added} -{deleted}", "dim")))


def _path(line: str) -> str:
    half = line.removeprefix("diff --git ").split(" b/", 1)
    return half[-1].strip('"')


def _totals(lines: list[str]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    path, old_left, new_left = "", 0, 0
    for line in lines:
        if old_left > 0 or new_left > 0:
            added, deleted = found.get(path, (0, 0))
            found[path] = (added + line.startswith("+"), deleted + line.startswith("-"))
            old_left -= not line.startswith(("+", "\\"))
            new_left -= not line.startswith(("-", "\\"))
        elif line.startswith("diff --git"):
            path = _path(line)
        elif hunk := _HUNK.match(line):
            old_left, new_left = int(hunk[2] or 1), int(hunk[4] or 1)
    return found
