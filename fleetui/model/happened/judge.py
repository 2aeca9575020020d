"""The judge: the facts of one turn in, what differs out. What is not known is no ground for anything."""

from __future__ import annotations

from collections.abc import Iterator

from fleetui.model.happened.asked import asks_change, asks_tests, files_to_change
from fleetui.model.happened.reported import (
    admits,
    edits_reported,
    excuses,
    files_reported,
    reports_change,
    reports_tests,
)
from fleetui.model.happened.shortfall import Judged, Kind, Shortfall
from fleetui.model.shell_line import runs_tests
from fleetui.model.turn import FailedCall, SessionTurn
from fleetui.model.value import value

_MOST = 60


@value
class Expected:
    """One claim after ``expects:``, judged in the files."""

    claim: str
    holds: bool | None
    """``None`` when it could not be checked."""
    detail: str = ""
    wanted: int = -1
    """The number it names, and the one found; -1 where it is not about one."""
    found: int = -1


@value
class TurnFacts:
    """All that is known of a turn."""

    prompt: str
    turn: SessionTurn | None = None
    """By the agent's own session file; ``None`` where none is surely its own."""
    changed: frozenset[str] | None = None
    """Files whose content differs from what it was when the turn began; ``None`` when that is not known."""
    moved: bool = False
    """Something else changed that git keeps: the commit, the branch, what is staged."""
    stands: tuple[bool | None, ...] = ()
    """For each failed call, whether what it was to write stands in the files; ``None`` where that is not known."""
    expected: tuple[Expected, ...] = ()


def judge(facts: TurnFacts) -> Judged:
    """What differs. With claims after ``expects:`` exactly those are judged."""
    if facts.expected:
        return _by_expectations(facts.expected)
    turn = facts.turn
    if turn is None or turn.broken or not turn.message:
        return Judged(unchecked=_unchecked(facts))
    edits = tuple(_failed_edits(facts, turn))
    found = (
        *_nothing(facts, turn), *edits, *_failed_commands(turn), *_untouched(facts, turn), *_tests(facts, turn),
        *_fewer(facts, turn),
    )  # fmt: skip
    reported, in_files = _numbers(facts, turn, found, len(edits))
    return Judged(found[:_MOST], reported, in_files, _unchecked(facts))


def _unchecked(facts: TurnFacts) -> tuple[str, ...]:
    changed = () if facts.changed is not None else ("the files, since what they were before is not known",)
    return changed if facts.turn else (*changed, "what it did and said: no session file is surely its own")


# ---------------------------------------------------------------- expectations


def _by_expectations(expected: tuple[Expected, ...]) -> Judged:
    failed = [one for one in expected if one.holds is False]
    found = tuple(Shortfall(Kind.EXPECTED, one.claim, one.detail) for one in failed)
    unchecked = tuple(f"{one.claim}: {one.detail}" for one in expected if one.holds is None)
    counted = [one for one in failed if one.wanted >= 0 and one.found >= 0]
    if len(counted) == 1 and len(failed) == 1:
        return Judged(found, counted[0].wanted, counted[0].found, unchecked)
    if failed and len(expected) > 1:
        return Judged(found, len(expected), sum(one.holds is True for one in expected), unchecked)
    return Judged(found, unchecked=unchecked)


# ---------------------------------------------------------------- rules


def _nothing(facts: TurnFacts, turn: SessionTurn) -> Iterator[Shortfall]:
    if facts.changed != frozenset() or facts.moved or turn.edited or turn.acted:
        return
    if asks_change(facts.prompt) and reports_change(turn.message):
        yield Shortfall(Kind.NOTHING, _said(turn), "no file changed in this turn")


def _failed_edits(facts: TurnFacts, turn: SessionTurn) -> Iterator[Shortfall]:
    if admits(turn.message):
        return
    stands = facts.stands or (None,) * len(turn.failed)
    for call, there in zip(turn.failed, stands, strict=False):
        if call.edits and there is not True:
            paths = ", ".join(dict.fromkeys(edit.path for edit in call.edits))
            where = "it does not stand there" if there is False else "not repeated"
            yield Shortfall(Kind.EDIT, paths, f"{_why(call)}: {where}")


def _failed_commands(turn: SessionTurn) -> Iterator[Shortfall]:
    if admits(turn.message):
        return
    for call in turn.failed:
        if not call.edits and not _is_test(call):
            yield Shortfall(Kind.COMMAND, call.what, f"{_why(call)}: not repeated")


def _untouched(facts: TurnFacts, turn: SessionTurn) -> Iterator[Shortfall]:
    changed = facts.changed
    if not changed or not reports_change(turn.message):
        return
    for path in files_to_change(facts.prompt):
        if not any(_is_same(path, one) for one in (*changed, *turn.edited)) and not excuses(
            turn.message, path
        ):
            yield Shortfall(Kind.UNTOUCHED, path, "not changed in this turn")


def _tests(facts: TurnFacts, turn: SessionTurn) -> Iterator[Shortfall]:
    if not reports_tests(turn.message) or not turn.whole or turn.unseen:
        return
    if turn.tests and turn.tests.failed:
        yield Shortfall(Kind.TESTS, "tests pass", f"the last run failed: {turn.tests.what}")
    elif turn.tests is None and (facts.changed or asks_tests(facts.prompt)):
        yield Shortfall(Kind.TESTS, "tests pass", "no tests ran in this turn")


def _fewer(facts: TurnFacts, turn: SessionTurn) -> Iterator[Shortfall]:
    said = files_reported(turn.message)
    if facts.changed and said > len(facts.changed | _within(turn, facts.changed)):
        yield Shortfall(Kind.FEWER, f"{said} files", f"{len(facts.changed)} changed in this turn")


def _numbers(
    facts: TurnFacts, turn: SessionTurn, found: tuple[Shortfall, ...], failed_edits: int
) -> tuple[int, int]:
    """How many were reported and how many are there; -1 where there is no number."""
    if any(one.kind is Kind.FEWER for one in found) and facts.changed:
        return files_reported(turn.message), len(facts.changed)
    if failed_edits:
        said = edits_reported(turn.message)
        reported = said if failed_edits <= said <= turn.edits else turn.edits
        return reported, max(0, reported - failed_edits)
    return -1, -1


def _within(turn: SessionTurn, changed: frozenset[str]) -> frozenset[str]:
    """Edited files that git does not see among the changed ones, such as ignored ones."""
    return frozenset(path for path in turn.edited if not any(_is_same(path, one) for one in changed))


def _is_test(call: FailedCall) -> bool:
    return runs_tests(call.what.partition(" ")[2]) or runs_tests(call.what)


def _is_same(asked: str, changed: str) -> bool:
    """True for the same file, each perhaps as the end of a path only, and for a folder that it is in."""
    one, other = asked.removeprefix("./").rstrip("/"), changed.removeprefix("./")
    return one == other or other.endswith(f"/{one}") or one.endswith(f"/{other}") or f"/{one}/" in f"/{other}"


def _said(turn: SessionTurn) -> str:
    first = next((line.strip() for line in turn.message.splitlines() if line.strip()), "done")
    return first[:160]


def _why(call: FailedCall) -> str:
    return call.why.rstrip(".: ") or "failed"
