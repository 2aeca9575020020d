"""A difference as it is opened: which files are folded, which row is which line, where something stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fleetui.model.difference.reading import Difference, DiffLine
from fleetui.ui.diff.contents import Contents
from fleetui.ui.diff.folding import Folds
from fleetui.ui.diff.layout import NONE, Kind, Row, rows_of
from fleetui.ui.diff.painter import heading_words

STAYS = frozenset({Kind.LINE, Kind.FILE, Kind.NOTE})
"""Rows on which a bar may stand."""


class Opened:
    """Rows follow from the difference, the folds and whether lines stand side by side."""

    def __init__(self) -> None:
        self.contents = Contents(Difference())
        self.folds = Folds()
        self.beside = False
        self.rows: Sequence[Row] = ()

    @property
    def difference(self) -> Difference:
        """What is opened."""
        return self.contents.difference

    def open(self, difference: Difference, *, anew: bool) -> None:
        """Another difference, or ``anew`` false: another state of the same, with the same files folded."""
        self.contents = Contents(difference)
        self.folds = (Folds() if anew else self.folds).of(difference)

    def lay_out(self, *, beside: bool) -> None:
        """Make the rows."""
        self.beside = beside
        folded, faces = self.folds.is_folded, self.contents.faces
        self.rows = rows_of(self.difference, folded, faces, side_by_side=beside)

    def row(self, at: int) -> Row | None:
        """A row, where there is one."""
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def line(self, at: int) -> DiffLine | None:
        """The line that can be pointed at in a row, as it is in the file now; none of a file that went."""
        one = self.row(at)
        if one is None or one.kind is not Kind.LINE:
            return None
        file = self.difference.files[one.file]
        line = file.hunks[one.hunk].lines[one.right if one.right != NONE else one.left]
        return DiffLine(file.path, line.new, line.sign, line.text) if line.new and not file.gone else None

    def text(self, one: Row) -> str:
        """A row as it is looked through; both lines where two stand beside each other."""
        if one.kind is Kind.FILE:
            return heading_words(self.difference.files[one.file])
        if one.kind is Kind.NOTE:
            return self.difference.notes[one.right]
        if one.kind is not Kind.LINE:
            return ""
        sides = dict.fromkeys(place for place in (one.left, one.right) if place != NONE)
        return "\n".join(self.contents.line(one.file, one.hunk, place).text for place in sides)

    def headings(self) -> list[int]:
        """The rows of files' headings."""
        return [n for n, one in enumerate(self.rows) if one.kind is Kind.FILE]

    def heading(self, file: int) -> int:
        """The row of a file's heading."""
        return next((n for n in self.headings() if self.rows[n].file == file), 0)

    def place_of(self, here: Row) -> int:
        """Where a row of before the last change of layout is now: its line, or the heading of its file."""
        if here.kind is Kind.LINE:
            places = {here.left, here.right} - {NONE}
            for n, one in self._lines(here.file):
                if one.hunk == here.hunk and {one.left, one.right} & places:
                    return n
        return self.heading(here.file)

    def nearest(self, path: str, line: int) -> int | None:
        """The row of a line of a file as it is now, or of the nearest to it; the heading where none is shown."""
        number = next((n for n, file in enumerate(self.difference.files) if file.path == path), None)
        if number is None:
            return None
        far = [
            (abs(found.line - line), found.sign == "-", n)
            for n, _ in self._lines(number)
            if (found := self.line(n))
        ]
        return min(far)[2] if far else self.heading(number)

    def _lines(self, file: int) -> Iterator[tuple[int, Row]]:
        return ((n, one) for n, one in enumerate(self.rows) if one.file == file and one.kind is Kind.LINE)

    def next_with(self, sought: str, begin: int, step: int) -> int | None:
        """The row, from ``begin`` on and round, in which a text stands; capitals or not."""
        total = len(self.rows)
        for n in range(total):
            at = (begin + n * step) % total
            if self.rows[at].kind in STAYS and hits(sought, self.text(self.rows[at])):
                return at
        return None

    def rows_with(self, sought: str) -> int:
        """In how many rows a text stands."""
        if not sought:
            return 0
        return sum(one.kind in STAYS and bool(hits(sought, self.text(one))) for one in self.rows)

    def unfold_with(self, sought: str) -> bool:
        """Unfold every file in which a text stands; true where there was one."""
        wanted = sought.casefold()
        found = [
            file.path
            for file in self.difference.files
            if self.folds.is_folded(file.path)
            and any(wanted in line.text.casefold() for hunk in file.hunks for line in hunk.lines)
        ]
        for path in found:
            self.folds.turn(path)
        return bool(found)


def hits(sought: str, text: str) -> list[tuple[int, int]]:
    """Where a text stands in another one, capitals or not."""
    if not sought:
        return []
    return [found.span() for found in re.finditer(re.escape(sought), text, re.IGNORECASE)]
