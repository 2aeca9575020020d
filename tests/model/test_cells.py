"""A row counted in the cells of a terminal, as tmux counts its columns."""

from __future__ import annotations

import pytest

from fleetui.model.cells import cells, cut, padded
from fleetui.model.screen import parse_frame

WIDE = ["日本 ", "🚀 ❯ ", "한글", "e\u0301e", "नमस्ते", "👩\u200d💻 x", "ก็", "\u1112\u1161\u11ab", "a\u200db"]


@pytest.mark.parametrize(
    ("text", "taken"), [("", 0), ("plain", 5), ("日本", 4), ("e\u0301", 1), ("👩\u200d💻", 2), ("한", 2)]
)
def test_a_wide_character_takes_two_cells_and_a_mark_none(text: str, taken: int) -> None:
    assert cells(text) == taken


@pytest.mark.parametrize("text", WIDE)
def test_a_row_is_cut_where_a_column_of_the_terminal_is(text: str) -> None:
    assert cut(text + "rest", cells(text)) == text


def test_a_wide_character_that_reaches_over_the_column_is_left_out() -> None:
    assert cut("a日b", 2) == "a"
    assert padded("a日b", 2, 10) == "a "


@pytest.mark.parametrize("text", WIDE)
def test_a_prompt_ends_in_the_one_blank_that_a_capture_cut(text: str) -> None:
    assert padded(f"{text}$", cells(text) + 2, 10) == f"{text}$ "


@pytest.mark.parametrize("column", [4, 5])
def test_one_blank_ends_a_prompt_whatever_width_this_tmux_gives_an_emoji(column: int) -> None:
    assert padded("❤\ufe0f $", column, 10) == "❤\ufe0f $ "


def test_no_blank_is_added_where_the_cursor_stands_right_behind_the_row() -> None:
    assert padded("price 日 5$", 11, 10) == "price 日 5$"


def test_a_tab_behind_wide_characters_reaches_the_terminal_s_next_stop() -> None:
    assert parse_frame("日本\tx\ty", width=20, height=1, cursor=None, title="").texts == (
        "日本    x       y",
    )
