"""What became of what was said: words alone never make it fixed."""

from __future__ import annotations

import pytest

from fleetui.model.forge.answers import (
    AnswerState,
    Heard,
    RemarkNow,
    Sent,
    SentOf,
    claims_done,
    read_back,
    shown,
    state_of,
    with_sent,
    without_entry,
    written,
)
from fleetui.model.forge.places import stand, touched
from fleetui.model.forge.remarks import Remark, RemarkKind
from tests.model.forge.said import BEFORE, HEAD


def remark(**changes: object) -> Remark:
    about = {"path": "shop.py", "line": 2, "first_line": 2, **changes}
    return Remark("T1", RemarkKind.THREAD, "bugbot", True, 10.0, "it breaks", "https://forge/1", **about)  # type: ignore[arg-type]


SENT = Sent("T1", 20.0, BEFORE, 10.0, 15.0, "shop.py", 2, 2, "e1")
DONE = {"replied": 30.0, "reply": "Fixed in 9af"}


@pytest.mark.parametrize(
    ("of", "sent", "changed", "state"),
    [
        ({}, None, None, AnswerState.OPEN),
        ({}, SENT, False, AnswerState.WAITING),
        ({}, SENT, True, AnswerState.CHANGED),
        (DONE, SENT, True, AnswerState.FIXED),
        (DONE, SENT, False, AnswerState.SAID),
        (DONE, SENT, None, AnswerState.ANSWERED),
        ({"replied": 30.0, "reply": "It is meant so."}, SENT, False, AnswerState.ANSWERED),
        ({"replied": 15.0, "reply": "Fixed"}, SENT, False, AnswerState.WAITING),
        ({"resolved": True}, SENT, False, AnswerState.SAID),
        ({"resolved": True}, SENT, True, AnswerState.FIXED),
        (DONE, None, False, AnswerState.SAID),
        ({**DONE, "path": "", "line": 0}, SENT, None, AnswerState.ANSWERED),
    ],
)  # fmt: skip
def test_fixed_takes_a_reply_and_a_change_of_the_lines(
    of: dict[str, object], sent: Sent | None, changed: bool | None, state: AnswerState
) -> None:
    assert state_of(remark(**of), sent, changed, HEAD) is state


def test_what_is_about_no_line_is_only_said_to_be_done_while_nothing_was_pushed() -> None:
    about = remark(**DONE, path="", line=0)
    assert state_of(about, SENT, None, BEFORE) is AnswerState.SAID


@pytest.mark.parametrize(
    ("reply", "claims"),
    [
        ("Fixed in 9af.", True),
        ("Done", True),
        ("I have addressed both.", True),
        ("This is intended: the caller holds the lock.", False),
        ("It was not changed, because it is right.", False),
        ("That should be fixed by another one.", False),
        ("", False),
    ],
)
def test_a_reply_that_says_why_nothing_was_done_claims_nothing(reply: str, claims: bool) -> None:
    assert claims_done(reply) is claims


def test_what_was_sent_is_left_out_until_more_is_said_or_it_is_only_said_to_be_done() -> None:
    waiting = RemarkNow(remark(), AnswerState.WAITING, SENT)
    more = RemarkNow(remark(), AnswerState.WAITING, Sent("T1", 20.0, BEFORE, 5.0))
    only_said = RemarkNow(remark(**DONE), AnswerState.SAID, SENT)
    fresh = RemarkNow(remark(), AnswerState.OPEN)
    answered = RemarkNow(remark(), AnswerState.ANSWERED)
    assert [one.due for one in (waiting, more, only_said, fresh, answered)] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert Heard("shop", 1, remarks=(waiting, fresh)).due == (fresh,)


def test_the_oldest_unanswered_stands_first_and_what_is_over_is_not_shown() -> None:
    old = RemarkNow(remark(), AnswerState.ANSWERED)
    new = RemarkNow(remark(), AnswerState.WAITING, SENT)
    over = RemarkNow(remark(open=False), AnswerState.FIXED, SENT)
    only_said = RemarkNow(remark(open=False), AnswerState.SAID, SENT)
    assert shown((over, old, new, only_said)) == (new, only_said, old)


@pytest.mark.parametrize(
    ("hunk", "as_it_was", "at_it"),
    [
        ((2, 1), False, True),
        ((1, 1), True, False),
        ((1, 2), False, True),
        ((4, 3), True, False),
        ((1, 0), True, True),
        ((2, 0), False, True),
        ((3, 0), True, True),
        ((9, 0), True, False),
    ],
)
def test_a_change_is_at_lines_or_beside_them(hunk: tuple[int, int], as_it_was: bool, at_it: bool) -> None:
    assert (stand([hunk], 2, 3), touched([hunk], 2, 3)) == (as_it_was, at_it)


def test_a_remark_about_a_whole_file_is_touched_by_any_change_of_it() -> None:
    assert (stand([(90, 1)], 0, 0), touched([(90, 1)], 0, 0), touched([], 0, 0)) == (False, True, False)


def test_what_is_written_is_read_back_and_what_never_went_out_was_not_sent() -> None:
    assert read_back(written(SENT), SENT.at, SENT.head, SENT.entry) == SENT
    known = with_sent(SentOf(), [SENT], by_itself=True)
    assert (known.of("T1"), known.by_itself) == (SENT, 1)
    later = Sent("T1", 25.0, HEAD, 11.0, entry="e2")
    assert with_sent(known, [later], by_itself=False) == SentOf((later,), 1)
    assert without_entry({"shop#1": known}, "e1") == {"shop#1": SentOf((), 1)}
