"""What a session file reports, from the facts in it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.agents.sessions.statements import session_report
from fleetui.model.limit import Limit
from fleetui.model.session import SessionFacts
from fleetui.model.status import Phase

LOOKED = 100.0


@pytest.mark.parametrize(
    ("status", "phase"),
    [("busy", Phase.WORKING), ("idle", Phase.IDLE), ("waiting", Phase.ASKING), ("shell", Phase.IDLE)],
)
def test_a_status_that_an_agent_keeps_about_itself_gives_the_phase(status: str, phase: Phase) -> None:
    report = session_report(SessionFacts(status=status, status_at=50.0, turn_ended=True), LOOKED)
    assert report is not None
    assert (report.source, report.phase, report.at, report.seen) == ("session", phase, 50.0, LOOKED)
    assert report.rule == f"status {status}"


def test_a_status_word_that_is_not_known_claims_nothing() -> None:
    assert session_report(SessionFacts(status="dreaming"), LOOKED) is None
    assert session_report(SessionFacts(), LOOKED) is None


def test_what_it_waits_for_is_told() -> None:
    report = session_report(SessionFacts(status="waiting", waits_for="permission prompt"), LOOKED)
    assert report is not None
    assert report.note == "permission prompt"


def test_a_turn_that_runs_may_ask_or_retry_and_the_file_cannot_tell() -> None:
    report = session_report(SessionFacts(turn_ended=False, turn_at=20.0, at=90.0), LOOKED)
    assert report is not None
    assert (report.phase, report.at, set(report.also)) == (Phase.WORKING, 20.0, {Phase.ASKING, Phase.LIMITED})


def test_a_turn_that_is_over_is_idle_or_failed_with_its_error() -> None:
    over = session_report(SessionFacts(turn_ended=True, turn_at=20.0), LOOKED)
    failed = session_report(SessionFacts(turn_ended=True, turn_at=20.0, error="401 bad key"), LOOKED)
    assert over is not None
    assert failed is not None
    assert (over.phase, failed.phase, failed.note) == (Phase.IDLE, Phase.FAILED, "401 bad key")


def test_a_limit_is_limited_while_it_tries_again_and_after_it_gave_up() -> None:
    facts = {"status": "busy", "error": "429", "limited": True}
    runs = session_report(SessionFacts(**facts, turn_ended=False), LOOKED)
    ended = session_report(SessionFacts(**{**facts, "status": "idle"}, turn_ended=True), LOOKED)
    assert runs is not None
    assert ended is not None
    assert (runs.phase, ended.phase) == (Phase.LIMITED, Phase.LIMITED)


def test_a_limit_that_the_file_dates_is_dated_from_when_the_turn_ended() -> None:
    limit = Limit("usage limit", resets="in 2h")
    facts = SessionFacts(
        error="You hit it", limited=True, limit=limit, turn_ended=True, turn_at=40.0, at=90.0
    )
    said = session_report(facts, LOOKED)
    assert said is not None
    assert said.limit == Limit("usage limit", None, None, 40.0 + 7200, "in 2h")


def test_a_turn_of_before_the_run_says_nothing_about_it() -> None:
    assert session_report(SessionFacts(turn_ended=False, turn_at=20.0), LOOKED, began=30.0) is None
    assert session_report(SessionFacts(turn_ended=False, turn_at=40.0), LOOKED, began=30.0) is not None


def test_an_error_of_the_turn_before_is_told_as_such_while_nothing_was_answered_since() -> None:
    facts = SessionFacts(
        status="idle", status_at=50.0, turn_ended=False, turn_at=40.0, earlier_error="500 no"
    )
    stopped = session_report(facts, LOOKED)
    assert stopped is not None
    assert (stopped.phase, stopped.outlived, stopped.at) == (Phase.IDLE, "500 no", 50.0)
    runs = session_report(replace(facts, status="busy"), LOOKED)
    assert runs is not None
    assert (runs.phase, runs.outlived) == (Phase.WORKING, "500 no")
    failed = session_report(replace(facts, turn_ended=True, error="500 no", earlier_error=""), LOOKED)
    assert failed is not None
    assert (failed.phase, failed.outlived) == (Phase.FAILED, "")


def test_a_status_that_cannot_tell_whether_a_turn_runs_does_not_tell_that_one_was_stopped() -> None:
    facts = SessionFacts(status="shell", turn_ended=False, earlier_error="500 no")
    report = session_report(facts, LOOKED)
    assert report is not None
    assert report.outlived == ""
