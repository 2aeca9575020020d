"""Text in the cells of a terminal: tmux counts columns in cells, a string counts characters.

Widths are those of tmux 3.3: wide characters take two cells, marks and joiners none, what a joiner joins none. Newer
versions make an emoji variation wide (tmux/tmux#3923); ``Cells.most`` allows for that.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import NamedTuple

_JOINER = "\u200d"
_EMOJI_VARIATION = "\ufe0f"
_SOFT_HYPHEN = "\xad"
_NO_CELLS = frozenset(("Mn", "Me", "Cf"))


class Cells(NamedTuple):
    """How many cells a text takes: in tmux 3.3, and the most that any version of tmux gives it."""

    usual: int
    most: int


def cells(text: str) -> int:
    """How many cells a row of text takes."""
    return len(text) if text.isascii() else measured(text).usual


def measured(text: str) -> Cells:
    """The cells that a row of text takes, also where versions of tmux differ."""
    usual = most = 0
    for own, before in zip(text, " " + text, strict=False):
        width = 0 if before == _JOINER else _width(own)
        usual += width
        most += width or (own == _EMOJI_VARIATION and _width(before) == 1)
    return Cells(usual, most)


def cut(text: str, column: int) -> str:
    """The part of a row left of a column, which is counted in cells; a character that reaches over it is left out."""
    if text.isascii():
        return text[:column]
    at = 0
    for place, (own, before) in enumerate(zip(text, " " + text, strict=False)):
        at += 0 if before == _JOINER else _width(own)
        if at > column:
            return text[:place]
    return text


def padded(text: str, column: int, longest: int) -> str:
    """The same, with blanks up to the column where the row ends before it; at most ``longest`` of them.

    A capture keeps no blanks at the end of a row. Where versions of tmux differ in the width of the row, one blank
    is taken to stand before the column if that is possible: so a prompt ends.
    """
    left = cut(text, column)
    if left != text:
        return left + " " * min(column - cells(left), longest)
    wide = measured(text)
    apart = wide.usual < column - 1 <= wide.most
    return left + " " * (1 if apart else max(0, min(column - wide.usual, longest)))


@lru_cache(maxsize=4096)
def _width(character: str) -> int:
    if character == _SOFT_HYPHEN:
        return 1
    joined_vowel = "\u1160" <= character <= "\u11ff"
    if joined_vowel or unicodedata.category(character) in _NO_CELLS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
