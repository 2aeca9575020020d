"""Sight: a phase that sources agree on counts as soon as the screen has shown it long enough."""

from __future__ import annotations

from fleetui.agents.weigh import shown_next
from fleetui.engine.sight import SeatSight
from fleetui.model.status import Claim, Phase, Reading


def at_rest_on_the_screen(since: float) -> SeatSight:
    """An agent whose screen went idle while its file still says that it is busy."""
    seen = SeatSight()
    seen.shown = shown_next(None, Reading(Phase.WORKING, "spinner"), since - 20)
    busy = Claim("session", Phase.WORKING, "says busy", since - 20, seen=since - 1)
    seen.take_claims("session", busy, since - 1)
    seen.shown = shown_next(seen.shown, Reading(Phase.IDLE, "composer"), since)
    seen.take_claims("session", busy, since)
    return seen


def test_rest_that_the_screen_has_shown_counts_when_the_file_agrees() -> None:
    seen = at_rest_on_the_screen(since=100.0)
    assert seen.status.phase is Phase.WORKING
    seen.take_claims("session", Claim("session", Phase.IDLE, "says idle", 100.1, seen=101.2), 101.2)
    assert seen.status.phase is Phase.IDLE


def test_rest_that_was_shown_for_a_moment_waits_although_the_file_agrees() -> None:
    seen = at_rest_on_the_screen(since=100.0)
    seen.take_claims("session", Claim("session", Phase.IDLE, "says idle", 100.1, seen=100.4), 100.4)
    assert seen.status.phase is Phase.WORKING
    seen.settle_again(101.1)
    assert seen.status.phase is Phase.IDLE


def limited() -> SeatSight:
    """An agent that tries again on its screen; its file only says that it is busy."""
    seen = SeatSight()
    seen.shown = shown_next(None, Reading(Phase.LIMITED, "retrying"), 80.0)
    seen.take_claims("session", Claim("session", Phase.WORKING, "status busy", 70.0, seen=99.0), 99.0)
    assert seen.status.phase is Phase.LIMITED
    return seen


def test_a_redraw_amid_retries_is_not_work_because_the_file_says_no_more_than_busy() -> None:
    seen = limited()
    seen.shown = shown_next(seen.shown, Reading(Phase.UNKNOWN, "none"), 100.0)
    seen.settle_again(100.1)
    seen.take_claims("session", Claim("session", Phase.WORKING, "status busy", 70.0, seen=100.2), 100.2)
    assert seen.status.phase is Phase.LIMITED
    seen.take_claims("session", Claim("session", Phase.WORKING, "status busy", 70.0, seen=103.0), 103.0)
    assert seen.status.phase is Phase.WORKING


def test_no_work_comes_between_retries_and_rest_because_the_file_is_late() -> None:
    seen = limited()
    seen.shown = shown_next(seen.shown, Reading(Phase.IDLE, "composer"), 100.0)
    seen.take_claims("session", Claim("session", Phase.WORKING, "status busy", 70.0, seen=100.2), 100.2)
    assert seen.status.phase is Phase.LIMITED
    seen.take_claims("session", Claim("session", Phase.IDLE, "status idle", 100.3, seen=101.4), 101.4)
    assert seen.status.phase is Phase.IDLE
