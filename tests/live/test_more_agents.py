"""Gemini CLI, Qwen Code, opencode and aider, as far as each shows what it does; run by ``./fleet test --live all``."""

from __future__ import annotations

import json

import pytest

from tests.live import loop
from tests.live.fleet import LiveFleet
from tests.live.stage import Stage
from tests.support.waiting import until

OTHER = "0d9c1f52-7a54-4c0e-9e0b-6f3a1b2c4d5e"
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


def test_another_of_its_kind_in_its_folder_does_not_hide_its_session(fleet: LiveFleet) -> None:
    worktree = fleet.add("ada", "qwen")
    fleet.queue("ada", "tokens:3000 say:first")
    until(lambda: fleet.session("ada").get("context_tokens") == 3000, 60)
    with Stage(fleet.folder, fleet.home.command("qwen", "--session-id", OTHER), worktree) as beside:
        beside.until_shows("Type your message", timeout=60)
        beside.paste("tokens:4000 say:beside")
        beside.until_shows("say:beside")
        beside.press("Enter")
        until(lambda: "tokens:4000 say:beside" in fleet.server.oracle.texts(), 30)
        fleet.queue("ada", "tokens:5000 say:second")
        until(lambda: fleet.session("ada").get("context_tokens") == 5000, 60)
        assert fleet.session("ada")["session"] != OTHER


@pytest.mark.parametrize("cli", ["gemini", "qwen", "opencode", "aider"])
def test_follow_ups_arrive_byte_for_byte_once_and_in_order(fleet: LiveFleet, cli: str) -> None:
    loop.delivered_once(fleet, cli, added=" " if cli == "opencode" else "")
