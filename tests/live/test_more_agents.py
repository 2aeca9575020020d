"""Gemini CLI, Qwen Code, opencode and aider, as far as each shows what it does; run by ``./fleet test --live all``."""

from __future__ import annotations

import pytest

from tests.live import loop
from tests.live.fleet import LiveFleet

pytestmark = pytest.mark.live("all")
CONTEXT = {"gemini": (262_144, 75), "qwen": (150_000, None), "opencode": (150_000, 25), "aider": (1200, None)}


@pytest.mark.parametrize("cli", CONTEXT)
def test_it_is_seen_idle_working_and_asking(fleet: LiveFleet, cli: str) -> None:
    tokens, left = CONTEXT[cli]
    loop.seen_in_every_phase(fleet, cli, tokens, left, asks=cli != "aider", late=cli == "gemini")


@pytest.mark.parametrize("cli", CONTEXT)
def test_follow_ups_arrive_byte_for_byte_once_and_in_order(fleet: LiveFleet, cli: str) -> None:
    loop.delivered_once(fleet, cli, added=" " if cli == "opencode" else "")
