"""A difference as it may be drawn: what cannot be seen, or would move what stands beside it, gets a sign of its own."""

from __future__ import annotations

import re
from functools import lru_cache

from fleetui.model.clean import DOT, STRAY, clean, is_tidy, is_unseen

CARRIAGE_RETURN = "\u240d"
"""Stands for the first half of a line end as Windows has it, and for one in the middle of a line."""
_PICTURES, _DELETE_PICTURE = 0x2400, "\u2421"
_MAY_BE_UNSEEN = (
    *range(0x80, 0x3200),
    *range(0xD800, 0xE000),
    *range(0xFE00, 0x10000),
    *range(0x11000, 0x14000),
    *range(0x1BC00, 0x1D200),
    *range(0xE0000, 0xE1000),
)
"""Where all that is dropped, or of which nothing is drawn, has its place."""
_IDEOGRAPHIC_SPACE = "\u3000"
"""The usual blank of Chinese and Japanese text, as wide as a letter of it: it is seen."""
_JOINERS = "\u200c\u200d"
_UNTIDY = re.compile("[\u2800]")
"""Not seen, although it counts as printable and is no mark."""
_NAMED = re.compile(r"\u27e8U\+[0-9A-F]{4,6}\u27e9|[\u2400-\u241f\u2421]")


def visible(text: str) -> str:
    """Safe to draw, like ``clean`` makes it, but with a name for each thing that ``clean`` would leave a dot for.

    A control is drawn as its picture, such as one for ESC; what reorders text or is not seen, and a blank that is
    none, as ``⟨U+202E⟩``.
    """
    tidy = "\r" not in text and not _UNTIDY.search(text)
    if tidy and all(is_tidy(row) for row in re.split("[\n\t]", text)):
        return clean(text)
    return clean(STRAY.sub(_named_each, text).translate(_signs()))


def is_exact(text: str) -> bool:
    """True where a line is shown as it stands in its file, so that it can be quoted."""
    return DOT not in text and not _NAMED.search(text)


@lru_cache(maxsize=1)
def _signs() -> dict[int, str]:
    signs = {code: chr(_PICTURES + code) for code in range(0x20) if code not in (0x09, 0x0A)}
    signs[0x7F] = _DELETE_PICTURE
    for code in _MAY_BE_UNSEEN:
        if _is_hidden(chr(code)):
            signs[code] = _name(code)
    return signs


def _is_hidden(char: str) -> bool:
    if char in _JOINERS or char in (DOT, _IDEOGRAPHIC_SPACE):
        return False
    return clean(char) == DOT or is_unseen(char)


def _name(code: int) -> str:
    return f"\u27e8U+{code:04X}\u27e9"


def _named_each(match: re.Match[str]) -> str:
    return "".join(_name(ord(char)) for char in match[0])


def named_signs(text: str) -> list[tuple[int, int]]:
    """Where in a line stands the name or picture of something that cannot be seen."""
    return [] if text.isascii() else [found.span() for found in _NAMED.finditer(text)]
