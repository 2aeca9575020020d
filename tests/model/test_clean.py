"""The sanitiser lets nothing through that drives, reorders or hides."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.clean import MAX_LINE, MAX_MARKS, clean, clean_line, clean_prompt, is_tidy

HOSTILE = [
    "\x1b]52;c;aGk=\x07",
    "\x1b]0;title\x1b\\",
    "\x9b31m",
    "\x9d8;;x\x9c",
    "\u202egnp.exe",
    "a\u200b\u200d\u200db",
    "\ud800\u200d",
    "\U000e0041\U000e0042",
    "e" + "\u0301" * 50,
    "中" + "\u200d" * 9,
    "a\r\r\nb\rc",
    "\x00\x07\x08\x7f",
    "x" * (MAX_LINE + 5),
    "\ufffe\u2028\u115f\ufe0f",
]
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)
pieces = st.one_of(st.text(), st.sampled_from(HOSTILE), st.characters(categories=["Cc", "Cf", "Mn", "Cs"]))
texts = st.lists(pieces, max_size=12).map("".join)
raw = st.binary(max_size=200).map(lambda data: data.decode("utf-8", "surrogateescape"))


@given(st.one_of(texts, raw))
def test_nothing_that_drives_a_terminal_is_left(text: str) -> None:
    assert not FORBIDDEN.search(clean(text))
    assert not re.search(r"[\n\t]", clean_line(text, 40))
    assert not FORBIDDEN.search(clean_line(text, 40))
    assert not FORBIDDEN.search(clean_prompt(text)[0])


@given(st.one_of(texts, raw))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    line = clean_line(text, 30)
    assert clean_line(line, 30) == line
    assert len(line) <= 30
    prompt, _ = clean_prompt(text)
    assert clean_prompt(prompt) == (prompt, 0)


@given(st.one_of(texts, raw))
def test_a_tidy_row_is_a_clean_row(text: str) -> None:
    row = text[:200]
    if is_tidy(row):
        assert clean(row) == row


@pytest.mark.parametrize("text", HOSTILE)
def test_what_was_dropped_leaves_a_visible_mark(text: str) -> None:
    assert clean(text) != text
    assert "·" in clean(text) or clean(text).endswith("…")


@pytest.mark.parametrize(
    "text", ["plain", "naïve Ünïcode", "日本語", "👩‍👩‍👧 👍🏽 ❤️‍🔥", "a\tb\nc", "می‌خواهم", "e\u0301"]
)
def test_honest_text_stays_as_it_is(text: str) -> None:
    assert clean(text) == text
    assert clean_prompt(text) == (text, 0)


def test_marks_stop_after_a_few() -> None:
    assert clean("e" + "\u0301" * 50 + "f") == "e" + "\u0301" * MAX_MARKS + "·f"


def test_a_prompt_keeps_everything_but_controls() -> None:
    assert clean_prompt("a\r\nb\x1b[31m\tc\u202e\n\n") == ("a\nb[31m\tc", 2)
    assert clean_prompt("e\u0301 \\") == ("e\u0301 \\", 0)


@pytest.mark.parametrize(
    "piece", ["a", "\x1b", "a\x1b", "\u200d", "e\u0301", "\u0301", "中\u200b", "a \n", "\ud800a"]
)
def test_a_megabyte_is_cleaned_in_less_than_a_second(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = time.process_time()
    clean(text)
    clean_line(text)
    clean_prompt(text)
    assert time.process_time() - began < 1.0
