"""The rows of a difference, before anything of them is drawn: which line stands where, unified or side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from enum import Enum, auto
from typing import NamedTuple

from fleetui.model.difference.facing import Face, Facing
from fleetui.model.difference.reading import Difference, Hunk

NONE = -1


class Kind(Enum):
    """What a row is."""

    SUMMARY = auto()
    FILE = auto()
    HUNK = auto()
    """Between two places of a file."""
    LINE = auto()
    NOTE = auto()
    BLANK = auto()


class Row(NamedTuple):
    """One row: places in the difference, in the file, and in the hunk's lines."""

    kind: Kind
    file: int = NONE
    hunk: int = NONE
    left: int = NONE
    """The line as it was."""
    right: int = NONE
    """The line as it is; of a note, its place among the notes."""


class Faces:
    """For each hunk which lines face each other, found when it is first asked for."""

    def __init__(self, difference: Difference) -> None:
        self._difference = difference
        self._facing = Facing()
        self._known: dict[tuple[int, int], tuple[Face, ...]] = {}

    def of(self, file: int, hunk: int) -> tuple[Face, ...]:
        """Every line of a hunk once, as pairs of places; both of a line that stayed are the same."""
        known = self._known.get((file, hunk))
        if known is None:
            lines = self._difference.files[file].hunks[hunk]
            known = self._known[file, hunk] = tuple(_faces(lines, self._facing))
        return known


def _faces(hunk: Hunk, facing: Facing) -> Iterator[Face]:
    gone: list[int] = []
    came: list[int] = []

    def block() -> Iterator[Face]:
        texts = [[hunk.lines[n].text for n in places] for places in (gone, came)]
        for i, j in facing.faces(*texts):
            yield (gone[i] if i >= 0 else NONE, came[j] if j >= 0 else NONE)
        gone.clear()
        came.clear()

    for n, line in enumerate(hunk.lines):
        if line.sign == "+":
            came.append(n)
            continue
        if came or line.sign == " ":
            yield from block()
        if line.sign == "-":
            gone.append(n)
        else:
            yield (n, n)
    yield from block()


def rows_of(
    difference: Difference, is_folded: Callable[[str], bool], faces: Faces, *, side_by_side: bool
) -> list[Row]:
    """All rows, in order."""
    rows = [Row(Kind.SUMMARY)] if len(difference.files) > 1 else []
    for n, file in enumerate(difference.files):
        open_before = n > 0 and not is_folded(difference.files[n - 1].path)
        if n and (open_before or not is_folded(file.path)):
            rows.append(Row(Kind.BLANK, n - 1))
        rows.append(Row(Kind.FILE, n))
        if not is_folded(file.path):
            for at, hunk in enumerate(file.hunks):
                rows += [Row(Kind.HUNK, n, at)] if at else []
                beside = side_by_side and not file.one_sided  # half of the screen would be empty
                rows += _beside(n, at, faces) if beside else _below(n, at, hunk.lines)
    rows += [Row(Kind.NOTE, right=n) for n in range(len(difference.notes))]
    return rows


def _below(file: int, hunk: int, lines: Sequence[object]) -> list[Row]:
    return [Row(Kind.LINE, file, hunk, n, n) for n in range(len(lines))]


def _beside(file: int, hunk: int, faces: Faces) -> list[Row]:
    return [Row(Kind.LINE, file, hunk, left, right) for left, right in faces.of(file, hunk)]
