"""Two columns: what a turn reported, and what is so."""

from __future__ import annotations

import pytest

from fleetui.model.happened.judge import Expected, TurnFacts, judge
from fleetui.model.happened.shortfall import Judged, Kind, in_short
from fleetui.model.turn import Edit, FailedCall, SeenTests, SessionTurn


def turn(message: str, **given: object) -> SessionTurn:
    return SessionTurn(message=message, whole=True, **given)  # type: ignore[arg-type]


def judged(
    prompt: str, one: SessionTurn | None, *changed: str, known: bool = True, **given: object
) -> Judged:
    facts = TurnFacts(prompt, one, frozenset(changed) if known else None, **given)  # type: ignore[arg-type]
    return judge(facts)


def kinds(found: Judged) -> list[Kind]:
    return [one.kind for one in found.shortfalls]


FAILED = tuple(
    FailedCall(
        f"Edit lessons/{n:02}.md",
        "String to replace not found",
        (Edit(f"lessons/{n:02}.md", "phase: 2", "x"),),
    )
    for n in range(5)
)
PASSED = frozenset(f"lessons/{n:02}.md" for n in range(5, 30))


def test_five_of_thirty_edits_that_are_not_in_the_files_are_told_in_two_columns() -> None:
    one = turn("All 30 lessons are updated.", edits=30, edited=PASSED, failed=FAILED)
    found = judged("Set phase 2 in all lessons.", one, *PASSED, stands=(False,) * 5)
    assert kinds(found) == [Kind.EDIT] * 5
    assert (found.reported, found.in_files) == (30, 25)
    assert in_short(30, 25, tuple(kinds(found))) == "reported 30, in the files 25"
    assert not found.loud


def test_an_edit_that_failed_and_stands_in_the_file_all_the_same_happened() -> None:
    one = turn("All 30 lessons are updated.", edits=30, edited=PASSED, failed=FAILED)
    assert judged("Set phase 2.", one, *PASSED, stands=(True,) * 5).shortfalls == ()


def test_who_says_what_failed_reports_truly() -> None:
    one = turn("25 of 30 lessons are updated; 5 edits failed.", edits=30, edited=PASSED, failed=FAILED)
    assert judged("Set phase 2.", one, *PASSED).shortfalls == ()


def test_nothing_changed_although_it_says_done_calls() -> None:
    found = judged("Fix the parser in src/parse.py.", turn("Done. I fixed the parser."))
    assert kinds(found) == [Kind.NOTHING] and found.loud


@pytest.mark.parametrize(
    ("prompt", "message"),
    [
        ("Fix the parser.", "The parser was already fixed in commit abc1234; nothing to do."),
        ("Fix the parser.", "I could not find the parser."),
        ("Fix the parser.", "I would change parse() as follows. Should I go on?"),
        ("Why does parse() fail?", "It was added in 1.2 and changed later."),
        ("Read src/parse.py and tell me what was changed.", "I read it: three functions were added."),
        ("Don't change anything, look at src/parse.py.", "Done."),
        ("Write a summary of the parser.", "Done: it was rewritten twice."),
        ("Fix the parser.", "Here is my plan. First the tests should be updated."),
    ],
)
def test_a_turn_that_was_not_to_change_or_says_that_it_did_not_is_no_lie(prompt: str, message: str) -> None:
    assert judged(prompt, turn(message)).shortfalls == ()


def test_a_commit_is_something_that_happened_too() -> None:
    assert judged("Apply it and commit.", turn("Done."), moved=True).shortfalls == ()


def test_what_a_program_did_elsewhere_may_be_what_was_asked() -> None:
    assert judged("Update the issue.", turn("Updated the issue.", acted=("gh issue",))).shortfalls == ()


def test_what_is_not_known_is_no_ground_and_is_said() -> None:
    found = judged("Fix the parser.", turn("Fixed the parser."), known=False)
    assert found.shortfalls == () and "not known" in found.unchecked[0]
    assert len(judged("Fix it.", None, known=False).unchecked) == 2


