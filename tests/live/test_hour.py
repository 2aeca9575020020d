"""What is held against what: the right phases follow from what happened, and wrong words from both."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.live.hour.desk import PLACES
from tests.live.hour.play import Hour
from tests.live.hour.report import report
from tests.live.hour.truth import Heard, Said, told, wrong


def heard(*things: tuple[float, str]) -> list[Heard]:
    return [Heard(100.0, "ready"), *(Heard(at, kind) for at, kind in things)]


def right(at: float, *things: tuple[float, str]) -> set[str]:
    return set(told(heard(*things)).right(at))


def test_it_works_from_the_arrival_of_a_request_to_the_last_word_of_its_answer() -> None:
    turn = ((110.0, "submit"), (112.0, "open"), (140.0, "said"))
    assert right(105, *turn) == {"idle"}
    assert right(111, *turn) == {"idle", "working"}
    assert right(120, *turn) == {"working"}
    assert right(140.5, *turn) == {"idle", "working"}
    assert right(142, *turn) == {"idle"}


def test_a_request_that_nobody_typed_may_show_a_moment_before_it_arrives() -> None:
    turn = ((112.0, "open"),)
    assert right(109, *turn) == {"idle"}
    assert right(111, *turn) == {"idle", "working"}


def test_a_call_that_needs_leave_asks_until_it_is_answered() -> None:
    turn = ((110.0, "open"), (111.0, "asked"), (130.0, "answer"), (133.0, "open"), (134.0, "said"))
    assert right(120, *turn) == {"asking"}
    assert right(132, *turn) == {"working"}
    assert right(140, *turn) == {"idle"}


def test_a_try_that_nobody_answered_yet_is_still_a_retry() -> None:
    assert right(115, (110.0, "tried")) == {"working"}
    assert right(125, (110.0, "refused"), (111.0, "tried"), (130.0, "refused")) == {"limited", "working"}


@pytest.mark.parametrize(
    ("after", "was"), [("open", "limited"), ("refused", "limited"), ("submit", "failed")]
)
def test_what_comes_after_a_refusal_says_whether_it_was_final(after: str, was: str) -> None:
    assert right(115, (110.0, "refused"), (130.0, after)) == {was}


@pytest.mark.parametrize(
    ("code", "was"), [("429", "limited"), ("529", "limited"), ("500", "failed"), ("401", "failed")]
)
def test_one_that_gave_up_on_a_limit_stays_limited_and_on_anything_else_has_failed(
    code: str, was: str
) -> None:
    things = [Heard(100.0, "ready"), Heard(110.0, "refused", code), Heard(130.0, "submit")]
    assert set(told(things).right(115)) == {was}


def test_the_end_of_an_old_request_says_nothing_of_the_one_that_is_tried() -> None:
    assert right(113, (110.0, "refused"), (112.0, "cut"), (116.0, "refused")) == {"limited"}


def test_a_process_that_is_gone_is_over_whatever_it_was_doing() -> None:
    assert right(120, (110.0, "open"), (115.0, "gone")) == {"exited"}


def test_words_are_wrong_from_the_end_of_doubt_to_the_next_word() -> None:
    truth = told(heard((110.0, "submit"), (112.0, "open"), (120.0, "said")))
    published = [Said(101.0, "idle"), Said(115.5, "working"), Said(124.0, "idle")]
    found = wrong(truth, published, end=200.0)
    assert [(one.begin, one.end, one.said.phase) for one in found] == [
        (113.0, 115.5, "idle"),
        (121.0, 124.0, "working"),
    ]


def test_a_wrong_word_after_another_goes_on_being_wrong() -> None:
    truth = told(heard((110.0, "open")))
    found = wrong(truth, [Said(101.0, "idle"), Said(115.0, "failed"), Said(118.0, "working")], end=200.0)
    assert [(one.begin, one.end) for one in found] == [(111.0, 118.0)]


def test_nothing_is_wrong_while_nobody_says_or_knows_anything() -> None:
    truth = told(heard((110.0, "open"), (120.0, "lost"), (150.0, "ready")))
    assert not wrong(
        truth, [Said(101.0, "idle"), Said(110.5, ""), Said(121.0, "failed"), Said(140.0, "idle")], end=200.0
    )


@pytest.mark.live
def test_adopted_agents_are_told_rightly_while_they_play(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half a minute of the hour, played fast."""
    with Hour(tmp_path, seed=4, places=PLACES[:2], pace=0.15) as hour:
        hour.play(30)
        assert report(hour, tmp_path, 30) == 0, capsys.readouterr().out
    assert not hour.lost
