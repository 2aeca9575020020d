"""Markdown as rows of a width: what the manual is made of can be read in a terminal of any size."""

from __future__ import annotations

import pytest

from fleetui.model.cells import cells
from fleetui.ui.draw.markdown_text import plain_rows
from fleetui.ui.shell.manual import folder, topics

TABLE = "| key | what |\n|---|---|\n| a \\| b | goes there |\n| enter | `looks` |\n"


def test_paragraphs_are_filled_and_lists_hang() -> None:
    rows = plain_rows("one two\nthree four\n\n- **five** six seven\n- [eight](x.md) nine", 10)
    assert rows == ["one two", "three four", "", "- five six", "  seven", "- eight", "  nine"]


def test_code_stays_as_it_is_with_its_blank_rows() -> None:
    assert plain_rows("```toml\na = '# x'\n\n  b = 2\n```", 8) == ["    a = '# x'", "", "      b = 2"]


def test_a_table_that_fits_has_columns() -> None:
    assert plain_rows(TABLE, 40) == ["key    what", "a | b  goes there", "enter  `looks`"]


def test_a_table_that_does_not_fit_stands_row_below_row() -> None:
    assert plain_rows(TABLE, 14) == ["a | b", "    goes there", "enter", "    `looks`"]


def test_headings_are_underlined_and_pictures_and_comments_left_out() -> None:
    assert plain_rows("# Ab\n<!-- x\ny -->\n## C d\n![a](b.svg)\n\nend", 20) == [
        "Ab", "==", "", "C d", "---", "", "end",
    ]  # fmt: skip


def test_a_number_sign_before_a_figure_is_no_heading() -> None:
    assert plain_rows("read issue\n#41, then go on", 40) == ["read issue #41, then go on"]


def test_stars_in_paths_are_no_bold() -> None:
    assert plain_rows("build/**/a and b/**/c", 40) == ["build/**/a and b/**/c"]


@pytest.mark.parametrize("width", [60, 80, 110])
@pytest.mark.parametrize("topic", topics())
def test_every_row_of_the_manual_fits_but_for_code_and_long_words(topic: str, width: int) -> None:
    rows = plain_rows((folder() / f"{topic}.md").read_text("utf-8"), width)
    assert not [
        row for row in rows if cells(row) > width and not row.startswith("    ") and " " in row.strip()
    ]
