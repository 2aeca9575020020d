"""Captures become rows of styled runs; equal rows are one object."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from fleetui.model.screen import PLAIN, Frame, LineCache, Style, parse_frame

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
sequences = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "\x1b[",
            "\x1b[0m",
            "\x1b[1;31m",
            "\x1b]8;;x\x1b\\",
            "\x1b]0;t",
            "\x0e",
            "\x0f",
            "\n",
            "\t",
            "\x9b1m",
        ]
    ),
    st.lists(st.integers(0, 300), max_size=6).map(lambda codes: f"\x1b[{';'.join(map(str, codes))}m"),
    st.lists(st.integers(0, 300), max_size=6).map(lambda codes: f"\x1b[{':'.join(map(str, codes))}m"),
)
captures = st.lists(sequences, max_size=30).map("".join)
normal = st.lists(
    st.one_of(
        st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20),
        st.sampled_from(
            ["│", "─", "日本", "\n", "\x1b[0m", "\x1b[1m", "\x1b[38;5;12m", "\x1b[48;2;1;2;3m", "\x1b[7m"]
        ),
    ),
    max_size=40,
).map("".join)


def frame(text: str, cache: LineCache | None = None) -> Frame:
    return parse_frame(text, width=80, height=24, cursor=None, title="", cache=cache or LineCache())


def style_of(sequence: str) -> Style:
    return frame(f"{sequence}x").lines[0].runs[0].style


@given(st.one_of(captures, st.binary(max_size=200).map(lambda data: data.decode("utf-8", "surrogateescape"))))
def test_no_capture_raises_and_no_run_holds_a_control(text: str) -> None:
    parsed = parse_frame(text, width=80, height=24, cursor=(0, 0), title=text)
    assert len(parsed.lines) <= 24
    assert not CONTROL.search(parsed.title)
    for line in parsed.lines:
        joined = "".join(run.text for run in line.runs)
        assert not CONTROL.search(joined)
        assert line.text == joined.rstrip()
        assert all(run.text for run in line.runs)


@given(normal)
def test_plain_text_equals_what_rich_makes_of_it(text: str) -> None:
    expected = Text.from_ansi(text).plain.split("\n") if text else []
    got = ["".join(run.text for run in line.runs) for line in LineCache().lines(text)]
    assert [row.rstrip() for row in got] == [row.rstrip() for row in expected][: len(got)]


@given(captures)
def test_the_same_rows_are_the_same_objects(text: str) -> None:
    cache = LineCache()
    first, second = cache.lines(text), cache.lines(text)
    assert all(one is other for one, other in zip(first, second, strict=True))


@given(captures)
def test_a_small_cache_gives_what_a_fresh_one_gives(text: str) -> None:
    small = LineCache(limit=2)
    rows = [line.runs for line in small.lines(text + "\n" + text)]
    assert rows == [line.runs for line in LineCache().lines(text + "\n" + text)]
    assert len(small) <= 5


def test_a_row_that_looks_the_same_after_another_row_is_the_same_object() -> None:
    cache = LineCache()
    one = frame("\x1b[31ma\x1b[0m\nrow", cache).lines[1]
    other = frame("\x1b[31ma\n\x1b[0mrow", cache).lines[1]
    assert one is other


def test_style_carries_over_the_end_of_a_row() -> None:
    rows = frame("\x1b[1;31mone\ntwo\x1b[0m\nthree").lines
    assert rows[1].runs[0].style == Style(fg=1, bold=True)
    assert rows[2].runs[0].style == PLAIN


@pytest.mark.parametrize(
    ("sequence", "style"),
    [
        ("\x1b[38;5;208m", Style(fg=208)),
        ("\x1b[38:5:208m", Style(fg=208)),
        ("\x1b[38;2;1;2;3m", Style(fg=(1, 2, 3))),
        ("\x1b[38:2:1:2:3m", Style(fg=(1, 2, 3))),
        ("\x1b[48:2::1:2:3m", Style(bg=(1, 2, 3))),
        ("\x1b[58:5:3;1m", Style(bold=True)),
        ("\x1b[58;2;9;9;9;3m", Style(italic=True)),
        ("\x1b[4:3m", Style(underline=True)),
        ("\x1b[4;4:0m", PLAIN),
        ("\x1b[5:3m", PLAIN),
        ("\x1b[97;100m", Style(fg=15, bg=8)),
        ("\x1b[1;2;22m", PLAIN),
        ("\x1b[7;9m", Style(reverse=True, strike=True)),
        ("\x1b[1m\x1b[m", PLAIN),
        ("\x1b[38;5;999m", PLAIN),
        ("\x1b[38;5m", PLAIN),
        ("\x1b[38;2;1m", PLAIN),
        ("\x1b[1234567890123;1m", Style(bold=True)),
        ("\x1b[>4;1m", PLAIN),
    ],
)
def test_styles_are_read_in_every_form(sequence: str, style: Style) -> None:
    assert style_of(sequence) == style


def test_other_sequences_vanish_and_line_drawing_is_drawn() -> None:
    text = "a\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\\x1b[?25l\x1b(B \x0elqk\x0f."
    assert frame(text).lines[0].text == "alink ┌─┐."


def test_tabs_reach_the_next_stop_across_styles() -> None:
    assert frame("ab\x1b[1m\tc\td").lines[0].text == "ab      c       d"


def test_the_title_is_clean() -> None:
    assert "\x1b" not in parse_frame("", width=1, height=1, cursor=None, title="\x1b]2;x\x07").title


@pytest.mark.parametrize("piece", ["a", "\x1b[31ma", "\x1b]", "\x1b[1;", "e\u0301", "\x0e\x0fq", "\t"])
def test_a_megabyte_in_one_row_takes_less_than_a_second(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    began = time.process_time()
    frame(text)
    assert time.process_time() - began < 1.0
