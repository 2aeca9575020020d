"""Which lines of a file a unified diff touches, by the numbers that they had before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_HUNK = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
_PLACE = re.compile(r"(?P<path>.+?):(?P<first>\d{1,9})(?:-(?P<last>\d{1,9}))?")
Lines = tuple[int, int]
"""First and last of a stretch, from 1."""


def place(at: str) -> tuple[str, Lines] | None:
    """Path and lines of ``path:12`` and ``path:10-20``; ``None`` for what names no line."""
    found = _PLACE.fullmatch(at)
    if found is None:
        return None
    first = int(found["first"])
    return found["path"], (first, int(found["last"] or first))


def touched(diff: str, path: str) -> frozenset[int]:
    """Lines of one file that a diff takes out, and those on both sides of what it puts in.

    What a hunk holds is counted, so that a line of a file that looks like a heading of the diff is none. A file that
    git names in quotes is not found.
    """
    found: set[int] = set()
    ours, old, new, at = False, 0, 0, 0
    for line in diff.split("\n"):
        if old > 0 or new > 0:
            sign = line[:1]
            if sign in "-+" and sign and ours:
                found |= {at} if sign == "-" else {at - 1, at}
            if sign == "\\":
                continue
            old, at = (old, at) if sign == "+" else (old - 1, at + 1)
            new -= sign != "-"
        elif line.startswith("--- "):
            ours = line[4:].rstrip("\t") == f"a/{path}"
        elif hunk := _HUNK.match(line):
            old, new = int(hunk[2] or 1), int(hunk[4] or 1)
            at = int(hunk[1]) + (old == 0)  # nothing is taken out: it stands behind this line
    return frozenset(found)


def same_lines(wanted: Iterable[Lines], changed: frozenset[int]) -> str:
    """Those of the wanted stretches that were touched, as ``12-14, 20``; empty for none."""
    return ", ".join(_said(wanted, changed))


def _said(wanted: Iterable[Lines], changed: frozenset[int]) -> Iterator[str]:
    for first, last in sorted(set(wanted)):
        if any(first <= line <= last for line in changed):
            yield f"{first}-{last}" if last > first else str(first)
