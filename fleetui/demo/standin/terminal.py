"""What is written to the terminal: styled text that cannot steer it, a transcript, and live rows below it."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator

RESET = "\x1b[0m"
BOLD, DIM = "1", "2"
RED, GREEN, YELLOW, BLUE, VIOLET, TEAL, ORANGE = (
    "38;5;203",
    "38;5;114",
    "38;5;221",
    "38;5;111",
    "38;5;140",
    "38;5;73",
    "38;5;173",
)


JOINERS = "\u200c\u200d"


def paint(style: str, text: str) -> str:
    """Text in one style. Anything in it that could steer the terminal is made visible."""
    clean = "".join(c if c.isprintable() or c in JOINERS else "�" for c in text.replace("\t", "    "))
    return f"\x1b[{style}m{clean}{RESET}" if style else clean


def width_of(text: str) -> int:
    """Terminal columns of a text without escapes."""
    return sum(
        0 if unicodedata.combining(c) or c in JOINERS else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def wrap(text: str, columns: int) -> list[str]:
    """Rows of a text, broken at spaces where that fits, never losing a character that shows."""
    rows: list[str] = []
    for line in text.split("\n"):
        row = ""
        for piece in re.findall(r"\s*\S+|\s+", line):
            if row and width_of(row + piece) > columns:
                rows.append(row)
                row = ""
            for char in piece.lstrip() if not row and rows and line else piece:
                if width_of(row + char) > columns:
                    rows.append(row)
                    row = ""
                row += char
        rows.append(row)
    return rows


class Screen:
    """Draws the transcript and the live rows below it, in place."""

    def __init__(self) -> None:
        self._above: list[tuple[str, str, str, str]] = []
        self._fresh: list[tuple[str, str, str, str]] = []
        self._cursor_row = 0
        self._last: tuple[list[str], tuple[int, int]] | None = None
        self.columns, self.rows = 80, 24
        self.resize()

    def resize(self) -> None:
        """Take the terminal's size and draw everything anew at the next ``draw``."""
        self.columns, self.rows = os.get_terminal_size(1)
        self._fresh = self._above[-self.rows :]
        self._cursor_row, self._last = 0, None
        self._write("\x1b[H\x1b[2J")

    def say(self, lead: str, text: str, style: str = "", lead_style: str = "") -> None:
        """Add to the transcript: ``lead`` before the first row, the rest indented below it."""
        item = (lead, lead_style, text, style)
        self._above = [*self._above[-400:], item]
        self._fresh.append(item)

    def draw(self, live: list[str], cursor: tuple[int, int]) -> None:
        """Show what is new in the transcript and the live rows; ``cursor`` is a row of those and a column."""
        cut = max(0, len(live) - self.rows + 1)
        live, cursor = live[cut:], (max(0, cursor[0] - cut), cursor[1])
        if not self._fresh and (live, cursor) == self._last:
            return
        above = [row for item in self._fresh for row in self._rendered(*item)]
        up = f"\x1b[{self._cursor_row}A" if self._cursor_row else ""
        back = len(live) - 1 - cursor[0]
        text = f"\r{up}\x1b[J" + "".join(f"{row}\r\n" for row in above) + "\r\n".join(live)
        self._write(text + (f"\x1b[{back}A" if back else "") + f"\r\x1b[{cursor[1]}C")
        self._fresh, self._cursor_row, self._last = [], cursor[0], (live, cursor)

    def leave(self) -> None:
        """Take the live rows away; the transcript stays."""
        up = f"\x1b[{self._cursor_row}A" if self._cursor_row else ""
        self._write(f"\r{up}\x1b[J")

    def full(self, rows: list[str]) -> None:
        """Show these rows alone."""
        self._write("\x1b[H\x1b[2J" + "\r\n".join(rows[: self.rows]))

    def _rendered(self, lead: str, lead_style: str, text: str, style: str) -> Iterator[str]:
        for number, row in enumerate(wrap(text, max(8, self.columns - len(lead) - 1))):
            first = paint(lead_style, lead) if number == 0 else " " * len(lead)
            yield first + paint(style, row)

    @staticmethod
    def _write(text: str) -> None:
        data = text.encode("utf-8", "replace")
        while data:
            data = data[os.write(1, data) :]
