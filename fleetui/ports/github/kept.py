"""Answers that are kept, so that the forge says only whether they still hold."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.github.answers import Answer
from fleetui.ports.github.gh import PORT

MOST = 32
NOT_CHANGED = 304
_LONGEST = 200


class Kept:
    """The newest answer to each of the latest questions, in memory."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Hashable, Answer] = OrderedDict()

    def tag(self, about: Hashable) -> str:
        """What names the kept answer to the forge; empty where there is none, or it is no plain word."""
        kept = self._answers.get(about)
        tag = kept.headers.get("etag", "") if kept else ""
        plain = tag.isascii() and tag.isprintable() and len(tag) <= _LONGEST
        return tag if plain else ""

    def whole(self, about: Hashable, answer: Answer, doing: str) -> Answer:
        """The answer, or the kept one where the forge says that it still holds."""
        if answer.status != NOT_CHANGED:
            self._keep(about, answer)
            return answer
        if (kept := self._answers.get(about)) is None:
            raise PortError(
                PORT, doing, "the answer cannot be read: nothing changed, it says, and nothing is known"
            )
        return kept

    def _keep(self, about: Hashable, answer: Answer) -> None:
        self._answers[about] = answer
        self._answers.move_to_end(about)
        while len(self._answers) > MOST:
            self._answers.popitem(last=False)
