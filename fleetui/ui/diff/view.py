"""A difference to read: by file, unified or side by side. What is not in sight is not drawn, and nothing of it made."""

from __future__ import annotations

from collections.abc import Sequence

from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip

from fleetui.model.difference.reading import Difference, DiffLine, read_difference
from fleetui.ui.diff.layout import Kind, Row
from fleetui.ui.diff.opened import STAYS, Opened, hits
from fleetui.ui.diff.painter import Painter
from fleetui.ui.draw.painted import Painted
from fleetui.ui.draw.strips import Span, cells, row
from fleetui.ui.shell.memory import text
from fleetui.ui.shell.shared_state import SharedState

BESIDE_FROM = 110
"""Columns from which on two lines have room beside each other."""
_KEPT_AS, _BESIDE, _BELOW = "difference", "side by side", "unified"
_ABOVE = 3
"""Rows above a place that was gone to, where no bar shows it."""
_EDGES = 11
"""Cells of a row beside the text: bar, number, sign."""


class DiffClicked(Message):
    """The operator clicked on a line."""

    def __init__(self, view: DiffView, *, twice: bool) -> None:
        super().__init__()
        self.view = view
        self.twice = twice


class DiffView(Painted):
    """``bar`` gives it a bar that moves; else it scrolls. The file of the first row in sight is always named."""

    shared: SharedState

    def __init__(self, shared: SharedState, *, id: str | None = None, bar: bool = True) -> None:  # noqa: A002
        super().__init__(shared, id=id)
        self.has_bar = bar
        self.top = 0
        self.at = 0
        """The row of the bar; without one, the first row in sight."""
        self.sought = ""
        """What is looked for."""
        self._opened = Opened()
        self._instead: Sequence[Span] = ()
        self._of = ""
        self._text: str | None = None
        self._was: DiffLine | None = None
        """Where the bar stood before words took the difference's place."""
        self.gathered: frozenset[tuple[str, int]] = frozenset()
        """Lines that are marked, by path and number."""
        self._left = 0
        self._drawn: tuple[Sequence[Row], tuple[object, ...], list[Strip]] = ((), (), [])
        """The rows that were drawn last, and all that they depend on."""

    # what is shown

    def say(self, *spans: Span) -> None:
        """Words in the place of a difference."""
        self._was = self.chosen or self._was
        self._instead, self._text = spans, None
        self._opened.open(Difference(), anew=False)
        self._lay_out()

    def read(self, difference: str, of: str = "") -> None:
        """Show this text. Where it is another state of what was shown, ``of`` the same, folds and bar stay."""
        if (difference, of) == (self._text, self._of):
            return
        before = (self.chosen or self._was) if of == self._of else None
        self._was = None
        self._instead = () if difference.strip() else (Span("no difference", "dim"),)
        self._opened.open(read_difference(difference), anew=of != self._of)
        if of != self._of:
            self.top = self.at = self._left = 0
        self._text, self._of = difference, of
        self._lay_out()
        if before:
            self.go_to(before.path, before.line)

    @property
    def difference(self) -> Difference:
        """What is shown."""
        return self._opened.difference

    @property
    def rows(self) -> Sequence[Row]:
        """All rows, also those out of sight."""
        return self._opened.rows

    @property
    def chosen(self) -> DiffLine | None:
        """The line under the bar, as it is in the file now; none of a file that went."""
        return self._opened.line(self.at)

    @property
    def wants_beside(self) -> bool:
        """The operator wants lines side by side, here and wherever a difference is shown."""
        return text(self.shared.memory.load(), _KEPT_AS) == _BESIDE

    @property
    def beside(self) -> bool:
        """Lines stand side by side: that is wanted and there is room."""
        return self.wants_beside and self.size.width >= BESIDE_FROM

    def _lay_out(self) -> None:
        """The rows anew; the bar stays at its line, or at its file."""
        here = self._opened.row(self.at)
        self._opened.lay_out(beside=self.beside)
        if here:
            self.at = self._opened.place_of(here)
        self._settle()
        self.repaint()

    # what keys do

    def go_to(self, path: str, line: int) -> bool:
        """The bar onto a line of a file as it is now, or onto the nearest; a folded file is unfolded."""
        if self._opened.folds.is_folded(path):
            self._opened.folds.turn(path)
            self._lay_out()
        to = self._opened.nearest(path, line)
        if to is None:
            return False
        self._go(to)
        self.centre()
        return True

    def centre(self) -> None:
        """The bar into the middle, where it can be."""
        self.top = self.at - self.size.height // 2
        self._settle()
        self.repaint()

    def move(self, by: int) -> None:
        """The bar by so many rows on which it may stand; without a bar, scroll."""
        if not self.has_bar:
            self.scroll(by)
            return
        step = 1 if by > 0 else -1
        at = self.at if abs(by) < len(self.rows) else self._farthest(step)
        for _ in range(min(abs(by), len(self.rows)) if at == self.at else 0):
            to = self._next_stay(at + step, step)
            if to is None:
                break
            at = to
        if at == self.at and by < 0:
            self.top = 0  # the summary above the first heading
        self._go(at)

    def _farthest(self, step: int) -> int:
        found = self._next_stay(len(self.rows) - 1, -1) if step > 0 else self._next_stay(0, 1)
        return self.at if found is None else found

    def _next_stay(self, begin: int, step: int) -> int | None:
        end = len(self.rows) if step > 0 else -1
        return next((n for n in range(begin, end, step) if self.rows[n].kind in STAYS), None)

    def scroll(self, by: int) -> None:
        """Scroll; the bar stays in sight."""
        self.top = max(0, min(len(self.rows) - self.size.height, self.top + by))
        if self.has_bar:
            first, last = self.top + self._named(self.top), self.top + self.size.height - 1
            self.at = max(first, min(self.at, last, len(self.rows) - 1))
        else:
            self.at = self.top
        self.repaint()

    def sideways(self, by: int) -> None:
        """Scroll long lines; not past the end of the longest in sight."""
        shown = self.rows[self.top : self.top + self.size.height]
        texts = (line for one in shown for line in self._opened.text(one).split("\n"))
        longest = max((cells(line.expandtabs(4)) for line in texts), default=0)
        room = (self.size.width // 2 if self._opened.beside else self.size.width) - _EDGES
        self._left = max(0, min(self._left + by, longest - room if by > 0 else self._left))
        self.repaint()

    def next_file(self, step: int) -> None:
        """The heading of the next file, or of the one before; first to that of this file where one reads on in it."""
        headings = self._opened.headings()
        if step > 0:
            to = next((n for n in headings if n > self.at), None)
        else:
            to = next((n for n in reversed(headings) if n < self.at), None)
        if to is not None:
            self.top = to
            self._go(to)

    def fold(self) -> None:
        """Fold the file of the bar, or unfold it."""
        one = self._opened.row(self.at)
        if one is None or not self.difference.files:
            return
        number = max(0, one.file)
        self._opened.folds.turn(self.difference.files[number].path)
        self.at = self._opened.heading(number)
        self._lay_out()

    def fold_all(self) -> None:
        """Unfold every file where any is folded, else fold every one."""
        self._opened.folds.turn_all()
        self._lay_out()

    def turn_layout(self) -> str:
        """Unified or side by side from now on, everywhere; returns a word where there is no room for that."""
        self.shared.memory.keep(_KEPT_AS, _BELOW if self.wants_beside else _BESIDE)
        self._lay_out()
        if self.wants_beside and not self.beside:
            return (
                f"side by side from {BESIDE_FROM} columns on; here are {self.size.width}: unified until then"
            )
        return ""

    def mark(self, lines: frozenset[tuple[str, int]]) -> None:
        """Mark these lines, by path and number in the file as it is now."""
        self.gathered = lines
        self.repaint()

    def find(self, sought: str, step: int = 1, *, here: bool = False) -> bool:
        """The bar onto the next place of a text, capitals or not; ``here`` begins at the bar. Folded files unfold."""
        self.sought = sought
        if sought and self._opened.unfold_with(sought):
            self._lay_out()
        to = self._opened.next_with(sought, self.at if here else self.at + step, step) if sought else None
        if to is not None:
            self._go(to)
        self.repaint()
        return to is not None

    @property
    def lines_found(self) -> int:
        """How many rows have what is looked for."""
        return self._opened.rows_with(self.sought)

    def look_from(self, at: int) -> None:
        """The bar back to a row, to look on from there."""
        self._go(at)

    def _go(self, to: int) -> None:
        self.at = to
        if not self.has_bar:
            self.top = to if self.rows[to].kind is Kind.FILE else to - _ABOVE
        self._settle()
        self.repaint()

    # how it is drawn

    def on_resize(self) -> None:
        """Side by side, where there is room now."""
        if self.beside != self._opened.beside:
            self._lay_out()
        self._settle()

    def on_mouse_scroll_down(self, _event: MouseScrollDown) -> None:
        """Scroll on."""
        self.scroll(3)

    def on_mouse_scroll_up(self, _event: MouseScrollUp) -> None:
        """Scroll back."""
        self.scroll(-3)

    def on_click(self, event: Click) -> None:
        """Point at a line; a click on a heading folds its file."""
        at = self.top + event.y
        if event.y == 0 and self._named(self.top):
            at = self._opened.heading(self.rows[self.top].file)
        if at >= len(self.rows) or self.rows[at].kind not in STAYS:
            return
        self.at = at
        if self.rows[at].kind is Kind.FILE:
            self.fold()
            return
        self.repaint()
        self.post_message(DiffClicked(self, twice=event.chain > 1))

    def _named(self, top: int) -> int:
        """1 where the first row in sight is covered by the name of its file."""
        one = self._opened.row(top)
        return int(one is not None and one.kind in (Kind.LINE, Kind.HUNK))

    def _settle(self) -> None:
        height = self.size.height
        self.top = max(0, min(self.top, len(self.rows) - height))
        self.at = max(0, min(self.at, len(self.rows) - 1))
        if not self.has_bar or not height or not self.rows:
            return
        if self.rows[self.at].kind not in STAYS:
            after = self._next_stay(self.at, 1)
            self.at = self.at if after is None else after
        self.top = max(min(self.top, self.at), self.at - height + 1)
        if self.at == self.top and self._named(self.top):
            self.top -= 1

    def text_in_sight(self) -> str:
        """The rows that are drawn, as plain text."""
        return "\n".join(strip.text.rstrip() for strip in self.paint(*self.size))

    def paint(self, width: int, height: int) -> list[Strip]:
        """The rows in sight."""
        ink = self.shared.ink
        if self._instead:
            first = [row(ink, width, self._instead, (), "tile")]
            return first + [ink.blank(width, "tile")] * (height - 1)
        self._settle()
        said = self._layout_words()
        marks = (width, height, self.top, self.at, self._left, self.sought, self.gathered, ink, said)
        rows, before, drawn = self._drawn
        if rows is not self.rows or marks != before:
            drawn = self._strips_of(width, height)
            self._drawn = (self.rows, marks, drawn)
        return drawn

    def _strips_of(self, width: int, height: int) -> list[Strip]:
        painter = self._painter()
        shown = range(self.top, min(len(self.rows), self.top + height))
        strips = [painter.strip(self.rows[n], width, chosen=self.has_bar and n == self.at) for n in shown]
        if strips and self._named(self.top):
            heading = Row(Kind.FILE, self.rows[self.top].file)
            strips[0] = painter.strip(heading, width, chosen=False)
        return strips + [self.shared.ink.blank(width, "tile")] * (height - len(strips))

    def _painter(self) -> Painter:
        painter = Painter(self._opened.contents, self._opened.folds, self.shared.ink, self.shared.sign)
        painter.side_by_side = self._opened.beside
        painter.left = self._left
        painter.gathered = self.gathered
        painter.said = self._layout_words()
        painter.hits = lambda line: hits(self.sought, line)
        return painter

    def _layout_words(self) -> str:
        if self.wants_beside and not self._opened.beside:
            return f"unified: side by side from {BESIDE_FROM} columns on"
        return _BESIDE if self._opened.beside else _BELOW
