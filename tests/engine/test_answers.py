"""Every question has an answer, and is handed to the one that takes it."""

from __future__ import annotations

import inspect
from typing import Any, get_type_hints

from fleetui.engine import link
from fleetui.engine.answers.agents import AgentAnswers
from fleetui.engine.answers.answers import Answering
from fleetui.engine.answers.forge import ForgeAnswers
from fleetui.engine.answers.journal import JournalAnswers
from fleetui.engine.answers.landing import LandingAnswers
from fleetui.engine.answers.queue import QueueAnswers
from fleetui.engine.answers.table import AnswerTable
from fleetui.engine.link import Question

ANSWERING = (AgentAnswers, QueueAnswers, LandingAnswers, ForgeAnswers, JournalAnswers)


class Rows(AnswerTable):
    """Keeps what is entered, to be looked at."""

    def __init__(self, kinds: list[tuple[type[Question[Any]], Any]]) -> None:
        super().__init__()
        self.kinds = kinds

    def enter(self, kind: type[Question[Any]], answer: Any) -> None:
        self.kinds.append((kind, answer))


def entered() -> list[tuple[type[Question[Any]], Any]]:
    rows = Rows([])
    for one in ANSWERING:
        made: Answering = one.__new__(one)
        made.enter(rows)
    return rows.kinds


def test_every_question_has_one_answer() -> None:
    kinds = [kind for kind, _ in entered()]
    assert len(kinds) == len(set(kinds))
    asked = {one for name, one in vars(link).items() if name.startswith("Ask") and one is not link.AskError}
    assert set(kinds) == asked


def test_an_answer_takes_the_question_that_it_is_entered_for() -> None:
    for kind, answer in entered():
        (asked,) = inspect.signature(answer).parameters
        assert get_type_hints(answer)[asked] is kind
