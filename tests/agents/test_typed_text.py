"""A text is found again on a screen by what every terminal keeps of it, and by nothing less."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.agents.delivery import why_not
from fleetui.agents.load import load_profiles
from fleetui.agents.typed_text import ends, letters, trace

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
"""Four people in one emoji: more bytes than a cell of tmux 3.3 holds."""


@pytest.mark.parametrize(
    ("text", "on_screen"),
    [
        (f"greet {FAMILY} now", "greet \U0001f468\u200d\U0001f469\u200d\U0001f467\u200d now"),
        (f"greet {FAMILY} now", "greet \U0001f468\ufffd\U0001f469\ufffd\U0001f467\ufffd\U0001f466 now"),
        ("a new \U0001fae9 one", "a new  one"),
        ("tired \U0001fae9 end", "tired de end"),
        ("tired \U0001fae9", "tired de"),
        ("none \u0378 \ufdd0 end", "none    endo"),
        (f"{'long ' * 20}\U0001fae9 end", f"{'long ' * 12}xy end"),
        ("soft\u00adhyphen hangul\u3164filler", "soft\N{MIDDLE DOT}hyphen hangul\N{MIDDLE DOT}filler"),
        ("a\u115fb\uffa0c", "abc"),
        ("cafe\u0301", "caf\u00e9"),
        ("a\u200db", "ab"),
        (f"{FAMILY}\u200dx and y", "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d and y"),
        ("\U0001f44d\U0001f3fd", "\U0001f44d"),
        ("1\ufe0f\u20e3 go", "1 go"),
        ("\u1100\u1161\u11a8 go", "\uac01 go"),
        ("a\u0301\u0302\u0303\u0304\u0305 b", "a\u0301\u0302\u0303\u0304\N{MIDDLE DOT} b"),
    ],
)
def test_what_a_terminal_drops_or_joins_does_not_hide_a_text(text: str, on_screen: str) -> None:
    assert ends(on_screen, text)


@pytest.mark.parametrize(
    ("text", "on_screen"),
    [
        ("fix \U0001f44d it", "fix \U0001f44d"),
        ("fix it \U0001f44d", "fix"),
        ("\U0001f44d", "ok"),
        ("tired \U0001fae9 end", "tired dex end"),
        ("tired \U0001fae9 end", "tired endoxx"),
        ("tired \U0001fae9 end", "de end"),
        ("tired \U0001fae9 end", "Ask Codex to do anything"),
        ("\U0001f44d", ""),
        ("\U0001f44d", "\U0001f44e"),
        ("a\u200db c", "a c d"),
        (f"{FAMILY}\u200dx and y", "and"),
    ],
)
def test_another_text_or_a_part_of_it_is_not_taken_for_it(text: str, on_screen: str) -> None:
    assert not ends(on_screen, text)


@pytest.mark.parametrize("text", ["\u200d", "\u0301\u0302", "\U0001fae9", "\u00ad\u200b", "\N{MIDDLE DOT}"])
def test_a_text_of_which_nothing_is_sure_to_be_seen_is_refused_with_the_reason(text: str) -> None:
    assert not trace(text)
    assert "could not be told whether it arrived" in (why_not(load_profiles()["claude"], text) or "")


@given(st.text())
def test_a_text_shows_itself_where_there_is_something_to_be_found(text: str) -> None:
    assert ends(text, text) is bool(trace(text))


@given(st.text(min_size=1), st.text(st.characters(categories=["Mn", "Cf", "So"])))
def test_what_a_terminal_may_drop_changes_no_letters(text: str, dropped: str) -> None:
    assert letters(text + dropped) == letters(text)
