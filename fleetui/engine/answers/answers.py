"""Every answer, and what a question is told that has none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from fleetui.engine.answers.table import AnswerTable
from fleetui.engine.core import Refused
from fleetui.engine.link.question import A, AskError, Question
from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line


class Answering(Protocol):
    """Answers some kinds of questions."""

    def enter(self, table: AnswerTable) -> None:
        """Enter a row for each."""
        ...


class Answers:
    """Answers questions from the ports and the fleet."""

    def __init__(self, answering: Iterable[Answering]) -> None:
        self.table = AnswerTable()
        for one in answering:
            one.enter(self.table)

    async def answer(self, question: Question[A]) -> A:
        """The answer; raises ``AskError`` with one clean line."""
        try:
            return await self.table.answer(question)
        except PortError as error:
            raise AskError(f"{error.doing}: {error.detail}") from error
        except Refused as refused:
            raise AskError(clean_line(str(refused), 400)) from refused
