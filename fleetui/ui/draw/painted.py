"""The base of everything drawn as ready strips: repaints only rows that changed, past the styles machinery."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from textual.geometry import Region, Size
from textual.messages import Update
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from fleetui.ui.draw.strips import Ink
from fleetui.ui.draw.terminal_writer import difference


class Drawn(Protocol):
    """What everything that is painted needs of the dashboard it is part of."""

    @property
    def ink(self) -> Ink:
        """The colours of its theme."""
        ...

    @property
    def news(self) -> int:
        """Moves on with each view in which anything but the agents' output is new."""
        ...

    def sign(self, name: str) -> str:
        """A glyph in the configured set."""
        ...


class Plain:
    """Mixed into a screen or container that is nothing but ground: Textual would style each of its rows, each time."""

    shared: Drawn

    def render_lines(self, crop: Region) -> list[Strip]:
        """The ground."""
        return [self.shared.ink.blank(crop.width, "bg")] * crop.height


class Painted(Widget, can_focus=False):
    """A widget whose rows are made by ``paint``. It has no border, padding or children."""

    ALLOW_SELECT = False

    def __init__(self, shared: Drawn, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.shared: Drawn = shared
        self._strips: list[Strip] = []
        self._painted_for: Size | None = None
        self._composed_for: object = None

    def paint(self, width: int, height: int) -> list[Strip]:
        """The rows, each exactly ``width`` cells; missing ones are drawn blank."""
        raise NotImplementedError

    def repaint(self) -> None:
        """Draw again; only rows that differ reach the terminal."""
        size = self.size
        if not self.stands:
            self.forget()
            return
        before, self._strips = self._strips, self._fitted(size)
        self.refresh_cells(
            Region(span[0], y, span[1] - span[0], 1)
            for y, (old, new) in enumerate(zip(before, self._strips, strict=True))
            if (span := difference(old, new))
        )

    def keep_up(self, *marks: object) -> None:
        """Draw again if the fleet's facts changed, or ``marks`` did; what agents print is no such fact."""
        facts = (self.shared.news, marks)
        if facts != self._composed_for:
            self._composed_for = facts
            self.repaint()

    @property
    def stands(self) -> bool:
        """True while the rows are those of the present size."""
        return bool(self.size) and self._painted_for == self.size

    def refresh_cells(self, cells: Iterable[Region]) -> None:
        """Send these cells to the terminal, and no others."""
        regions = tuple(cells)
        if not regions:
            return
        if self.app.screen is self.screen:
            self.refresh(*regions)
        else:  # behind a dialog: what refreshes itself there, Textual draws with all of its screen, each time
            _refresh_on(self.app.screen, [cells.translate(self.region.offset) for cells in regions])

    def forget(self) -> None:
        """Draw everything anew, as after a change of theme."""
        self._painted_for = None
        self.refresh()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Ready rows; a short row would stay blank on screen, so widths are made exact here."""
        if self._painted_for != self.size:
            self._strips = self._fitted(self.size)
            self._painted_for = self.size
        rows = self._strips[crop.y : crop.bottom]
        if crop.x or crop.width != self.size.width:
            rows = [strip.crop(crop.x, crop.right).adjust_cell_length(crop.width) for strip in rows]
        if len(rows) < crop.height:
            rows += [self.shared.ink.blank(crop.width, "bg")] * (crop.height - len(rows))
        return rows

    def _fitted(self, size: Size) -> list[Strip]:
        width, height = size
        rows = self.paint(width, height)[:height] if width and height else []
        rows = [strip if strip.cell_length == width else strip.adjust_cell_length(width) for strip in rows]
        return rows + [self.shared.ink.blank(width, "bg")] * (height - len(rows))


def _refresh_on(screen: Screen[object], cells: Iterable[Region]) -> None:
    """Have a screen draw some cells of what lies behind it, beside what its own widgets draw in the same moment.

    A screen that only notes that it has to be drawn forgets the widgets that have to be, too (``_on_timer_update``).
    """
    whole = screen._repaint_required
    screen.refresh(*cells)
    screen._repaint_required = whole
    screen.post_message(Update(screen))
