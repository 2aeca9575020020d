"""Gemini CLI, Qwen Code, opencode and aider, as far as each shows what it does; run by ``./fleet test --live all``."""

from __future__ import annotations

import pytest

from tests.live import loop
from tests.live.fleet import LiveFleet

pytestmark = pytest.mark.live("all")


@pytest.mark.parametrize("cli", ["gemini", "qwen", "opencode", "aider"])
def test_follow_ups_arrive_byte_for_byte_once_and_in_order(fleet: LiveFleet, cli: str) -> None:
    loop.delivered_once(fleet, cli, added=" " if cli == "opencode" else "")
