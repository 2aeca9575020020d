"""Finding names by a few of their letters, in order: ``lru`` and ``c/lr`` find ``src/cache/lru.py``."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 60


def best(names: Iterable[str], wanted: str, most: int) -> tuple[str, ...]:
    """The names that have all letters of every word, the nearest first; the first of them for no words.

    Steps grow with the length of a name times that of the words, whatever either is.
    """
    words = wanted.casefold()[:_LONGEST].split()
    if not words:
        return tuple(sorted(names, key=lambda name: (name.count("/"), name))[:most])
    found = [
        (distance, len(name), name)
        for name in names
        if (distance := _distance(name.casefold(), words)) is not None
    ]
    return tuple(name for _, _, name in sorted(found)[:most])


def _distance(name: str, words: list[str]) -> int | None:
    """0 where the file's own name begins with each word, more the further its letters are apart."""
    last = name.rpartition("/")[2]
    total = 0
    for word in words:
        if last.startswith(word):
            continue
        spread = _spread(last, word)
        within = spread is not None
        if spread is None:
            spread = _spread(name, word)
        if spread is None:
            return None
        begins = last.startswith(word.rpartition("/")[2] or "/")
        total += 1 + spread + (0 if within or begins else 20)
    return total


def _spread(name: str, word: str) -> int | None:
    """How many letters stand between those of a word, where they stand in order; ``None`` where they do not."""
    begin = at = name.find(word[0])
    for letter in word[1:]:
        if at < 0:
            return None
        at = name.find(letter, at + 1)
    return None if at < 0 else at + 1 - begin - len(word)
