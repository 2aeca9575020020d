"""Capturing one pane through a control client, by the way its tmux version allows.

Styles are what costs: a screen without them takes tmux a fifth of the time. So a pane that was seen whole is then
asked for its plain text and for the styles of the few rows that change; rows whose text stood on the screen before
keep their looks. Text is never guessed: all of it comes from the same moment as the styled rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from fleetui.model.clean import clean_line
from fleetui.model.screen import Frame, Line, parse_frame
from fleetui.ports.tmux.control import Answer, Command
from fleetui.ports.tmux.version import CAPTURE_TO_CLIENT, parse_version

_PLACE = "#{pane_id} #{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{cursor_flag} #{pane_in_mode} #{pane_title}"
_MOST_ROWS = 10_000
_OCTAL = re.compile(r"\\([0-3][0-7]{2})")

Rows = tuple[int, int]
"""First and last of some rows."""
NO_ROWS: Rows = (0, -1)
DONE: Rows = (-1, -1)
"""No rows are missing."""


class Shot(NamedTuple):
    """One capture as it came: equal shots are equal screens."""

    place: bytes
    text: bytes
    plain: bytes = b""
    """The same rows without styles, where they were asked for."""


class Seen(NamedTuple):
    """A pane as it was captured last."""

    place: bytes
    plain: tuple[bytes, ...]
    """The rows without styles, as tmux wrote them."""
    frame: Frame
    changing: Rows
    """Where new text appeared last: the likely place of the next."""


class Capture:
    """The commands for one server. ``buffer`` is a name nobody else uses."""

    def __init__(self, version: str, buffer: str) -> None:
        self._direct = parse_version(version) >= CAPTURE_TO_CLIENT
        self._buffer = buffer

    def command(self, pane: str, *, history: int = 0) -> Command:
        """One line that asks for the pane's place and its styled text, ``history`` rows above it included."""
        start = f" -S -{history}" if history else ""
        return self._line(pane, f"-e{start}")

    def whole(self, pane: str) -> Command:
        """One line that asks for the pane's place, its plain text, and its styled text."""
        return self._line(pane, "", "-e")

    def part(self, pane: str, rows: Rows) -> Command:
        """Like ``whole``, with styles of some rows only."""
        return self._line(pane, "", *([f"-e -S {rows[0]} -E {rows[1]}"] if rows != NO_ROWS else []))

    def _line(self, pane: str, *ways: str) -> Command:
        place = f"display-message -p -t {pane} '{_PLACE}'"
        if self._direct:
            takes = [f"capture-pane -p {way} -t {pane}" for way in ways]
            return Command(" ; ".join((place, *takes)), 1 + len(ways))
        name = self._buffer
        takes = [f"capture-pane {way} -b {name} -t {pane} ; show-buffer -b {name}" for way in ways]
        # deleted on the same line: the newest buffer is what the operator's own paste key would take
        return Command(" ; ".join((place, *takes, f"delete-buffer -b {name}")), 2 + 2 * len(ways))

    def shot(self, answer: Answer) -> Shot | None:
        """What the answer shows; ``None`` when the pane is gone."""
        if not answer.ok:
            return None
        place, *taken = answer.blocks
        texts = taken if self._direct else taken[1::2]
        return Shot(place, texts[0]) if len(texts) == 1 else Shot(place, texts[1], texts[0])

    def text(self, shot: Shot) -> str:
        """The styled text of a shot, as the pane has it."""
        return self._text(shot.text)

    def _text(self, raw: bytes) -> str:
        text = raw.decode("utf-8", "replace")
        return text if self._direct else unvis(text)

    def frame(self, shot: Shot) -> Frame:
        """The shot as a frame."""
        height = int(shot.place.split(b" ", 3)[2])
        return _framed(self._lines(shot.text)[:height], shot.place)

    def seen(self, shot: Shot, before: Seen | None) -> Seen:
        """A whole shot."""
        frame = self.frame(shot)
        plain = _rows(shot.plain)
        changing = before.changing if before else NO_ROWS
        if before and before.place == shot.place and before.frame.lines == frame.lines:
            frame = before.frame
        return Seen(shot.place, plain, frame, changing)

    def patched(self, answer: Answer, rows: Rows, before: Seen) -> Seen | Rows | None:
        """What a partial answer shows; or the rows that must be asked for instead, ``None`` for all."""
        shot = self.shot(answer)
        if shot is None or not _same_shape(shot.place, before):
            return None
        plain = _rows(shot.text if rows == NO_ROWS else shot.plain)
        styled = () if rows == NO_ROWS else self._lines(shot.text)
        count = rows[1] + 1 - rows[0]
        if len(plain) != len(before.plain) or len(styled) != count or rows[1] >= len(plain):
            return None
        lines = list(before.frame.lines)
        lines[rows[0] : rows[1] + 1] = styled
        missing = _carried_over(plain, lines, rows, before)
        if missing:
            asked = range(rows[0], rows[1] + 1)
            return min((missing[0], *asked)), max((missing[-1], *asked))
        if shot.place == before.place and tuple(lines) == before.frame.lines:
            return before._replace(plain=plain)
        return Seen(shot.place, plain, _framed(tuple(lines), shot.place), _changing(plain, rows, before))

    def _lines(self, raw: bytes) -> tuple[Line, ...]:
        return parse_frame(self._text(raw), width=0, height=_MOST_ROWS, cursor=None, title="").lines


