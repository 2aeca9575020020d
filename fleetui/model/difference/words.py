"""What differs within two lines that face each other, as ranges of characters. The work is bounded."""

from __future__ import annotations

import re
from itertools import takewhile

_WORD = re.compile(r"\w+|\s+|.")
_LONGEST = 2000
"""Characters of a line that is compared word by word."""
_COMPARED = 6400
"""Most pairs of words that are compared of two lines."""
_COMMON = 0.3
"""Least part of the shorter line that stays, or the lines have so little in common that no word is marked."""

Marks = tuple[tuple[int, int], ...]
"""Beginnings and ends of what differs."""
NONE: tuple[Marks, Marks] = ((), ())


def differing_words(old: str, new: str) -> tuple[Marks, Marks]:
    """What of each line is not in the other; nothing where they are the same, too long, or quite different."""
    if old == new or max(len(old), len(new)) > _LONGEST:
        return NONE
    one, two = _WORD.findall(old), _WORD.findall(new)
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, two, strict=False)))
    ends = zip(reversed(one[start:]), reversed(two[start:]), strict=False)
    tail = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], ends))
    kept = _kept(one[start : len(one) - tail], two[start : len(two) - tail])
    stays_one = [n < start or n >= len(one) - tail for n in range(len(one))]
    stays_two = [n < start or n >= len(two) - tail for n in range(len(two))]
    for i, j in kept:
        stays_one[start + i] = stays_two[start + j] = True
    if _in_common(one, stays_one) < _COMMON * min(_seen(one), _seen(two)):
        return NONE
    return _ranges(one, stays_one), _ranges(two, stays_two)


def _kept(one: list[str], two: list[str]) -> list[tuple[int, int]]:
    """The longest common run of words, by dynamic programming: its cost is the product of both, never more."""
    if not one or not two or len(one) * len(two) > _COMPARED:
        return []
    best = [[0] * (len(two) + 1) for _ in range(len(one) + 1)]
    for i in range(len(one) - 1, -1, -1):
        row, below = best[i], best[i + 1]
        for j in range(len(two) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if one[i] == two[j] else max(below[j], row[j + 1])
    found = []
    i = j = 0
    while i < len(one) and j < len(two):
        if one[i] == two[j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return found


def _seen(words: list[str]) -> int:
    return sum(len(word) for word in words if not word.isspace())


def _in_common(words: list[str], stays: list[bool]) -> int:
    return sum(len(word) for word, kept in zip(words, stays, strict=True) if kept and not word.isspace())


def _ranges(words: list[str], stays: list[bool]) -> Marks:
    """Neighbours that differ as one range; a blank between two of them differs with them."""
    found: list[tuple[int, int]] = []
    at = 0
    for n, (word, kept) in enumerate(zip(words, stays, strict=True)):
        between = kept and word.isspace() and 0 < n < len(words) - 1 and not stays[n - 1] and not stays[n + 1]
        if not kept or between:
            if found and found[-1][1] == at:
                found[-1] = (found[-1][0], at + len(word))
            else:
                found.append((at, at + len(word)))
        at += len(word)
    return tuple(found)
