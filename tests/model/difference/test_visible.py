from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.clean import MAX_LINE, clean
from fleetui.model.difference.visible import is_exact, named_signs, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("if x:\u202e # safe", "if x:\u27e8U+202E\u27e9 # safe"),
        ("a\u200bb", "a\u27e8U+200B\u27e9b"),
        ("\x1b]0;title\x07", "\u241b]0;title\u2407"),
        ("one\r\ntwo", "one\u240d\ntwo"),
        ("tab\tstays", "tab\tstays"),
        ("\U000e0041", "\u27e8U+E0041\u27e9"),
        ("import\u00a0os", "import\u27e8U+00A0\u27e9os"),
        ("\u2800 = 1", "\u27e8U+2800\u27e9 = 1"),
        ("a\u034fb\u17b4c\U0001d173", "a\u27e8U+034F\u27e9b\u27e8U+17B4\u27e9c\u27e8U+1D173\u27e9"),
        ("admin\u200d = 1", "admin\u27e8U+200D\u27e9 = 1"),
        ("a\u200b\u200db", "a\u27e8U+200B\u27e9\u27e8U+200D\u27e9b"),
        ("a\ufe0fb", "a\u27e8U+FE0F\u27e9b"),
        ("\u2764\ufe0f \u65e5\u3000\u672c", "\u2764\ufe0f \u65e5\u3000\u672c"),
        (
            "e\u0301 \u65e5\u672c \U0001f468\u200d\U0001f469",
            "e\u0301 \u65e5\u672c \U0001f468\u200d\U0001f469",
        ),
    ],
)
def test_what_cannot_be_seen_has_a_name_and_the_rest_stays(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(max_size=200))
def test_what_is_shown_is_as_safe_as_anything_that_is_drawn(text: str) -> None:
    shown = visible(text)
    assert clean(shown) == shown
    assert shown.count("\n") == text.count("\n")


def test_a_line_of_a_megabyte_is_cut() -> None:
    assert len(visible("+" + "x" * (1 << 20))) == MAX_LINE


def test_only_what_stands_in_the_file_is_quoted() -> None:
    assert is_exact("return 2 \u2014 caf\u00e9")
    assert not is_exact(visible("a\u202eb"))
    assert not is_exact(visible("a\x1bb"))
    assert named_signs(visible("a\u202eb")) == [(1, 9)]
    assert named_signs("plain") == []
