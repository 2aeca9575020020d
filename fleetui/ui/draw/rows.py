"""A scrolling list of prepared rows: panes, diffs, evidence, queues, journals."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.message import Message
from textual.strip import Strip

from fleetui.model.cells import cells
from fleetui.model.screen import Line
from fleetui.model.value import value
from fleetui.ui.draw.painted import Drawn, Painted
from fleetui.ui.draw.strips import Span, row


@value
class TextRow:
    """One row of words; ``key`` makes it one that can be pointed at."""

    left: tuple[Span, ...] = ()
    right: tuple[Span, ...] = ()
    ground: str = ""
    key: str = ""


AnyRow = TextRow | Line
BLANK = TextRow()


def words(*parts: str | Span, key: str = "", ground: str = "") -> TextRow:
    """A row from texts and spans."""
    return TextRow(tuple(Span(part) if isinstance(part, str) else part for part in parts), (), ground, key)


def row_text(one: AnyRow) -> str:
    """A row without its colours."""
    if isinstance(one, TextRow):
        return "".join(span.text for span in (*one.left, *one.right)).rstrip()
    return one.text


def room_in(width: int) -> int:
    """Cells of text in a row of so many: the first and the last stay blank."""
    return max(0, width - 2)


class RowClicked(Message):
    """The operator clicked on a row that can be pointed at."""

    def __init__(self, rows: Rows, key: str, *, twice: bool) -> None:
        super().__init__()
        self.rows = rows
        self.key = key
        self.twice = twice


class Rows(Painted):
    """Rows with a bar on one of them, or with a scroll position. ``follow`` keeps the end in sight."""

    def __init__(
        self,
        shared: Drawn,
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        ground: str = "bg",
        follow: bool = False,
    ) -> None:
        super().__init__(shared, id=id, classes=classes)
        self.ground = ground
        self.follow = follow
        self.rows: Sequence[AnyRow] = ()
        self.top = 0
        self.left = 0
        """Cells that are scrolled away at the left."""
        self.chosen = ""
        self.cursor: tuple[int, int] | None = None
        """Column and row of a cursor to draw on the lines."""
        self.lit: tuple[int, int, int] | None = None
        """Row, first cell and cells of what was looked for."""
        self.past_top: Callable[[], None] | None = None
        """Called when the operator scrolls above the first row."""

    @property
    def room(self) -> int:
        """Cells of text that a row shows."""
        return room_in(self.size.width)

    def show(self, rows: Sequence[AnyRow], *, chosen: str | None = None) -> None:
        """Draw these rows; the bar stays on its key, or goes to the row that took its place."""
        before = self.keys()
        at = before.index(self.chosen) if self.chosen in before else 0
        self.rows = rows
        if chosen is not None:
            self.chosen = chosen
        keys = self.keys()
        if keys and self.chosen not in keys:
            self.chosen = keys[min(at, len(keys) - 1)]
        self._settle()
        self.repaint()

    def keys(self) -> list[str]:
        """The rows that can be pointed at."""
        return [one.key for one in self.rows if isinstance(one, TextRow) and one.key]

    def text_in_sight(self) -> str:
        """The rows that are drawn, as plain text."""
        shown = self.rows[self.top : self.top + self.size.height]
        return "\n".join(row_text(one) for one in shown).rstrip()

    def move(self, by: int) -> None:
        """Move the bar, or scroll where there is none."""
        keys = self.keys()
        if not keys:
            self.scroll(by)
            return
        at = keys.index(self.chosen) if self.chosen in keys else 0
        self.chosen = keys[max(0, min(len(keys) - 1, at + by))]
        self._settle()
        self.repaint()

    def sideways(self, by: int) -> None:
        """Scroll long rows; not past the end of the longest in sight."""
        shown = self.rows[self.top : self.top + self.size.height]
        longest = max((len(row_text(one)) for one in shown), default=0)
        self.left = max(0, min(self.left + by, longest + 2 - self.size.width if by > 0 else self.left))
        self.repaint()

    def scroll(self, by: int) -> None:
        """Scroll; above the first row ``past_top`` is told, at the end the end is followed again."""
        last = max(0, len(self.rows) - self.size.height)
        to = self.top + by
        if by < 0 and self.past_top and to < 0:
            self.past_top()
        self.top = max(0, min(last, to))
        self.follow = self.follow and by > 0
        self.repaint()

    def to_end(self) -> None:
        """To the last row."""
        self.move(len(self.rows))

    def on_resize(self) -> None:
        """The bar stays in sight."""
        self._settle()

    def on_mouse_scroll_down(self, _event: MouseScrollDown) -> None:
        """Scroll on."""
        self.scroll(3)

    def on_mouse_scroll_up(self, _event: MouseScrollUp) -> None:
        """Scroll back."""
        self.scroll(-3)

    def on_click(self, event: Click) -> None:
        """Point at a row."""
        at = self.top + event.y
        one = self.rows[at] if at < len(self.rows) else None
        if isinstance(one, TextRow) and one.key:
            self.chosen = one.key
            self.repaint()
            self.post_message(RowClicked(self, one.key, twice=event.chain > 1))

    def _settle(self) -> None:
        height = self.size.height
        if self.follow:
            self.top = max(0, len(self.rows) - height)
            return
        self.top = max(0, min(self.top, len(self.rows) - height))
        at = next(
            (n for n, one in enumerate(self.rows) if isinstance(one, TextRow) and one.key == self.chosen), -1
        )
        if self.chosen and at >= 0 and height:
            self.top = max(min(self.top, at), at - height + 1)

    def paint(self, width: int, height: int) -> list[Strip]:
        """The rows in sight."""
        self._settle()
        shown = [self._one(one, width) for one in self.rows[self.top : self.top + height]]
        shown += [self.shared.ink.blank(width, self.ground)] * (height - len(shown))
        if self.lit and 0 <= self.lit[0] - self.top < len(shown):
            at = self.lit[0] - self.top
            shown[at] = self._with_light(shown[at], self.lit[1] + 1, self.lit[2], width)
        if self.cursor:
            x, y = self.cursor[0] + 1, self.cursor[1] - self.top
            if 0 <= y < len(shown) and x < width - 1:
                shown[y] = self._with_cursor(shown[y], x, width)
        return shown

    def _with_light(self, strip: Strip, x: int, length: int, width: int) -> Strip:
        if x >= width - 1:
            return strip
        end = min(x + length, width - 1)
        block = self.shared.ink.style("on_block bold", "asking_block")
        found = Strip([Segment(strip.crop(x, end).text, block)], end - x)
        return Strip.join([strip.crop(0, x), found, strip.crop(end, width)])

    def _with_cursor(self, strip: Strip, x: int, width: int) -> Strip:
        cell = strip.crop(x, x + 1).text or " "
        under = strip.crop(x, x + 2).text
        wide = cells(under[:1]) == 2
        ink = self.shared.ink
        inverse = Strip([Segment(under[:1] if wide else cell, ink.style(self.ground, "text"))], 1 + wide)
        return Strip.join([strip.crop(0, x), inverse, strip.crop(x + 1 + wide, width)])

    def _one(self, one: AnyRow, width: int) -> Strip:
        ink = self.shared.ink
        if isinstance(one, Line):
            strip = ink.pane(one, width + self.left, self.ground)
            return strip.crop(self.left, width + self.left) if self.left else strip
        chosen = bool(one.key) and one.key == self.chosen
        ground = "line" if chosen else (one.ground or self.ground)
        bar = ink.bar(self.shared.sign("selected"), ground) if chosen else ink.blank(1, ground)
        room = room_in(width)
        drawn = row(ink, room + self.left, one.left, one.right, ground, pad=0)
        return Strip.join(
            [bar, drawn.crop(self.left, room + self.left) if self.left else drawn, ink.blank(1, ground)]
        )
