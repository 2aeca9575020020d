"""The base of everything drawn as ready strips: repaints only rows that changed, past the styles machinery."""

from __future__ import annotations

from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from fleetui.ui.desk import Desk


class Painted(Widget, can_focus=False):
    """A widget whose rows are made by ``paint``. It has no border, padding or children."""

    ALLOW_SELECT = False

    def __init__(self, desk: Desk, *, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, classes=classes)
        self.desk = desk
        self._strips: list[Strip] = []
        self._painted_for: Size | None = None

    def paint(self, width: int, height: int) -> list[Strip]:
        """The rows, each exactly ``width`` cells; missing ones are drawn blank."""
        raise NotImplementedError

    def repaint(self) -> None:
        """Draw again; only rows that differ reach the terminal."""
        size = self.size
        before = self._strips if self._painted_for == size else None
        if before is None or not size:
            self._painted_for = None
            self.refresh()
            return
        self._strips = self._fitted(size)
        changed = [
            Region(0, y, size.width, 1)
            for y, (old, new) in enumerate(zip(before, self._strips, strict=True))
            if new is not old and new != old
        ]
        if changed:
            self.refresh(*changed)

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
            rows += [self.desk.ink.blank(crop.width, "bg")] * (crop.height - len(rows))
        return rows

    def _fitted(self, size: Size) -> list[Strip]:
        width, height = size
        rows = self.paint(width, height)[:height] if width and height else []
        rows = [strip if strip.cell_length == width else strip.adjust_cell_length(width) for strip in rows]
        return rows + [self.desk.ink.blank(width, "bg")] * (height - len(rows))
