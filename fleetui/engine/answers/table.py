"""Which question is answered by what."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fleetui.engine.link.question import A, Question


class AnswerTable:
    """One row for each kind of question. The type of an answer is checked where its row is entered."""

    def __init__(self) -> None:
        self._rows: dict[type[Question[Any]], Callable[[Any], Awaitable[Any]]] = {}

    def enter(self, kind: type[Question[A]], answer: Callable[[Any], Awaitable[A]]) -> None:
        """From now on this answers questions of this kind."""
        self._rows[kind] = answer

    async def answer(self, question: Question[A]) -> A:
        """What its row says."""
        found: A = await self._rows[type(question)](question)
        return found
