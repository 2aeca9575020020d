"""Which line of a file became which line of its later text, from one number per line.

Lines that occur once on both sides and keep their order are fixed points (patience diff, Bram Cohen); what lies
between two of them is aligned in the same way, and at last by difflib where it is short. The cost is bounded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from difflib import SequenceMatcher

_SMALL = 40_000
"""Product of the lengths up to which difflib looks at what has no fixed point."""

Numbers = Sequence[int]


def alignment(old: Numbers, new: Numbers) -> dict[int, int]:
    """Old line index to new line index, both from 0, for every line that is still there; order is kept."""
    found: dict[int, int] = {}
    work = [(0, len(old), 0, len(new))]
    while work:
        low, high, start, end = work.pop()
        while low < high and start < end and old[low] == new[start]:
            found[low] = start
            low, start = low + 1, start + 1
        while low < high and start < end and old[high - 1] == new[end - 1]:
            high, end = high - 1, end - 1
            found[high] = end
        if low < high and start < end:
            _between(old, new, (low, high, start, end), work, found)
    return found


def _between(
    old: Numbers,
    new: Numbers,
    span: tuple[int, int, int, int],
    work: list[tuple[int, int, int, int]],
    found: dict[int, int],
) -> None:
    low, high, start, end = span
    fixed = _fixed_points(old, new, span)
    if not fixed:
        if (high - low) * (end - start) <= _SMALL:
            _by_difflib(old, new, span, found)
        return
    for here, there in fixed:
        work.append((low, here, start, there))
        found[here] = there
        low, start = here + 1, there + 1
    work.append((low, high, start, end))


def _fixed_points(old: Numbers, new: Numbers, span: tuple[int, int, int, int]) -> list[tuple[int, int]]:
    """The longest run, in order on both sides, of lines that occur once on each."""
    low, high, start, end = span
    ours, theirs = _once(old, low, high), _once(new, start, end)
    pairs = [(place, theirs[number]) for number, place in ours.items() if number in theirs]
    pairs.sort()
    return _rising(pairs)


def _once(numbers: Numbers, low: int, high: int) -> dict[int, int]:
    places: dict[int, int] = {}
    twice: set[int] = set()
    for at in range(low, high):
        number = numbers[at]
        if number in places:
            twice.add(number)
        places[number] = at
    for number in twice:
        del places[number]
    return places


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose second members rise."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = [-1] * len(pairs)
    for at, (_, there) in enumerate(pairs):
        place = bisect_left(tails, there)
        before[at] = ends[place - 1] if place else -1
        if place == len(tails):
            tails.append(there)
            ends.append(at)
        else:
            tails[place], ends[place] = there, at
    chosen: list[tuple[int, int]] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        chosen.append(pairs[at])
        at = before[at]
    return chosen[::-1]


def _by_difflib(old: Numbers, new: Numbers, span: tuple[int, int, int, int], found: dict[int, int]) -> None:
    low, high, start, end = span
    matcher = SequenceMatcher(None, old[low:high], new[start:end], autojunk=False)
    for here, there, size in matcher.get_matching_blocks():
        for step in range(size):
            found[low + here + step] = start + there + step
