"""What the operator told an agent, as its session file keeps it: a mark of each text that tells whether it is another.

Agents change blanks (tabs, ends of lines, blanks at the end), compose accents, and put a long paste between two tags.
A mark is the same before and after that, and of nothing else.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from fleetui.model.session import SessionFacts, Told

MOST = 16
"""Texts that are kept."""
_UNSEEN = re.compile("[\u200b\u00ad\u2060\ufeff\u3164]")
_PASTED = re.compile(r'</?pasted_content id="[0-9A-Za-z]{1,32}">')


def mark_of(text: str) -> str:
    """The mark of a text; empty for one that is nothing but blanks."""
    words = unicodedata.normalize("NFC", _UNSEEN.sub("", _PASTED.sub("", text))).split()
    return hashlib.sha256(" ".join(words).encode("utf-8", "replace")).hexdigest()[:32] if words else ""


def with_told(told: tuple[Told, ...], text: str, at: float) -> tuple[Told, ...]:
    """The last texts with one more; one without a time, or without a word, is of no use."""
    mark = mark_of(text)
    return (*told, Told(mark, at))[-MOST:] if mark and at else told


def arrived(facts: SessionFacts | None, text: str, since: float) -> bool:
    """True where a session shows that exactly this text was told to its agent since then, seconds since the epoch."""
    if facts is None or not since:
        return False
    mark = mark_of(text)
    return bool(mark) and any(one.mark == mark and one.at >= since for one in facts.told)
