"""What an agent gets otherwise than it was written is known before it is typed, as the real ones showed it."""

from __future__ import annotations

import pytest

from fleetui.agents.arrival import arrives, changes, is_saved, is_wrapped
from fleetui.agents.delivery import queues_text, why_not, why_not_while_working
from fleetui.agents.load import load_profiles
from fleetui.agents.profile import Profile

PROFILES = load_profiles()
CLAUDE, CODEX = PROFILES["claude"], PROFILES["codex"]
COPILOT, PI = PROFILES["copilot"], PROFILES["pi"]


@pytest.mark.parametrize(
    ("text", "by_claude", "by_codex"),
    [
        ("one\ntwo;", "one\ntwo;", "one\ntwo;"),
        ("a\tb", "a    b", "a\tb"),
        ("cafe\u0301", "caf\u00e9", "cafe\u0301"),
        ("a\u200bb", "ab", "a\u200bb"),
        ("ends \n ", "ends", "ends"),
        ("  begins", "  begins", "begins"),
        ("!stop", " !stop", "!stop"),
        ("/tmp/x", " /tmp/x", "/tmp/x"),
        ("ends \\", "ends \\", "ends \\"),
    ],
)
def test_what_arrives_is_foretold(text: str, by_claude: str, by_codex: str) -> None:
    assert arrives(CLAUDE, text) == by_claude
    assert arrives(CODEX, text) == by_codex
    for profile in (CLAUDE, CODEX):
        assert bool(changes(profile, text)) is (arrives(profile, text) != text)


@pytest.mark.parametrize(
    ("text", "arrived"),
    [
        ("a\tb", "a    b"),
        (" \n a \n ", "a"),
        ("ends \\", "ends \\"),
        ("# a", "# a"),
        ("q" * 9000, "q" * 9000),
    ],
)
def test_copilot_cli_and_pi_write_blanks_for_tabs_and_cut_both_ends(text: str, arrived: str) -> None:
    for profile in (COPILOT, PI):
        assert arrives(profile, text) == arrived
        assert bool(changes(profile, text)) is (arrived != text)


@pytest.mark.parametrize("profile", [COPILOT, PI], ids=["copilot", "pi"])
def test_what_copilot_cli_and_pi_would_run_is_refused_whatever_blanks_stand_before_it(
    profile: Profile,
) -> None:
    for text in ("!make", " !make", "\n/quit", "/tmp/x"):
        assert "for a command" in (why_not(profile, text) or "")
        assert not queues_text(profile, text)
    assert why_not(profile, "make it!") is None
    assert why_not(profile, profile.clear, command=True) is None


def test_copilot_cli_saves_what_is_very_long_to_a_file() -> None:
    most = COPILOT.delivery.saves_bytes
    assert changes(COPILOT, "q" * most) == ()
    assert changes(COPILOT, "q" * (most + 1)) == ("as a file to read",)
    assert is_saved(COPILOT, "é" * most)
    assert not is_saved(CLAUDE, "q" * 10 * most)


@pytest.mark.parametrize(
    ("text", "wraps"), [("a\nb\nc", False), ("a\nb\nc\nd", True), ("q" * 800, False), ("q" * 801, True)]
)
def test_a_long_text_is_marked_by_claude_code_alone(text: str, wraps: bool) -> None:
    assert is_wrapped(CLAUDE, text) is wraps
    assert changes(CLAUDE, text) == (("marked as pasted",) if wraps else ())
    assert not changes(CODEX, text)


def test_each_difference_is_said_in_words() -> None:
    assert changes(CLAUDE, "!a\tb ") == (
        "a blank before !",
        "4 blanks for a tab",
        "without blanks at its end",
    )
    assert changes(CODEX, " a ") == ("without blanks at its beginning and end",)


def test_what_its_own_queue_would_make_a_command_again_waits_until_it_is_idle() -> None:
    for text in ("/x", " /x", "\n/x"):
        assert "begins with '/'" in why_not_while_working(CLAUDE, text)
    assert why_not_while_working(CLAUDE, "!x") == why_not_while_working(CODEX, "/x") == ""
    assert "no queue of its own" in why_not_while_working(PROFILES["shell"], "x")
