"""Small charts: as high and as long as what they stand for, and a dot for what is not known."""

from __future__ import annotations

from fleetui.ui.draw.charts import bar, columns, spark


def test_a_line_of_columns_says_least_most_nothing_and_not_known() -> None:
    assert spark([1, 8, 0, None, 4], 5) == "▁▇▁·▄"
    assert spark([None, None], 2) == "··"
    assert spark([], 5) == ""


def test_columns_of_a_line_are_as_wide_as_there_is_room() -> None:
    assert spark([1, 2], 9) == "▄▄▄ ▇▇▇"
    assert spark([1, 2, None], 9) == "▄▄ ▇▇ · "
    assert len(spark(list(range(40)), 24)) == 24


def test_a_share_is_drawn_as_a_part_of_the_whole_and_not_of_the_largest() -> None:
    assert spark([0.5], 1, most=1.0) == "▄"
    assert spark([0.5], 1) == "▇"


def test_in_ascii_nothing_else_is_drawn() -> None:
    drawn = spark([1, 4, 8], 3, "ascii") + "".join(columns([1, 4, 8], 3, 2, "ascii"))
    assert drawn.isascii()


def test_columns_stand_on_the_last_row() -> None:
    assert columns([2, 1, None, 0], 2, 2) == ("██         ", "██ ██ ·  ▁▁")


def test_a_bar_is_as_long_as_its_part_and_never_unseen() -> None:
    assert [bar(x, 10, 20, "▆") for x in (10, 5, 0.01, 0)] == ["▆" * 20, "▆" * 10, "▆", ""]
    assert bar(5, 0, 20, "▆") == bar(5, 10, 0, "▆") == ""
