"""A few fixed rows of words."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from fleetui.ui.draw.painted import Drawn, Painted
from fleetui.ui.draw.strips import Span, row


class FixedRows(Painted):
    """Rows of spans on one ground; the height is the stylesheet's or ``fit``'s."""

    def __init__(
        self,
        shared: Drawn,
        rows: Sequence[Sequence[Span]] = (),
        *,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
        ground: str = "bg",
        fit: bool = False,
    ) -> None:
        super().__init__(shared, id=id, classes=classes)
        self.rows: Sequence[Sequence[Span]] = rows
        self.right: Sequence[Span] = ()
        """Stands at the right edge of the first row."""
        self.ground = ground
        self.fit = fit

    def say(self, rows: Sequence[Sequence[Span]], right: Sequence[Span] = (), *, ground: str = "") -> None:
        """Other words."""
        self.rows, self.right = rows, right
        self.ground = ground or self.ground
        if self.fit and self.is_mounted:
            self._take_height()
        self.repaint()

    def on_mount(self) -> None:
        """As many rows as there are, where the stylesheet leaves it open."""
        if self.fit:
            self._take_height()

    def _take_height(self) -> None:
        if self.styles.height is None or self.styles.height.value != len(self.rows):
            self.styles.height = len(self.rows)

    def paint(self, width: int, height: int) -> list[Strip]:
        """Every row."""
        ink = self.shared.ink
        drawn = [
            row(ink, width, spans, self.right if index == 0 else (), self.ground)
            for index, spans in enumerate(self.rows)
        ]
        return drawn + [ink.blank(width, self.ground)] * max(0, height - len(drawn))
