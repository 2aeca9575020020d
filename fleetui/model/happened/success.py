"""Reports of success: what an agent said at the end of its turn, or its task says, in plain words alone.

A wrong accusation is worse than none: who says that something did not work reports no success.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from fleetui.model.evidence import Verdict
from fleetui.model.happened.reported import admits, plain, reports_tests
from fleetui.model.happened.shortfall import Kind
from fleetui.model.happened.turns import Judgements
from fleetui.model.task import Task, TaskState
from fleetui.model.turn import SessionTurn
from fleetui.model.value import value

DONE, TESTS = "done", "tests pass"
_DONE = re.compile(
    r"^(?:all |it is |it's |that is |that's )?done(?:$|[,:]| -| \u2014)"
    r"|^(?:everything|the (?:task|work|change|feature|fix|implementation)|all of it) is (?:now )?"
    r"(?:done|complete|finished|in place)\b"
    r"|^(?:the )?(?:task|work|implementation) (?:complete|completed|done|finished)$",
    re.IGNORECASE,
)
AGAINST = {Verdict.FAIL: "fails", Verdict.ERROR: "could not run", Verdict.NONE: "did not come to its end"}
"""What speaks against a report, in words, the heaviest first."""


@value
class Success:
    """A report of success."""

    said: str
    """``done`` or ``tests pass``."""
    source: str
    """Whose word it is, such as ``its last words``."""
    at: float = 0.0
    """When it was said; 0 where that is not known."""


@value
class Against:
    """A report of success and the gate that speaks against it."""

    success: Success
    gate: str
    verdict: Verdict
    at: float
    """When it ran."""
    detail: str = ""
    advice: bool = False
    """The gate ran on uncommitted files: no evidence."""

    @property
    def short(self) -> str:
        """``says done, build fails``."""
        return f"says {self.success.said}, {self.gate} {AGAINST[self.verdict]}"


def successes(turn: SessionTurn | None, judged: Judgements, task: Task | None) -> tuple[Success, ...]:
    """What is reported now: by the words at the end of the last turn, by what was judged of it, by the task."""
    found: list[Success] = []
    if turn is not None:
        found += _words(turn)
    elif judged and any(one.kind == Kind.TESTS for one in judged[-1].shortfalls):
        found.append(Success(TESTS, "its last report", judged[-1].at))
    if task is not None and task.state is TaskState.DONE:
        found.append(Success(DONE, "its task"))
    return tuple(found)


def _words(turn: SessionTurn) -> Iterator[Success]:
    if not turn.ended or turn.broken or admits(turn.message):
        return
    if any(_DONE.search(sentence.strip("*_# -.!")) for sentence in plain(turn.message)):
        yield Success(DONE, "its last words", turn.ended)
    if reports_tests(turn.message):
        yield Success(TESTS, "its last words", turn.ended)
