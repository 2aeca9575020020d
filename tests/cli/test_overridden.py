"""What scripts are told of releases over open remarks: which remarks a word would override, and which one did."""

from __future__ import annotations

from dataclasses import replace

from fleetui.cli.release.merge import plain
from fleetui.cli.release.pull import _plain_list
from fleetui.model.forge.overriding import Overriding
from tests.support.fleets import NOW
from tests.ui.board.test_overriding import overridable


def test_a_row_says_which_remarks_a_word_would_override_and_is_not_said_to_land() -> None:
    (row,) = (one for one in overridable(2).board if one.seat == "cache")
    said = plain(row)
    assert said["may_land"] is False
    assert isinstance(said["pull"], dict)
    assert [one["text"] for one in said["pull"]["overridable"]] == ["finding 1", "finding 2"]
    landed = plain(replace(row, landed="c" * 40, landed_over=row.overridable))
    assert isinstance(landed["landed_over"], list)
    assert [one["author"] for one in landed["landed_over"]] == ["bugbot", "bugbot"]


def test_an_open_pull_request_says_who_released_it_over_what() -> None:
    view = overridable(1)
    (row,) = (one for one in view.board if one.seat == "cache")
    over = Overriding("clawdemy", 12, "ann", NOW, "a" * 40, "b" * 40, "refused", row.overridable)
    elsewhere = replace(over, project="other")
    said = _plain_list("clawdemy", view.pulls["clawdemy"], (over, elsewhere))
    assert isinstance(said["pulls"], list)
    (told,) = next(one["overridden"] for one in said["pulls"] if one["number"] == 12)
    assert (told["by"], told["state"], told["merged_as"]) == ("ann", "refused", None)
    assert [one["text"] for one in told["remarks"]] == ["finding 1"]
    assert all(one["overridden"] == [] for one in said["pulls"] if one["number"] != 12)
