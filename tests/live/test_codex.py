"""The whole loop with the real Codex."""

from __future__ import annotations

import pytest

from tests.live import loop
from tests.live.fleet import LiveFleet

pytestmark = pytest.mark.live


def test_its_session_file_is_its_own_and_says_what_the_model_reported(fleet: LiveFleet) -> None:
    loop.known_from_its_file(fleet, "codex", tokens=90_000, left=68, counted=20)


def test_follow_ups_arrive_byte_for_byte_once_and_in_order(fleet: LiveFleet) -> None:
    loop.delivered_once(fleet, "codex")


def test_a_stuck_one_is_replaced_with_a_handoff_that_the_model_receives(fleet: LiveFleet) -> None:
    loop.replaced(fleet, "codex")


def test_it_outlives_the_engine_and_its_queue_flows_on(fleet: LiveFleet) -> None:
    loop.kept_across_engines(fleet, "codex")
