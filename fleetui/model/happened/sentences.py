"""A text, sentence by sentence, as far as that matters for whom it speaks of and whether it denies."""

from __future__ import annotations

import re

_ENDS = re.compile(r"[.!?:;][\"')\]*_`]*(?=\s)|\n")
_FENCE = re.compile(r"^[ \t]*(`{3,}|~{3,}).*?(?:^[ \t]*\1[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_LONGEST = 20_000


def sentences(text: str) -> tuple[str, ...]:
    """The sentences and list items of a text; what stands in code fences is left out."""
    prose = _FENCE.sub("\n", text[:_LONGEST])
    return tuple(part for one in _ENDS.split(prose) if (part := one.strip()))
