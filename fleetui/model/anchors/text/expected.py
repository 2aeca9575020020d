"""Claims about the end of a turn: lines of a follow-up after ``expects:``. Nothing of them is claimed of now."""

from __future__ import annotations

import re

_EXPECTS = re.compile(
    r"^[ \t]*(?:[-*+][ \t]+)?expects?:[ \t]*(?P<claim>\S.*?)[ \t]*$", re.MULTILINE | re.IGNORECASE
)


def expectations(text: str) -> tuple[str, ...]:
    """The explicit claims after ``expects:``, in order, once each."""
    return tuple(dict.fromkeys(match["claim"] for match in _EXPECTS.finditer(text)))


def of_now(text: str) -> str:
    """The text with blanks in place of such lines, so that every other place stays the same."""
    return _EXPECTS.sub(lambda match: " " * len(match[0]), text)
