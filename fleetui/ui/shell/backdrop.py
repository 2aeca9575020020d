"""The screen that shines through a dialog: its rows as they are, each colour darkened once.

Textual draws all of it anew, colour by colour, for each cell that changes there; that costs more than the whole rest.
"""

from __future__ import annotations

from functools import lru_cache

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip


class Backdrop:
    """What stands behind one dialog. Rows are made when they are asked for first, until ``forget``."""

    def __init__(self) -> None:
        self._rows: list[Strip] = []
        self._made_for: object = None

    def forget(self) -> None:
        """Something changed there."""
        self._made_for = None

    def rows(self, screen: Screen[object], shade: Color, size: Size) -> list[Strip]:
        """The rows of a screen in the dialog's size, darkened."""
        wanted = (screen, screen.size, shade, size)
        if self._made_for != wanted:
            drawn = screen._compositor.render_strips()[: size.height]
            self._rows = [darkened(row.adjust_cell_length(size.width), shade) for row in drawn]
            self._rows += [Strip.blank(size.width)] * (size.height - len(drawn))
            self._made_for = wanted
        return self._rows


def darkened(strip: Strip, shade: Color) -> Strip:
    """A row with ``shade`` over it, without links."""
    pieces = [Segment(text, _darker(style, shade) if style else style) for text, style, _ in strip]
    return Strip(pieces, strip.cell_length)


@lru_cache(maxsize=4096)
def _darker(style: Style, shade: Color) -> Style:
    plain = style.clear_meta_and_links()
    fore = (Color.from_rich_color(style.color) + shade).rich_color if style.color else None
    back = (Color.from_rich_color(style.bgcolor) + shade).rich_color if style.bgcolor else None
    return plain + Style.from_color(fore, back)
