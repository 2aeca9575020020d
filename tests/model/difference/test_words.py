from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.difference import words
from fleetui.model.difference.words import differing_words


def marked(old: str, new: str) -> tuple[list[str], list[str]]:
    before, after = differing_words(old, new)
    return [old[a:b] for a, b in before], [new[a:b] for a, b in after]


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ("return price * 2", "return price * 3", ["2"], ["3"]),
        ("def f(a):", "def f(a, b):", [], [", b"]),
        ("    x = 1", "\tx = 1", ["    "], ["\t"]),
        ("the old name of it", "the very new name of it", ["old"], ["very new"]),
        ("same", "same", [], []),
        ("import os", "class Painter:", [], []),
    ],
)
def test_only_the_words_that_differ_are_marked(
    old: str, new: str, before: list[str], after: list[str]
) -> None:
    assert marked(old, new) == (before, after)


@given(st.text("ab (), \t", max_size=80), st.text("ab (), \t", max_size=80))
def test_without_what_is_marked_both_lines_are_the_same(old: str, new: str) -> None:
    before, after = differing_words(old, new)
    if before or after:
        kept = [
            "".join(char for n, char in enumerate(text) if not any(a <= n < b for a, b in marks))
            for text, marks in ((old, before), (new, after))
        ]
        assert "".join(kept[0].split()) == "".join(kept[1].split())
    for text, marks in ((old, before), (new, after)):
        assert all(0 <= a < b <= len(text) for a, b in marks)
        assert list(marks) == sorted(marks)


def test_two_long_lines_are_not_compared_word_by_word(monkeypatch: pytest.MonkeyPatch) -> None:
    assert differing_words("a b " * 300_000, "b a " * 300_000) == ((), ())
    sizes: list[int] = []
    real = words._kept
    monkeypatch.setattr(words, "_kept", lambda one, two: sizes.append(len(one) * len(two)) or real(one, two))
    differing_words("a " * 900 + "x", "b " * 900 + "x")
    assert sizes[0] > words._COMPARED
    assert words._kept(["a"] * 900, ["a"] * 900) == []
