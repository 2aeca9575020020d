"""A difference as it may be drawn: what cannot be seen, or would move what stands beside it, gets a sign of its own."""

from __future__ import annotations

import re
from functools import lru_cache

from fleetui.model.clean import DOT, clean, is_tidy

CARRIAGE_RETURN = "\u240d"
"""Stands for the first half of a line end as Windows has it, and for one in the middle of a line."""
_PICTURES, _DELETE_PICTURE = 0x2400, "\u2421"
_MAY_BE_UNSEEN = (
    *range(0x80, 0x3200),
    *range(0xD800, 0xE000),
    *range(0xFE00, 0x10000),
    *range(0xE0000, 0xE1000),
)
"""Where all that is dropped has its place."""
_JOINERS = "\u200c\u200d"
_NAMED = re.compile(r"\u27e8U\+[0-9A-F]{4,6}\u27e9|[\u2400-\u241f\u2421]")


def visible(text: str) -> str:
    """Safe to draw, like ``clean`` makes it, but with a name for each thing that ``clean`` would leave a dot for.

    A control is drawn as its picture, such as one for ESC; what reorders text or is not seen as ``⟨U+202E⟩``.
    """
    if "\r" not in text and all(is_tidy(row) for row in re.split("[\n\t]", text)):
        return clean(text)
    return clean(text.translate(_signs()))


def is_exact(text: str) -> bool:
    """True where a line is shown as it stands in its file, so that it can be quoted."""
    return DOT not in text and not _NAMED.search(text)


@lru_cache(maxsize=1)
def _signs() -> dict[int, str]:
    signs = {code: chr(_PICTURES + code) for code in range(0x20) if code not in (0x09, 0x0A)}
    signs[0x7F] = _DELETE_PICTURE
    for code in _MAY_BE_UNSEEN:
        if clean(chr(code)) == DOT and chr(code) not in _JOINERS and chr(code) != DOT:
            signs[code] = f"\u27e8U+{code:04X}\u27e9"
    return signs


def named_signs(text: str) -> list[tuple[int, int]]:
    """Where in a line stands the name or picture of something that cannot be seen."""
    return [] if text.isascii() else [found.span() for found in _NAMED.finditer(text)]