def test_a_turn_that_was_stopped_reports_nothing() -> None:
    assert judged("Fix it.", turn("Fixed it.", broken=True)).shortfalls == ()


def test_a_file_that_was_to_change_and_did_not_is_named() -> None:
    found = judged("Update docs/a.md and docs/b.md.", turn("Updated both."), "docs/a.md")
    assert [(one.kind, one.reported) for one in found.shortfalls] == [(Kind.UNTOUCHED, "docs/b.md")]


@pytest.mark.parametrize(
    "prompt",
    [
        "Update docs/a.md like docs/b.md.",
        "Read docs/b.md and update docs/a.md.",
        "Fix docs/a.md so that tests/test_b.py passes.",
        "Update docs/a.md, but do not touch docs/b.md.",
        "Change docs/a.md according to docs/b.md.",
        "Fix the typo in docs/a.md (see docs/b.md).",
        "docs/b.md is right. Fix docs/a.md.",
        "Update docs/a.md. Run tests/test_b.py afterwards.",
        "Move the table from docs/b.md to docs/a.md.",
        "Add to docs/a.md what is missing; compare with docs/b.md.",
    ],
)
def test_a_file_that_is_only_spoken_of_need_not_change(prompt: str) -> None:
    assert judged(prompt, turn("Done, updated."), "docs/a.md").shortfalls == ()


def test_a_file_that_the_report_excuses_is_no_shortfall() -> None:
    message = "Updated docs/a.md. docs/b.md already had it."
    assert judged("Update docs/a.md and docs/b.md.", turn(message), "docs/a.md").shortfalls == ()


def test_tests_that_no_run_shows_are_told() -> None:
    found = judged("Fix a.py.", turn("Fixed. All tests pass."), "a.py")
    assert [(one.kind, one.found) for one in found.shortfalls] == [(Kind.TESTS, "no tests ran in this turn")]


def test_tests_whose_last_run_failed_are_told() -> None:
    one = turn("Fixed; the tests pass now.", tests=SeenTests("Bash pytest | tail", failed=True))
    assert kinds(judged("Fix a.py.", one, "a.py")) == [Kind.TESTS]


@pytest.mark.parametrize(
    "one",
    [
        turn("Fixed. All tests pass.", tests=SeenTests("Bash pytest", failed=False)),
        turn("Fixed. The tests should pass."),
        turn("Fixed. I did not run the tests."),
        turn("Fixed. Once all tests pass, merge it."),
        turn("Fixed. All tests pass.", unseen=True),
        SessionTurn(message="Fixed. All tests pass."),
    ],
)
def test_no_word_is_said_of_tests_that_ran_or_that_nobody_claims(one: SessionTurn) -> None:
    assert judged("Fix a.py.", one, "a.py").shortfalls == ()


def test_fewer_files_than_reported_are_told_in_numbers() -> None:
    found = judged("Update the lessons.", turn("I updated all 30 files."), *PASSED)
    assert kinds(found) == [Kind.FEWER] and (found.reported, found.in_files) == (30, 25)


def test_expectations_are_judged_and_nothing_else() -> None:
    claim = "count lessons/*.md phase=2 30"
    one = turn("Done. All tests pass.", failed=FAILED)
    found = judged(
        f"Go.\nexpects: {claim}",
        one,
        "a.md",
        expected=(Expected(claim, holds=False, detail="25", wanted=30, found=25),),
    )
    assert kinds(found) == [Kind.EXPECTED] and found.loud
    assert (found.reported, found.in_files) == (30, 25)
    assert judged("x", one, expected=(Expected(claim, holds=True),)).shortfalls == ()


def test_an_expectation_that_cannot_be_checked_is_neither_met_nor_missed() -> None:
    found = judged("x", None, expected=(Expected("contains a b", holds=None, detail="a pipe"),))
    assert found.shortfalls == () and found.unchecked == ("contains a b: a pipe",)


def test_several_expectations_are_counted() -> None:
    expected = tuple(Expected(f"exists {n}", holds=n != 1) for n in range(3))
    found = judged("x", None, expected=expected)
    assert (found.reported, found.in_files) == (3, 2)
