"""Whether what changed between two commits is at the lines that something was said about."""

from __future__ import annotations

from collections.abc import Iterable

Hunk = tuple[int, int]
"""First line and number of lines, as the older commit counts them; with none, lines were put in behind the first."""


def stand(hunks: Iterable[Hunk], first: int, last: int) -> bool:
    """Whether lines are as they were; ``last`` 0 means the whole file."""
    return not any(_within(hunk, first, last) for hunk in hunks)


def touched(hunks: Iterable[Hunk], first: int, last: int) -> bool:
    """Whether a change is at lines, or directly beside them: a check is often put in above the line it guards."""
    return any(_within(hunk, first, last) or _beside(hunk, first, last) for hunk in hunks)


def _within(hunk: Hunk, first: int, last: int) -> bool:
    start, size = hunk
    if not last:
        return True
    return start <= last and start + size - 1 >= first if size else first <= start < last


def _beside(hunk: Hunk, first: int, last: int) -> bool:
    start, size = hunk
    return not size and first - 1 <= start <= last
