"""A time before which a follow-up is not sent: times of the day by the machine's clock, lengths by none that is set."""

from __future__ import annotations

from datetime import datetime

import pytest

from fleetui.model.not_before import fixed, too_early
from fleetui.model.queue import Entry

NOON = datetime(2026, 11, 5, 12, 0).timestamp()  # noqa: DTZ001 - the machine's own zone is meant
HOUR = 3600.0


def entry(text: str) -> Entry:
    return Entry("a", "do it", not_before=fixed(text, NOON), timed=NOON)


def test_a_time_of_the_day_is_the_next_one_and_comes_with_the_machines_clock() -> None:
    night = entry("22:30")
    assert too_early(night, NOON) == "not before 22:30"
    assert too_early(night, NOON + 10.4 * HOUR) == "not before 22:30"
    assert too_early(night, NOON + 10.5 * HOUR) == ""
    assert too_early(night, NOON, clock_moved=11 * HOUR) == ""
    assert too_early(entry("11:00"), NOON + 10 * HOUR) != ""


def test_a_length_of_time_passes_whatever_is_done_to_the_clock() -> None:
    soon = entry("20m")
    assert too_early(soon, NOON) == "not before 12:20"
    assert too_early(soon, NOON, clock_moved=11 * HOUR) != ""
    assert too_early(soon, NOON + 1200) == ""


def test_an_entry_without_a_time_is_never_too_early() -> None:
    assert too_early(Entry("a", "do it"), NOON) == ""


@pytest.mark.parametrize(
    "text", ["", "soon", "idle", "22:30 and idle", "0m", "25:00", "20m or idle", "\x1b22:30"]
)
def test_what_is_no_time_is_refused_with_what_is_possible(text: str) -> None:
    with pytest.raises(ValueError, match="possible: 22:30"):
        fixed(text, NOON)
