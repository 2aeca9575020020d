"""Scroll bars for a terminal that has ASCII alone: their ends fall on whole cells, which are drawn by colour."""

from __future__ import annotations

from textual.scrollbar import ScrollBarRender

_WHOLE = [" "] * 8


class WholeCells(ScrollBarRender):
    """Without the eighths of a block that usually end a bar."""

    VERTICAL_BARS = _WHOLE
    HORIZONTAL_BARS = _WHOLE


def scroll_bar(glyphs: str) -> type[ScrollBarRender]:
    """How scroll bars are drawn with these signs, ``ascii`` or others."""
    return WholeCells if glyphs == "ascii" else ScrollBarRender
