"""Which line that came stands in the place of which that went. The work is bounded, whatever the lines are."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_LOOKED_AT = 200
"""Characters of a line that are looked at."""
_BLOCK = 400
"""Pairs of a block that are all compared; a larger block is put face to face as it stands."""
_ALIKE = 0.5

Face = tuple[int, int]
"""Places of a line that went and of one that came; -1 where none stands across."""


class Facing:
    """Puts lines face to face, and stops to compare once it compared ``budget`` pairs."""

    def __init__(self, budget: int = 20_000) -> None:
        self.left = budget

    def faces(self, gone: Sequence[str], came: Sequence[str]) -> tuple[Face, ...]:
        """Every line of both once, in their order."""
        pairs = len(gone) * len(came)
        if min(len(gone), len(came)) < 1 or pairs == 1 or pairs > min(_BLOCK, self.left):
            return _filled((), len(gone), len(came))
        self.left -= pairs
        return _filled(_most_alike(gone, came), len(gone), len(came))


def _most_alike(gone: Sequence[str], came: Sequence[str]) -> list[Face]:
    """The pairs, in order in both, that have most in common together."""
    one, two = [_words(text) for text in gone], [_words(text) for text in came]
    best = [[0.0] * (len(two) + 1) for _ in range(len(one) + 1)]
    alike = [[_alike(a, b) for b in two] for a in one]
    for i in range(len(one) - 1, -1, -1):
        for j in range(len(two) - 1, -1, -1):
            taken = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= _ALIKE else 0.0
            best[i][j] = max(taken, best[i + 1][j], best[i][j + 1])
    found: list[Face] = []
    i = j = 0
    while i < len(one) and j < len(two):
        if alike[i][j] >= _ALIKE and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text[:_LOOKED_AT])) or frozenset(text[:_LOOKED_AT].split())


def _alike(one: frozenset[str], two: frozenset[str]) -> float:
    return 2 * len(one & two) / (len(one) + len(two)) if one or two else 0.0


def _filled(pairs: Sequence[Face], gone: int, came: int) -> tuple[Face, ...]:
    """The pairs, and what stands between them across each other as far as it goes."""
    faces: list[Face] = []
    a = b = 0
    for i, j in (*pairs, (gone, came)):
        both = min(i - a, j - b)
        faces += [(a + n, b + n) for n in range(both)]
        faces += [(n, -1) for n in range(a + both, i)] + [(-1, n) for n in range(b + both, j)]
        if i < gone and j < came:
            faces.append((i, j))
        a, b = i + 1, j + 1
    return tuple(faces)
