"""What gates of the author's stage say of an agent's uncommitted files. It is no evidence: nothing lands on it."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model.evidence import Verdict
from fleetui.model.value import value
from fleetui.model.view import GateMark, GitFacts

MOVED = "it went on since"


@value
class Advice:
    """One look at one snapshot of a worktree."""

    tree: str
    digests: tuple[str, ...]
    """Of the gates, in order."""
    git: GitFacts | None
    """How the worktree stood then."""
    rest: float
    """Since when the agent rested."""
    marks: tuple[GateMark, ...]


def advice_now(advice: Advice | None, git: GitFacts | None, rest: float | None) -> tuple[GateMark, ...]:
    """What is true of it now: nothing once all is committed, and outdated once the agent went on or files changed.

    ``rest`` is since when it rests; ``None`` while it does not.
    """
    if advice is None or git is None or not git.dirty:
        return ()
    if git == advice.git and rest == advice.rest:
        return advice.marks
    return tuple(replace(mark, verdict=Verdict.OUTDATED, detail=MOVED) for mark in advice.marks)
