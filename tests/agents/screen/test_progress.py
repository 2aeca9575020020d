"""Of a screen only what would be new counts: spinners, clocks and counters beside them say nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.agents.load import load_profiles
from fleetui.agents.screen.progress import ProgressRows, still_row
from tests.agents.screens import frame

PROFILES = load_profiles()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("✻ Baking… (3m 12s · esc to interrupt)", "✢ Baking… (3m 13s · esc to interrupt)"),
        ("• Working (14m 02s • esc to interrupt)", "◦ Working (15m 44s • esc to interrupt)"),
        ("⠋ thinking 12s", "⠙ pondering 3m"),
        ("⠏ Polishing the moon... (esc to cancel, 59s)", "⠋ Counting sheep... (esc to cancel, 1m 9s)"),
        ("waiting | 12", "waiting / 13"),
        ("build running  12:01:59", "build running  12:02:00"),
        ("elapsed 0.8s", "elapsed 1 min"),
        ("ETA 3m12s", "ETA 1h02m"),
        ("at 2026-11-21T17:45:59Z", "at 2026-11-21T17:46:03Z"),
        ("• Ran make", "◦ Ran make"),
        ("◐ loading", "◓ loading"),
        ("| 7", "- 8"),
    ],
)
def test_what_moves_by_itself_is_not_new(one: str, other: str) -> None:
    assert still_row(one) == still_row(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[ 45%] Building CXX object a.o", "[ 46%] Building CXX object b.o"),
        ("FAILED test_refresh", "PASSED test_refresh"),
        ("41 +     w = idf[t] * tf", "42 +     w = idf"),
        ("downloaded 45 MB", "downloaded 46 MB"),
        ("........", "............"),
        ("$ make", "$ make test"),
    ],
)
def test_what_a_program_says_is_new(one: str, other: str) -> None:
    assert still_row(one) != still_row(other)
    assert still_row(one)


@pytest.mark.parametrize(
    ("profile", "one", "other"),
    [
        ("claude", "* Baking…", "· Baking… (4s · thinking)"),
        ("claude", "  ⎿  Tip: use /clear", "  ⎿  Tip: ask"),
        ("codex", "  └ Tip: use /status", "  └ Tip: press esc esc"),
        ("qwen", "  ..  Retrying the oracle (12s · esc to", "  ...  Herding cats (1m 3s · esc to"),
        ("opencode", "■■⬝⬝⬝⬝⬝⬝  esc interrupt", "⬝■■⬝⬝⬝⬝⬝  esc interrupt"),
        ("aider", "░█        Waiting for openai/x", " ░█       Waiting for openai/x"),
    ],
)
def test_a_profile_knows_the_noise_of_its_own_program(profile: str, one: str, other: str) -> None:
    progress_rows = ProgressRows(PROFILES[profile])
    assert progress_rows.rows(frame(one)) == progress_rows.rows(frame(other)) == frozenset()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("✻ Baking… (3m 12s · ↑ 3.1k tokens · esc to interrupt)", "3.1k"),
        ("Tokens: 1.1k sent, 4 received", ""),
        ("used 12,345 tokens of 1M tokens", "12,345 1M"),
        ("no counter", ""),
    ],
)
def test_a_token_counter_is_read_as_it_stands(text: str, tokens: str) -> None:
    assert ProgressRows(PROFILES["claude"]).tokens(frame(text)) == tokens


def test_a_profile_may_say_where_its_counter_is() -> None:
    import re

    aider = replace(
        PROFILES["aider"], stuck=replace(PROFILES["aider"].stuck, tokens=re.compile("(\\S+) sent"))
    )
    assert ProgressRows(aider).tokens(frame("Tokens: 1.1k sent, 4 received")) == "1.1k"


@given(st.text())
def test_no_row_makes_it_fail(text: str) -> None:
    assert still_row(text) == still_row(still_row(text)) or still_row(text)
