"""As much of a terminal as is needed to see what a full-screen program drew."""

from __future__ import annotations

import re
import unicodedata

from fleetui.model.sgr import PLAIN, Style, styled

Cell = tuple[str, Style]
BLANK: Cell = (" ", PLAIN)
_TOKEN = re.compile(
    "\x1b\\[(?P<parameters>[0-9;:?<>=]*)[ -/]*(?P<final>[@-~])"
    "|\x1b\\][^\x07\x1b]*(?:\x07|\x1b\\\\)"
    "|\x1bP[^\x1b]*\x1b\\\\"
    "|\x1b(?:[ -/]+[0-~]|[0-OQ-Z\\\\^-~])"
    "|(?P<text>[^\x00-\x1f\x7f]+)"
    "|(?P<control>[\x00-\x1a\x1c-\x1f\x7f])"
)


def seen_on_blanks(style: Style) -> Style:
    """What one sees of a style where no letter is: the ground, and lines."""
    return style if style.underline or style.strike or style.reverse else Style(bg=style.bg)


class Screen:
    """A grid of (character, style) cells, the same however a program came to them."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.rows: list[list[Cell]] = [[BLANK] * width for _ in range(height)]
        self._x = self._y = 0
        self._style = PLAIN
        self._rest = ""

    def feed(self, text: str) -> None:
        """Draw what a program wrote; an unfinished sequence waits for the next call."""
        text = self._rest + text
        self._rest = ""
        place = 0
        while found := _TOKEN.match(text, place):
            place = found.end()
            if found["text"]:
                self._write(found["text"])
            elif found["final"]:
                self._sequence(found["parameters"], found["final"])
            elif found["control"]:
                self._control(found["control"])
        self._rest = text[place:][-400:]

    def row(self, y: int) -> str:
        """One row's characters."""
        return "".join(cell[0] for cell in self.rows[y])

    def text(self) -> str:
        """All rows."""
        return "\n".join(self.row(y) for y in range(self.height))

    def _write(self, text: str) -> None:
        row = self.rows[self._y]
        on_blanks = seen_on_blanks(self._style)
        for char in text:
            style = on_blanks if char == " " else self._style
            width = 2 if unicodedata.east_asian_width(char) in "WF" else 1
            if unicodedata.combining(char):
                continue
            if self._x + width > self.width:
                return
            row[self._x] = (char, style)
            if width == 2:
                row[self._x + 1] = ("", style)
            self._x += width

    def _control(self, char: str) -> None:
        if char == "\r":
            self._x = 0
        elif char == "\n":
            self._y = min(self._y + 1, self.height - 1)
        elif char == "\b":
            self._x = max(0, self._x - 1)

    def _sequence(self, parameters: str, final: str) -> None:
        if final == "m":
            self._style = styled(self._style, parameters)
            return
        if parameters[:1] in ("?", "<", ">", "="):
            return
        numbers = [int(number) if number.isdigit() else 0 for number in parameters.split(";")]
        first = numbers[0] or 1
        if final in "Hf":
            self._to(first - 1, ([*numbers, 0][1] or 1) - 1)
        elif final in "ABCD":
            across = {"C": first, "D": -first}.get(final, 0)
            down = {"A": -first, "B": first}.get(final, 0)
            self._to(self._y + down, self._x + across)
        elif final == "J" and numbers[0] == 2:
            self.rows = [[BLANK] * self.width for _ in range(self.height)]
        elif final == "K" and numbers[0] == 0:
            self.rows[self._y][self._x :] = [BLANK] * (self.width - self._x)

    def _to(self, y: int, x: int) -> None:
        self._y = max(0, min(y, self.height - 1))
        self._x = max(0, min(x, self.width - 1))
