"""What gates say of an agent's uncommitted files, or of its branch as committed: nothing lands on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from fleetui.model.clean import clean_line
from fleetui.model.counts import count
from fleetui.model.evidence import Gate, Verdict
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


@value
class HeadAdvice:
    """What gates of the lead's stage said of one head of a branch."""

    head: str
    digests: tuple[str, ...]
    """Of the gates, in order."""
    marks: tuple[GateMark, ...]


def head_advice_now(advice: HeadAdvice | None, git: GitFacts | None) -> tuple[GateMark, ...]:
    """What is true of it now: nothing without commits that the base lacks, and outdated on another head."""
    if advice is None or git is None or not git.ahead:
        return ()
    if git.head == advice.head:
        return advice.marks
    return tuple(replace(mark, verdict=Verdict.OUTDATED, detail=MOVED) for mark in advice.marks)


def up_to_red(gates: Iterable[Gate], marks: Mapping[str, GateMark]) -> tuple[GateMark, ...]:
    """The marks in the gates' order, none behind the first required one that does not pass."""
    found: list[GateMark] = []
    for gate in gates:
        mark = marks.get(gate.name)
        if mark is None:
            continue
        found.append(mark)
        if gate.required and mark.verdict is not Verdict.PASS:
            break
    return tuple(found)


_WORDS = {Verdict.PASS: "passes", Verdict.FAIL: "fails", Verdict.ERROR: "could not run"}


def lead_words(seat: str, base: str, git: GitFacts, advice: HeadAdvice) -> str:
    """What a lead is told of it, in one line: names and verdicts alone.

    What a gate printed is left out, because the author's code wrote it and another agent would read it as its prompt.
    """
    said = ", ".join(f"{mark.gate} {_WORDS.get(mark.verdict, 'did not run')}" for mark in advice.marks)
    behind = f", {git.behind} behind" if git.behind else ""
    branch = clean_line(git.branch, 100)
    where = f"branch {branch} of {seat}, head {advice.head[:12]}, {count(git.ahead, 'commit')} ahead of {base}{behind}"
    return (
        f"Advice on {where}: {said}. The gates ran on it as committed, not merged with {base}: no evidence."
    )
