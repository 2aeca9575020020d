"""Sight: a phase that sources agree on counts as soon as the screen has shown it long enough."""

from __future__ import annotations

from fleetui.agents.screen.combine import shown_next
from fleetui.engine.observe.sight import SeatSight
from fleetui.model.fleet import Run
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.status import Phase, Reading, SourceReport

RUN = Run("r1", "ada", PaneRef(ServerId("/s", 7, 1), "%1", 42, 9), 100.0)


def at_rest_on_the_screen(since: float) -> SeatSight:
    """An agent whose screen went idle while its file still says that it is busy."""
    seen = SeatSight()
    seen.shown = shown_next(None, Reading(Phase.WORKING, "spinner"), since - 20)
    busy = SourceReport("session", Phase.WORKING, "says busy", since - 20, seen=since - 1)
    seen.take_report("session", busy, since - 1)
    seen.shown = shown_next(seen.shown, Reading(Phase.IDLE, "composer"), since)
    seen.take_report("session", busy, since)
    return seen


def test_rest_that_the_screen_has_shown_counts_when_the_file_agrees() -> None:
    seen = at_rest_on_the_screen(since=100.0)
    assert seen.status.phase is Phase.WORKING
    seen.take_report("session", SourceReport("session", Phase.IDLE, "says idle", 100.1, seen=101.2), 101.2)
    assert seen.status.phase is Phase.IDLE


def test_rest_that_was_shown_for_a_moment_waits_although_the_file_agrees() -> None:
    seen = at_rest_on_the_screen(since=100.0)
    seen.take_report("session", SourceReport("session", Phase.IDLE, "says idle", 100.1, seen=100.4), 100.4)
    assert seen.status.phase is Phase.WORKING
    seen.settle_again(101.1)
    assert seen.status.phase is Phase.IDLE


def limited() -> SeatSight:
    """An agent that tries again on its screen; its file only says that it is busy."""
    seen = SeatSight()
    seen.shown = shown_next(None, Reading(Phase.LIMITED, "retrying"), 80.0)
    seen.take_report("session", SourceReport("session", Phase.WORKING, "status busy", 70.0, seen=99.0), 99.0)
    assert seen.status.phase is Phase.LIMITED
    return seen


def test_a_redraw_amid_retries_is_not_work_because_the_file_says_no_more_than_busy() -> None:
    seen = limited()
    seen.shown = shown_next(seen.shown, Reading(Phase.UNKNOWN, "none"), 100.0)
    seen.settle_again(100.1)
    seen.take_report(
        "session", SourceReport("session", Phase.WORKING, "status busy", 70.0, seen=100.2), 100.2
    )
    assert seen.status.phase is Phase.LIMITED
    seen.take_report(
        "session", SourceReport("session", Phase.WORKING, "status busy", 70.0, seen=103.0), 103.0
    )
    assert seen.status.phase is Phase.WORKING


def test_no_work_comes_between_retries_and_rest_because_the_file_is_late() -> None:
    seen = limited()
    seen.shown = shown_next(seen.shown, Reading(Phase.IDLE, "composer"), 100.0)
    seen.take_report(
        "session", SourceReport("session", Phase.WORKING, "status busy", 70.0, seen=100.2), 100.2
    )
    assert seen.status.phase is Phase.LIMITED
    seen.take_report("session", SourceReport("session", Phase.IDLE, "status idle", 100.3, seen=101.4), 101.4)
    assert seen.status.phase is Phase.IDLE


def tries_again_after_an_error() -> SeatSight:
    """Its last turn failed, the one after it is tried again; then the screen is the one of before."""
    seen = SeatSight()
    seen.shown = shown_next(None, Reading(Phase.LIMITED, "retrying", note="API error"), 80.0)
    seen.take_report("session", since_an_error(Phase.WORKING, 70.0, seen=99.0), 99.0)
    seen.shown = shown_next(seen.shown, Reading(Phase.FAILED, "error", draft="again", note="500 no"), 100.0)
    seen.take_report("session", since_an_error(Phase.WORKING, 70.0, seen=99.0), 100.0)
    return seen


def since_an_error(phase: Phase, at: float, seen: float) -> SourceReport:
    return SourceReport("session", phase, "says so", at, seen=seen, outlived="500 no")


def test_a_turn_that_was_stopped_by_hand_is_never_called_failed_by_the_error_of_the_one_before() -> None:
    seen = tries_again_after_an_error()
    phases = []
    for now in (100.2, 101.0, 102.0, 103.0, 104.0, 105.0):
        seen.take_report("session", since_an_error(Phase.IDLE, 100.1, seen=now), now)
        phases.append(seen.status.phase)
    assert set(phases[:3]) == {Phase.LIMITED}
    assert phases[-1] is Phase.IDLE
    assert Phase.FAILED not in phases


def test_a_turn_that_fails_like_the_one_before_is_failed_as_soon_as_its_file_says_so() -> None:
    seen = tries_again_after_an_error()
    assert seen.status.phase is Phase.LIMITED
    failed = SourceReport("session", Phase.FAILED, "error", 100.0, "500 no", seen=100.6)
    seen.take_report("session", failed, 100.6)
    assert seen.status.phase is Phase.FAILED


def test_a_turn_that_fails_like_the_one_before_is_failed_although_its_file_is_never_read_again() -> None:
    seen = tries_again_after_an_error()
    seen.settle_again(103.0)
    assert seen.status.phase is Phase.LIMITED
    seen.settle_again(107.0)
    assert seen.status.phase is Phase.FAILED


def test_what_started_long_ago_and_nobody_looked_at_is_what_the_first_look_shows() -> None:
    """One look, as a command line verb takes, left it starting for as long as nobody observed."""
    seen = SeatSight()
    seen.begin(RUN, None, 110.0)
    assert seen.status.phase is Phase.STARTING
    seen.begin(RUN, None, 4000.0)
    assert seen.status.phase is Phase.UNKNOWN
    seen.shown = shown_next(None, Reading(Phase.IDLE, "composer"), 4000.0)
    seen.settle_again(4000.0)
    seen.take_report("session", None, 4000.0)
    assert seen.status.phase is Phase.IDLE
