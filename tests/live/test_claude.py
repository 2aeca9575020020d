"""The whole loop with the real Claude Code."""

from __future__ import annotations

import pytest

from tests.live import loop
from tests.live.fleet import LiveFleet

pytestmark = pytest.mark.live


def test_its_session_file_is_its_own_and_says_what_the_model_reported(fleet: LiveFleet) -> None:
    loop.known_from_its_file(fleet, "claude", tokens=90_000, left=50)


def test_an_answer_that_only_its_file_tells_of_is_work(
    fleet: LiveFleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    untitled = {**fleet.environment(), "CLAUDE_CODE_DISABLE_TERMINAL_TITLE": "1"}
    fleet.stop_engine()
    monkeypatch.setattr(fleet, "environment", lambda: untitled)
    fleet.start_engine()
    loop.told_by_its_file_alone(fleet, "claude")


def test_follow_ups_arrive_byte_for_byte_once_and_in_order(fleet: LiveFleet) -> None:
    loop.delivered_once(fleet, "claude")


def test_a_stuck_one_is_replaced_with_a_handoff_that_the_model_receives(fleet: LiveFleet) -> None:
    loop.replaced(fleet, "claude")


def test_it_outlives_the_engine_and_its_queue_flows_on(fleet: LiveFleet) -> None:
    loop.kept_across_engines(fleet, "claude")
