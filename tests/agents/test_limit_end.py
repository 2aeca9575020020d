"""When a limit ends: what agents say, understood as a time, or left as words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from fleetui.agents.limit_end import reset_at, settled
from fleetui.model.limit import Limit, joined, steady

NOW = datetime(2026, 11, 21, 14, 0, 30, tzinfo=UTC).timestamp()
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("in 27s", 27),
        ("27s", 27),
        ("in 1m 9s", 69),
        ("1m9s", 69),
        ("3 days 2 hours", 3 * 86400 + 2 * 3600),
        ("2 days, 3 hours and 5 minutes", 2 * 86400 + 3 * 3600 + 300),
        ("in 4 hours 12 minutes", 4 * 3600 + 720),
        ("after 500ms", 0.5),
        ("in 0.2 seconds", 0.2),
        ("56 seconds", 56),
        ("1 hour", 3600),
        ("00:12:30", 750),
    ],
)
def test_a_length_counts_from_when_it_was_said(words: str, seconds: float) -> None:
    assert reset_at(words, NOW) == NOW + seconds


@pytest.mark.parametrize(
    ("words", "when"),
    [
        ("3pm", datetime(2026, 11, 21, 15, 0, tzinfo=UTC)),
        ("3:04 PM", datetime(2026, 11, 21, 15, 4, tzinfo=UTC)),
        ("at 9:00", datetime(2026, 11, 22, 9, 0, tzinfo=UTC)),
        ("12am", datetime(2026, 11, 22, 0, 0, tzinfo=UTC)),
        ("12pm", datetime(2026, 11, 22, 12, 0, tzinfo=UTC)),
        ("3pm (Europe/Berlin)", datetime(2026, 11, 22, 15, 0, tzinfo=BERLIN)),
        ("Nov 23 at 9:00 (Europe/Berlin)", datetime(2026, 11, 23, 9, 0, tzinfo=BERLIN)),
        ("Nov 23, 9am (America/New_York)", datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("America/New_York"))),
        ("Jan 3 at 1:40 PM", datetime(2027, 1, 3, 13, 40, tzinfo=UTC)),
        ("Nov 28th, 2026 1:40 PM", datetime(2026, 11, 28, 13, 40, tzinfo=UTC)),
        ("2026-11-21T15:04:05Z", datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)),
        ("2026-11-21 15:04:05+00:00", datetime(2026, 11, 21, 15, 4, 5, tzinfo=UTC)),
        ("1795276800", datetime(2026, 11, 21, 16, 0, tzinfo=UTC)),
    ],
)
def test_a_time_is_the_next_one_of_its_zone(words: str, when: datetime) -> None:
    assert reset_at(words, NOW, UTC) == when.timestamp()


def test_a_time_that_says_utc_is_no_local_one() -> None:
    for words in ("3:04 PM UTC", "at 15:04 GMT", "15:04utc", "Nov 21, 3:04 PM UTC"):
        assert reset_at(words, NOW, BERLIN) == datetime(2026, 11, 21, 15, 4, tzinfo=UTC).timestamp(), words


@pytest.mark.parametrize(
    "words",
    ["", "soon", "at 9", "13pm", "25:00", "Foo 23 at 9:00", "Feb 31 at 9:00", "3pm (Nowhere/Never)", "in 900 days",
     "3pm (../../etc/passwd)", "3pm UTC+2",
     "5 apples", "in", "99999999999999999999s", "Nov 23", "２時", "2026-99-99T00:00:00"],
)  # fmt: skip
def test_what_is_not_understood_stays_words(words: str) -> None:
    assert reset_at(words, NOW, UTC) is None


def test_a_change_of_the_clocks_counts() -> None:
    before = datetime(2026, 10, 24, 20, 0, tzinfo=BERLIN).timestamp()
    after = datetime(2026, 10, 25, 9, 0, tzinfo=BERLIN).timestamp()
    assert reset_at("9:00", before, BERLIN) == after
    assert after - before == 14 * 3600


def test_the_same_words_of_the_same_try_mean_the_same_time_later() -> None:
    first = settled(Limit("usage limit", resets="3pm (UTC)"), NOW)
    assert first is not None and first.reset_at is not None
    later = settled(Limit("usage limit", resets="3pm (UTC)"), first.reset_at + 60, first)
    assert later == first
    again = settled(Limit("429", 2, 10, resets="in 9s"), NOW + 60, Limit("429", 1, 10, NOW + 9, "in 9s"))
    assert again == Limit("429", 2, 10, NOW + 69, "in 9s")


def test_a_countdown_is_one_limit_and_the_next_try_another() -> None:
    known = settled(Limit("429", 1, 10, resets="in 27s"), NOW)
    ticked = settled(Limit("429", 1, 10, resets="in 25s"), NOW + 3, known)
    assert steady(known, ticked) is known
    assert steady(known, Limit("429", 2, 10, NOW + 27, "in 25s")) != known
    assert steady(known, Limit("429", 1, 10, NOW + 300, "in 5m")) == Limit("429", 1, 10, NOW + 300, "in 5m")
    assert steady(known, None) is None


def test_what_one_source_does_not_know_the_other_may() -> None:
    session = Limit("overloaded")
    screen = Limit("API error", 3, 10, NOW + 9, "in 9s")
    assert joined(session, screen) == Limit("overloaded", 3, 10, NOW + 9, "in 9s")
    assert joined(None, screen) == screen
