"""What of a prompt is sent and not seen is named by what Unicode says of it; what joins or styles is left alone."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from fleetui.model.clean import clean_prompt, unseen_in_prompt


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("a\u00a0b", "no-break space (U+00A0)"),
        ("a\u200bb\u200b", "zero width space (U+200B) x2"),
        ("a\ufe0fb", "variation selector-16 (U+FE0F)"),
        ("1\ufe0f", "variation selector-16 (U+FE0F)"),
        ("x\ufe00", "variation selector-1 (U+FE00)"),
        ("x\u034fy", "combining grapheme joiner (U+034F)"),
        ("a \u0301b", "combining acute accent (U+0301)"),
        ("a\u3164", "hangul filler (U+3164)"),
        ("a\U0001d173b", "musical symbol begin beam (U+1D173)"),
        ("a\U0001bca0b", "shorthand format letter overlap (U+1BCA0)"),
        ("a\u200db", "zero width joiner (U+200D)"),
    ],
)
def test_what_is_not_seen_is_named(text: str, named: str) -> None:
    assert unseen_in_prompt(text) == (named,)


@pytest.mark.parametrize(
    "text",
    ["plain", "é", "e\u0301", "❤️ ©️ 1️⃣", "👩‍👩‍👧 🏳️‍🌈", "می‌خواهم", "नमस्ते", "\u0600123", "日本語", "a\tb\nc"],
)
def test_what_joins_letters_or_chooses_a_drawing_is_not(text: str) -> None:
    assert unseen_in_prompt(text) == ()


def test_every_format_separator_and_blank_is_named_or_taken_out() -> None:
    seen = {chr(code) for code in (*range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD)}
    for code in range(0x80, sys.maxunicode + 1):
        char = chr(code)
        if unicodedata.category(char) in ("Cf", "Cc", "Zs", "Zl", "Zp") and char not in seen:
            text = f"a{char}b"
            sent, removed = clean_prompt(text)
            told = unseen_in_prompt(text) or removed or sent == "a\nb"  # a line end like any other
            assert told, f"U+{code:04X} is sent without a word"
