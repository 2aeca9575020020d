"""What a run is started with: the profile's words reach the agent, and nothing an agent printed becomes an option."""

from __future__ import annotations

import uuid

import pytest

from fleetui.agents.load import load_profiles
from fleetui.agents.starting import (
    Beginning,
    argv,
    chosen_session,
    is_session,
    may_choose,
    session_in,
    why_not_resume,
    why_not_unattended,
)

PROFILES = load_profiles()
ID = "0b8f3f6a-2d17-4c7b-9a61-6f1d0e5a3c7b"


@pytest.mark.parametrize(
    ("cli", "begins", "wanted"),
    [
        ("claude", Beginning(ID), ["--session-id", ID]),
        ("claude", Beginning(ID, resumed=True), ["--resume", ID]),
        ("claude", Beginning(unattended=True), ["--dangerously-skip-permissions"]),
        ("codex", Beginning(ID, resumed=True), ["resume", ID]),
        ("codex", Beginning(), []),
        ("gemini", Beginning(ID, resumed=True, unattended=True), ["--yolo", "--resume", ID]),
        ("qwen", Beginning(ID), ["--session-id", ID]),
        ("opencode", Beginning("ses_5a3c7b", resumed=True), ["-s", "ses_5a3c7b"]),
        ("aider", Beginning(unattended=True), ["--yes-always"]),
    ],
)
def test_the_profiles_words_stand_behind_its_start_command(
    cli: str, begins: Beginning, wanted: list[str]
) -> None:
    profile = PROFILES[cli]
    assert list(argv(profile, (), begins)) == [*profile.start, *wanted]


def test_an_own_command_is_added_to_where_it_reaches_the_agent() -> None:
    claude = PROFILES["claude"]
    begins = Beginning(ID, unattended=True)
    own = ("env", "A=1", "/opt/bin/claude", "--model", "opus")
    assert argv(claude, own, begins) == (*own, "--dangerously-skip-permissions", "--session-id", ID)
    for strange in (("sh", "-c", "claude"), ("/bin/bash", "claude"), ("my-agent",)):
        assert argv(claude, strange, begins) == strange
        assert not may_choose(claude, strange)
        assert "your own" in why_not_unattended(claude, strange)
        assert "your own" in why_not_resume(claude, strange)
    said = ("claude", "--dangerously-skip-permissions")
    assert argv(claude, said, Beginning(unattended=True)) == said


def test_an_own_command_that_names_its_session_keeps_it() -> None:
    claude, codex = PROFILES["claude"], PROFILES["codex"]
    for own in (("claude", "--continue"), ("claude", "-c"), ("claude", "--session-id", ID)):
        assert not may_choose(claude, own)
        assert "which session" in why_not_resume(claude, own)
    assert why_not_resume(codex, ("codex", "-c", 'model="o4"')) == ""
    assert "which session" in why_not_resume(codex, ("codex", "resume", "--last"))


def test_a_chosen_id_is_a_uuid_and_the_same_for_the_same_run() -> None:
    first = chosen_session("a1b2c3")
    assert str(uuid.UUID(first)) == first
    assert first == chosen_session("a1b2c3") != chosen_session("a1b2c4")
    assert is_session(first)


@pytest.mark.parametrize(
    ("cli", "said", "wanted"),
    [
        ("claude", f"claude --resume {ID}", ID),
        ("codex", f"codex resume {ID}", ID),
        ("opencode", "opencode -s ses_0123abcd", "ses_0123abcd"),
        ("claude", "claude --resume --dangerously-skip-permissions", ""),
        ("claude", "claude --resume ../../x", ""),
        ("claude", "claude --resume 3", ""),
        ("claude", "claude --resume", ""),
        ("codex", "codex resume --last", ""),
        ("claude", "claude --resume 'a b", ""),
        ("aider", f"aider --resume {ID}", ""),
    ],
)
def test_the_id_in_a_printed_command_is_taken_only_when_it_can_be_nothing_else(
    cli: str, said: str, wanted: str
) -> None:
    assert session_in(PROFILES[cli], said) == wanted


def test_who_cannot_says_so() -> None:
    assert "does not say how a session is gone on with" in why_not_resume(PROFILES["aider"])
    assert "does not say how it is started unattended" in why_not_unattended(PROFILES["shell"])
