"""Which comment answers which, because it names it: by its address, by who wrote it, or by a line of it. Pure.

What others write is as long and as much as they like: what this takes grows with what there is to read, no faster.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Mapping, Sequence

from fleetui.model.forge.conversation import Comment

_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"'`]+")
_LOGIN = re.compile(r"(?<![\w-])@([\w-]+)")
_QUOTED = 8
"""Characters from which a line that is quoted names the comment it is of."""
_MOST_QUOTES = 5
"""Lines that are quoted which are looked for, the first of a comment."""
_NEAR = 50
"""Comments, counted back from one that quotes, in which its lines are looked for."""


def answers_by_name(comments: Sequence[Comment]) -> Mapping[int, Comment]:
    """By the place of a comment the first later one of another person that names it."""
    waiting = _Waiting()
    for place, one in enumerate(comments):
        if not one.bot:
            waiting.answer(one)
        waiting.add(place, one)
    return waiting.answered


def addresses(text: str) -> frozenset[str]:
    """The addresses that stand in a text, each whole: one that another only begins with is not there."""
    return frozenset(found.rstrip(".,;:!?*_") for found in _ADDRESS.findall(text))


class _Waiting:
    """The comments that nothing named yet."""

    def __init__(self) -> None:
        self.answered: dict[int, Comment] = {}
        self._by_author: dict[str, list[tuple[int, Comment]]] = {}
        self._by_address: dict[str, tuple[int, Comment]] = {}
        self._near: deque[tuple[int, Comment]] = deque(maxlen=_NEAR)

    def add(self, place: int, one: Comment) -> None:
        self._by_author.setdefault(one.author.lower(), []).append((place, one))
        if one.url:
            self._by_address[one.url] = (place, one)
        self._near.append((place, one))

    def answer(self, word: Comment) -> None:
        """Whatever this one names has its answer."""
        for login in {found.lower() for found in _LOGIN.findall(word.text)} - {"", word.author.lower()}:
            self._take(self._by_author.pop(login, ()), word)
        self._take([self._by_address[one] for one in addresses(word.text) if one in self._by_address], word)
        if quotes := _quotes(word.text):
            self._take([one for one in self._near if any(line in one[1].text for line in quotes)], word)

    def _take(self, named: Collection[tuple[int, Comment]], word: Comment) -> None:
        for place, one in named:
            if one.author != word.author:
                self.answered.setdefault(place, word)


def _quotes(text: str) -> tuple[str, ...]:
    lines = (line[1:].strip() for line in text.splitlines() if line.startswith(">"))
    return tuple(line for line in lines if len(line) > _QUOTED)[:_MOST_QUOTES]
