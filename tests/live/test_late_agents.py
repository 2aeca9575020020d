"""Copilot CLI and Pi, as far as each shows what it does; run by ``./fleet test --live all``."""

from __future__ import annotations

import pytest

from tests.live import loop
from tests.live.fleet import LiveFleet

pytestmark = pytest.mark.live("all", "late")
CLIS = ["copilot", "pi"]


@pytest.mark.parametrize("cli", CLIS)
def test_follow_ups_arrive_byte_for_byte_once_and_in_order(fleet: LiveFleet, cli: str) -> None:
    loop.delivered_once(fleet, cli)


@pytest.mark.parametrize("cli", CLIS)
def test_a_stuck_one_is_replaced_and_the_fresh_one_gets_the_handoff(fleet: LiveFleet, cli: str) -> None:
    loop.replaced(fleet, cli)


@pytest.mark.parametrize("cli", CLIS)
def test_a_restart_goes_on_with_the_same_session(fleet: LiveFleet, cli: str) -> None:
    loop.gone_on_with(fleet, cli)


@pytest.mark.parametrize("cli", CLIS)
def test_a_turn_is_interrupted_by_the_verb_and_the_next_follow_up_goes(fleet: LiveFleet, cli: str) -> None:
    fleet.add("ada", cli)
    fleet.queue("ada", "slow:60 say:never said")
    fleet.until("ada", phase="working")
    assert "stopped" in fleet.verb("interrupt", "ada")
    fleet.until("ada", phase="idle")
    with pytest.raises(AssertionError, match="idle"):
        fleet.verb("interrupt", "ada")
    fleet.queue("ada", "say:after it")
    fleet.received("slow:60 say:never said", "say:after it")


def test_copilot_s_session_file_is_its_own_and_says_what_the_model_reported(fleet: LiveFleet) -> None:
    loop.known_from_its_file(fleet, "copilot", tokens=32_000, left=50)


def test_pi_s_session_file_is_its_own_and_its_screen_says_the_share(fleet: LiveFleet) -> None:
    loop.known_from_its_file(fleet, "pi", tokens=100_000, left=50, counted=20)