def comparable(seen: Seen) -> bool:
    """True where rows and plain rows stand side by side, so that parts can be told apart."""
    return len(seen.plain) == len(seen.frame.lines)


def _carried_over(plain: Sequence[bytes], lines: list[Line], rows: Rows, before: Seen) -> list[int]:
    """Put the lines whose text stood on the screen before where it stands now; the rows with text that did not."""
    moved = [
        number
        for number, row in enumerate(plain)
        if row != before.plain[number] and not rows[0] <= number <= rows[1]
    ]
    if not moved:
        return []
    looks = _looks(before)
    missing = []
    for number in moved:
        line = looks.get(plain[number])
        if line is None:
            missing.append(number)
        else:
            lines[number] = line
    return missing


def _changing(plain: Sequence[bytes], rows: Rows, before: Seen) -> Rows:
    """The rows to ask for next time: those of these that changed."""
    changed = [n for n in range(rows[0], rows[1] + 1) if plain[n] != before.plain[n]]
    return (changed[0], changed[-1]) if changed else before.changing


def _looks(seen: Seen) -> dict[bytes, Line | None]:
    """What each text looked like; ``None`` where it stood there in two ways."""
    found: dict[bytes, Line | None] = {}
    for text, line in zip(seen.plain, seen.frame.lines, strict=True):
        found[text] = line if found.get(text, line) is line else None
    return found


def _rows(plain: bytes) -> tuple[bytes, ...]:
    rows = plain.split(b"\n")
    return tuple(rows[:-1] if not rows[-1] else rows)


def _same_shape(place: bytes, before: Seen) -> bool:
    return place.split(b" ", 3)[:3] == before.place.split(b" ", 3)[:3]


def _framed(lines: tuple[Line, ...], place: bytes) -> Frame:
    """Lines with the place they were captured in."""
    _, width, height, column, row, shown, mode, title = place.decode("utf-8", "replace").split(" ", 7)
    cursor = (int(column), int(row)) if shown == "1" else None
    return Frame(lines, int(width), int(height), cursor, clean_line(title), mode not in ("", "0"))


def unvis(text: str) -> str:
    r"""Undo how ``show-buffer`` writes for a control client: ``\033``, ``\\``, and ``\$`` before a name.

    A doubled backslash is cut out first, so that what follows one is never read as its digits.
    """
    if "\\" not in text:
        return text
    return "\\".join(_undo(part) for part in text.split("\\\\"))


def _undo(part: str) -> str:
    part = part.replace("\\033", "\x1b").replace("\\$", "$")
    return _OCTAL.sub(lambda match: chr(int(match[1], 8)), part) if "\\" in part else part
