"""Gemini CLI, Qwen Code, opencode and aider, as far as each shows what it does; run by ``./fleet test --live all``."""

from __future__ import annotations

import json

import pytest

from tests.live import loop
from tests.live.fleet import LiveFleet

pytestmark = pytest.mark.live("all")


def test_gemini_s_session_file_is_its_own_and_says_what_the_model_reported(fleet: LiveFleet) -> None:
    loop.known_from_its_file(fleet, "gemini", tokens=262_144, left=75, told=False)


def test_qwen_s_session_file_is_its_own_and_says_what_the_model_reported(fleet: LiveFleet) -> None:
    settings = fleet.home.path / ".qwen" / "settings.json"
    told = json.loads(settings.read_text())
    window = {"model": {"generationConfig": {"contextWindowSize": 200_000}}}
    settings.write_text(json.dumps({**told, **window}))
    loop.known_from_its_file(fleet, "qwen", tokens=100_000, left=50)


def test_opencode_s_session_is_its_own_in_the_database_and_says_what_the_model_reported(
    fleet: LiveFleet,
) -> None:
    loop.known_from_its_file(fleet, "opencode", tokens=100_000, left=50, counted=20)


def test_qwen_s_limit_is_known_while_its_screen_shows_a_spinner(fleet: LiveFleet) -> None:
    fleet.add("ada", "qwen")
    fleet.queue("ada", "error:429 say:never said")
    seen = fleet.until("ada", phase="limited")
    assert seen["evidence"]["source"] == "session"
    fleet.press("ada", "Escape")
    fleet.until("ada", phase="idle")


@pytest.mark.parametrize("cli", ["gemini", "qwen", "opencode", "aider"])
def test_follow_ups_arrive_byte_for_byte_once_and_in_order(fleet: LiveFleet, cli: str) -> None:
    loop.delivered_once(fleet, cli, added=" " if cli == "opencode" else "")
