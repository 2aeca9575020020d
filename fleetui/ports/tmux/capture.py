"""Capturing one pane through a control client, by the way its tmux version allows."""

from __future__ import annotations

import re
from typing import NamedTuple

from fleetui.model.screen import Frame, parse_frame
from fleetui.ports.tmux.control import Answer, Command
from fleetui.ports.tmux.version import CAPTURE_TO_CLIENT, parse_version

_PLACE = "#{pane_id} #{pane_width} #{pane_height} #{cursor_x} #{cursor_y} #{cursor_flag} #{pane_in_mode} #{pane_title}"
_OCTAL = re.compile(r"\\([0-3][0-7]{2})")


class Shot(NamedTuple):
    """One capture as it came: equal shots are equal screens."""

    place: bytes
    text: bytes


class Capture:
    """The commands for one server. ``buffer`` is a name nobody else uses."""

    def __init__(self, version: str, buffer: str) -> None:
        self._direct = parse_version(version) >= CAPTURE_TO_CLIENT
        self._buffer = buffer

    def command(self, pane: str, *, history: int = 0) -> Command:
        """One line that asks for the pane's place and its styled text, ``history`` rows above it included."""
        place = f"display-message -p -t {pane} '{_PLACE}'"
        start = f" -S -{history}" if history else ""
        if self._direct:
            return Command(f"{place} ; capture-pane -e -p{start} -t {pane}", 2)
        name = self._buffer
        # deleted on the same line: the newest buffer is what the operator's own paste key would take
        line = f"{place} ; capture-pane -e -b {name}{start} -t {pane} ; show-buffer -b {name} ; delete-buffer -b {name}"
        return Command(line, 4)

    def shot(self, answer: Answer) -> Shot | None:
        """What the answer shows; ``None`` when the pane is gone."""
        if not answer.ok:
            return None
        return Shot(answer.blocks[0], answer.blocks[1 if self._direct else 2])

    def text(self, shot: Shot) -> str:
        """The styled text of a shot, as the pane has it."""
        text = shot.text.decode("utf-8", "replace")
        return text if self._direct else unvis(text)

    def frame(self, shot: Shot) -> Frame:
        """The shot as a frame."""
        fields = shot.place.decode("utf-8", "replace").split(" ", 7)
        _, width, height, column, row, shown, mode, title = fields
        return parse_frame(
            self.text(shot),
            width=int(width),
            height=int(height),
            cursor=(int(column), int(row)) if shown == "1" else None,
            title=title,
            in_mode=mode not in ("", "0"),
        )


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
