"""Steps: what stands in a queue beside follow-ups and needs no judgement. A new kind is one class here.

A step is plain values. It is written down as one JSON object: its kind, and the fields that are not as usual.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any, ClassVar

from fleetui.model.clean import clean_line
from fleetui.model.review.documents import why_not_document
from fleetui.model.value import value

WORKTREE, CANDIDATE = "worktree", "candidate"
PATCH = "."
"""Names the patch of the branch where a file could be named."""
MOST_ROUNDS = 20
LONGEST = 4000
"""Characters of a text that a step may hold."""


class StepError(ValueError):
    """Something is no step; the text says why, in one line."""


@value
class Step:
    """One step. ``KIND`` names it in the journal, on the command line and in blueprints."""

    KIND: ClassVar[str] = ""
    RESTS: ClassVar[bool] = True
    """Whether it begins only while the agent surely rests."""
    TYPED: ClassVar[bool] = False
    """Whether it is one of the agent's own commands, which goes the way of a follow-up."""
    AGAIN: ClassVar[bool] = False
    """Whether it may begin again after it was cut short: true only where doing it twice changes nothing."""
    WORDS: ClassVar[str] = ""
    """The field that holds what the operator wrote and may write anew; empty for a step without words."""

    @property
    def line(self) -> str:
        """What it does, in one line."""
        return clean_line(self._line())

    @property
    def why_not(self) -> str:
        """Why these values are no such step; empty when they are."""
        return self._why_not()

    def _line(self) -> str:
        return self.KIND

    def _why_not(self) -> str:
        return ""


@value
class GateStep(Step):
    """Run a gate. Red: the end of its log goes to the agent, and it runs again, for so many rounds; then it is held."""

    KIND = "gate"
    AGAIN = True
    gate: str = ""
    """One gate of the agent's project; empty runs all of them in order."""
    on: str = WORKTREE
    """``worktree``: its files as they lie, as advice. ``candidate``: the merge commit that would land."""
    rounds: int = 1
    """How often a red result may go back to the agent."""

    def _line(self) -> str:
        what = f"gate {self.gate}" if self.gate else "all gates"
        where = " on the candidate" if self.on == CANDIDATE else ""
        return f"{what}{where}{f', {self.rounds} rounds' if self.rounds != 1 else ''}"

    def _why_not(self) -> str:
        if self.on not in (WORKTREE, CANDIDATE):
            return f"a gate runs on the {WORKTREE} or on the {CANDIDATE}, not on {self.on!r}"
        return "" if 0 <= self.rounds <= MOST_ROUNDS else f"a gate has 0 to {MOST_ROUNDS} rounds"


@value
class WaitStep(Step):
    """Wait for a condition. Nothing is done, and nothing is sent meanwhile."""

    KIND = "wait"
    RESTS = False
    AGAIN = True
    WORDS = "until"
    until: str = ""

    def _line(self) -> str:
        return f"wait until {self.until}"

    def _why_not(self) -> str:
        return _why_not_text(self.until, "a condition", lines=False)


@value
class CheckStep(Step):
    """Hold the queue unless these claims about files are true."""

    KIND = "check"
    AGAIN = True
    WORDS = "claims"
    claims: str = ""

    def _line(self) -> str:
        return f"check {' '.join(self.claims.split())}"

    def _why_not(self) -> str:
        return _why_not_text(self.claims, "claims")


@value
class ReviewStep(Step):
    """Have somebody else review a file of the worktree, or the patch of the branch. The queue goes on once accepted."""

    KIND = "review"
    AGAIN = True
    path: str = ""
    """From the top of the worktree; empty is the patch."""

    @property
    def subject(self) -> str:
        """For people."""
        return self.path or "its patch"

    def _line(self) -> str:
        return f"review {self.subject}"

    def _why_not(self) -> str:
        return why_not_document(self.path) if self.path else ""


