"""What stands below the header where a terminal is too small for anything else."""

from __future__ import annotations

from textual.strip import Strip

from fleetui.ui.draw.painted import Painted
from fleetui.ui.draw.strips import Span, row, wrapped

LEAST = (40, 8)
"""Columns and rows below which only the header is left."""


class TooSmall(Painted):
    """Says from which size on the fleet is shown."""

    def paint(self, width: int, height: int) -> list[Strip]:
        """As many of its lines as there is room for."""
        ink = self.shared.ink
        said = wrapped(f"too small: {LEAST[0]}x{LEAST[1]} at least", width)[:height]
        drawn = [row(ink, width, [Span(line, "dim")], (), "bg") for line in said]
        return drawn + [ink.blank(width, "bg")] * (height - len(drawn))
