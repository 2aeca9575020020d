"""TOML of strangers: read in steps and memory that grow with its length."""

from __future__ import annotations

import re
import tomllib
from typing import Any

_PARTS = 32
_DEEP_KEY = re.compile(
    rf"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){{{_PARTS}}}[\w"'-]"""
)


def toml(text: str) -> dict[str, Any]:
    """The table in a text. Raises ``ValueError`` (of which ``tomllib.TOMLDecodeError`` is one) and ``RecursionError``.

    A dotted key costs ``tomllib`` the square of its parts, in memory too: 64 KB can take gigabytes. One of more than 32
    parts is refused.
    """
    if found := _DEEP_KEY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise ValueError(f"a key of more than {_PARTS} parts (at line {line}, column 1)")
    return tomllib.loads(text)