@value
class RestartStep(Step):
    """Replace the run by a fresh one with a handoff."""

    KIND = "restart"
    below: int = 0
    """Only while less than this percent of its context is left; 0 is always."""

    def _line(self) -> str:
        return f"restart if less than {self.below}% of its context is left" if self.below else "restart"

    def _why_not(self) -> str:
        return "" if 0 <= self.below <= 100 else "context left is a percentage from 0 to 100"


@value
class CompactStep(Step):
    """Have the agent sum its conversation up."""

    KIND = "compact"
    TYPED = True


@value
class ClearStep(Step):
    """Have the agent forget its conversation."""

    KIND = "clear"
    TYPED = True


@value
class NextTaskStep(Step):
    """Put the seat on a fresh branch from the base, once its worktree is clean or rescued."""

    KIND = "next-task"
    task: str = ""
    """A task's id, or the name of the branch."""

    def _line(self) -> str:
        return f"next task: {self.task}"

    def _why_not(self) -> str:
        return _why_not_text(self.task, "a task", lines=False)


@value
class NoteStep(Step):
    """Tell the operator something."""

    KIND = "note"
    WORDS = "text"
    text: str = ""
    stop: bool = False
    """Whether the queue stops there until the operator lets it go on."""

    def _line(self) -> str:
        return f"{'stop' if self.stop else 'note'}: {' '.join(self.text.split())}"

    def _why_not(self) -> str:
        return _why_not_text(self.text, "a note")


def _why_not_text(text: str, what: str, *, lines: bool = True) -> str:
    if not text.strip():
        return f"{what} is missing"
    if len(text) > LONGEST:
        return f"{what} may have at most {LONGEST} characters"
    return f"{what} is one line" if not lines and "\n" in text.strip() else ""


def kinds() -> dict[str, type[Step]]:
    """Every kind of step by its word."""
    return {kind.KIND: kind for kind in Step.__subclasses__() if kind.KIND}


Planned = str | Step
"""What is queued: the text of a follow-up, or a step."""


def written(planned: Planned) -> str:
    """As one line of JSON; ``read`` gives the same back."""
    if isinstance(planned, str):
        return json.dumps({"text": planned}, ensure_ascii=False)
    values = {field.name: getattr(planned, field.name) for field in fields(planned)}
    usual = {field.name: field.default for field in fields(planned)}
    told = {name: value for name, value in values.items() if value != usual[name]}
    return json.dumps({"step": planned.KIND, **told}, ensure_ascii=False)


def read(text: str) -> Planned:
    """What was written down. Raises ``StepError``."""
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise StepError("it is not readable") from error
    if not isinstance(raw, dict):
        raise StepError("it is no table")
    if set(raw) == {"text"} and isinstance(raw["text"], str):
        return raw["text"]
    return step_of(raw)


def step_of(raw: Mapping[str, Any]) -> Step:
    """A step from its kind (``step``) and its values. Raises ``StepError``."""
    kind = kinds().get(str(raw.get("step")))
    if kind is None:
        raise StepError(f"no step is called {raw.get('step')!r}: {', '.join(sorted(kinds()))}")
    values = {name: found for name, found in raw.items() if name != "step"}
    expected = {field.name: type(field.default) for field in fields(kind)}
    for name, found in values.items():
        if name not in expected:
            raise StepError(f"a {kind.KIND} step has no {name!r}")
        if type(found) is not expected[name]:
            raise StepError(f"{name} of a {kind.KIND} step is no {expected[name].__name__}")
    return checked(kind(**values))


def checked(step: Step) -> Step:
    """The same step; raises ``StepError`` where its values are none."""
    if why := step.why_not:
        raise StepError(why)
    return step


def reworded(step: Step, text: str) -> Step:
    """The same step with other words. Raises ``StepError`` for a step that has none."""
    if not step.WORDS:
        raise StepError(f"a {step.KIND} step has no words to change: delete it and queue another")
    return checked(replace(step, **{step.WORDS: text.strip()}))
