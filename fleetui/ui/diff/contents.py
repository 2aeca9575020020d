"""What is known of the lines of a difference beyond their text, found when a line is first drawn."""

from __future__ import annotations

from fleetui.model.difference.reading import Difference, PatchLine
from fleetui.model.difference.words import Marks, differing_words
from fleetui.ui.diff.layout import NONE, Faces
from fleetui.ui.diff.syntax import Stretch, Syntax


class _Side:
    """The lines of a hunk as they were, or as they are: the text that is coloured together."""

    def __init__(self, path: str, lines: tuple[PatchLine, ...], without: str) -> None:
        own = [n for n, line in enumerate(lines) if line.sign != without]
        self._places = {n: at for at, n in enumerate(own)}
        self._syntax = Syntax(path, [lines[n].text for n in own])

    def of(self, line: int) -> tuple[Stretch, ...]:
        """The colours of a line, by its place in the hunk."""
        return self._syntax.of(self._places[line])


class Contents:
    """Of one difference. Nothing of a line that was never in sight is worked out."""

    def __init__(self, difference: Difference) -> None:
        self.difference = difference
        self.faces = Faces(difference)
        self._sides: dict[tuple[int, int, str], _Side] = {}
        self._across: dict[tuple[int, int], dict[int, int]] = {}
        self._marks: dict[tuple[int, int, int], Marks] = {}

    def line(self, file: int, hunk: int, place: int) -> PatchLine:
        """A line by its place."""
        return self.difference.files[file].hunks[hunk].lines[place]

    def colours(self, file: int, hunk: int, place: int) -> tuple[Stretch, ...]:
        """The colours of its code."""
        changed = self.difference.files[file]
        lines = changed.hunks[hunk].lines
        without = "+" if lines[place].sign == "-" else "-"
        key = (file, hunk, without)
        side = self._sides.get(key)
        if side is None:
            side = self._sides[key] = _Side(changed.path, lines, without)
        return side.of(place)

    def marks(self, file: int, hunk: int, place: int) -> Marks:
        """What of it is not in the line that it faces; nothing where it faces none."""
        known = self._marks.get((file, hunk, place))
        if known is None:
            known = self._compared(file, hunk, place)
        return known

    def _compared(self, file: int, hunk: int, place: int) -> Marks:
        line = self.line(file, hunk, place)
        other = self._facing(file, hunk).get(place, NONE)
        if line.sign == " " or other == NONE:
            self._marks[file, hunk, place] = ()
            return ()
        gone, came = (place, other) if line.sign == "-" else (other, place)
        before, after = (self.line(file, hunk, n).text for n in (gone, came))
        self._marks[file, hunk, gone], self._marks[file, hunk, came] = differing_words(before, after)
        return self._marks[file, hunk, place]

    def _facing(self, file: int, hunk: int) -> dict[int, int]:
        known = self._across.get((file, hunk))
        if known is None:
            pairs = [(a, b) for a, b in self.faces.of(file, hunk) if NONE not in (a, b) and a != b]
            known = {**dict(pairs), **{b: a for a, b in pairs}}
            self._across[file, hunk] = known
        return known
