"""A report of success against a gate: only plain words are a report, only what ran on the same files counts."""

from __future__ import annotations

import pytest

from fleetui.model.against_gates import against
from fleetui.model.evidence import Gate, Verdict
from fleetui.model.happened.shortfall import Kind, Shortfall
from fleetui.model.happened.success import Success, successes
from fleetui.model.happened.turns import JudgedTurn
from fleetui.model.task import Task, TaskState
from fleetui.model.turn import SessionTurn
from fleetui.model.view import GateMark

BUILD = Gate("build", ("make",))
TEST = Gate("test", ("python3", "-m", "unittest"))
LINT = Gate("lint", ("ruff", "check"), required=False)


def said(message: str) -> list[str]:
    return [one.said for one in successes(SessionTurn(message=message, ended=50.0), (), None)]


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ("Done.", ["done"]),
        ("Done: the writers share one schema.", ["done"]),
        ("I changed the schema.\n\n**Done.** All 12 tests pass.", ["done", "tests pass"]),
        ("Everything is in place.", ["done"]),
        ("The task is complete. The suite is green.", ["done", "tests pass"]),
        ("All tests pass now.", ["tests pass"]),
        ("I added a parameter.", []),
        ("Once that is done, all tests should pass.", []),
        ("Done with reading; next I change the schema.", []),
        ("Is everything done?", []),
        ("Not done yet.", []),
        ("Done, but one test still fails.", []),
        ("Done. I could not run the tests.", []),
        ("```\nDone.\n```\nI looked at the log above.", []),
        ("All tests passed yesterday.", []),
        ("When everything is in place I will commit.", []),
    ],
)
def test_only_plain_words_report_success(message: str, found: list[str]) -> None:
    assert said(message) == found


def test_a_turn_that_runs_or_broke_reports_nothing() -> None:
    assert successes(SessionTurn(message="Done."), (), None) == ()
    assert successes(SessionTurn(message="Done.", ended=5.0, broken=True), (), None) == ()


def test_a_task_that_is_done_and_a_judged_report_count_by_themselves() -> None:
    done = Task("a", "a", state=TaskState.DONE)
    assert successes(None, (), done) == (Success("done", "its task"),)
    judged = JudgedTurn("t", "r", 7.0, shortfalls=(Shortfall(Kind.TESTS, "tests pass", "no tests ran"),))
    assert successes(None, (judged,), None) == (Success("tests pass", "its last report", 7.0),)
    assert successes(SessionTurn(message="I looked.", ended=9.0), (judged,), None) == (), (
        "its newer words count"
    )


def mark(gate: str, verdict: Verdict, at: float = 40.0) -> GateMark:
    return GateMark(gate, verdict, at, "exit 2")


DONE, TESTS = Success("done", "its last words", 50.0), Success("tests pass", "its last words", 50.0)


def short(found: Success, *marks: GateMark) -> str:
    one = against((found,), (BUILD, TEST, LINT), marks)
    return one.short if one else ""


def test_done_is_measured_by_every_required_gate_and_tests_pass_by_those_of_tests() -> None:
    assert short(DONE, mark("build", Verdict.FAIL)) == "says done, build fails"
    assert short(DONE, mark("lint", Verdict.FAIL)) == ""
    assert short(TESTS, mark("build", Verdict.FAIL)) == ""
    assert short(TESTS, mark("test", Verdict.FAIL)) == "says tests pass, test fails"


def test_the_heaviest_word_counts_and_what_was_not_run_is_none() -> None:
    assert short(DONE, mark("build", Verdict.ERROR), mark("test", Verdict.FAIL)) == "says done, test fails"
    assert short(DONE, mark("build", Verdict.ERROR)) == "says done, build could not run"
    assert short(DONE, mark("build", Verdict.NONE)) == "says done, build did not come to its end"
    for verdict in (Verdict.PASS, Verdict.OUTDATED, Verdict.RUNNING):
        assert short(DONE, mark("build", verdict)) == ""
    assert short(DONE, mark("build", Verdict.NONE, at=0.0)) == "", "it only waits for its turn"


def test_without_a_report_there_is_no_word() -> None:
    assert against((), (BUILD,), [mark("build", Verdict.FAIL)]) is None
