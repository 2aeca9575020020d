"""Open remarks that a word overrides: exactly these, as they were said, and never a review that asks for changes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model.forge.answers import AnswerState, RemarkNow
from fleetui.model.forge.conversation import Conversation
from fleetui.model.forge.overriding import (
    Overridden,
    left_over,
    overridden_now,
    read_back,
    wants_changes,
    written,
)
from fleetui.model.forge.remarks import open_remarks
from tests.model.forge.said import review, talk, thread, word


def remarks(said: Conversation) -> tuple[RemarkNow, ...]:
    return tuple(RemarkNow(one, AnswerState.OPEN) for one in open_remarks(said, {"agent"}, {}))


def over(said: Conversation) -> tuple[Overridden, ...]:
    return overridden_now(said, remarks(said))


SAID = talk(thread(word(1)), reviews=(review(2),), comments=(word(3, "ann", "why?"),))


def test_what_was_overridden_is_not_left_over_and_says_who_where_and_what() -> None:
    found = over(SAID)
    assert [one.said for one in found] == [
        "bugbot at shop.py:2: it breaks",
        "bugbot at (review): it breaks",
        "ann at (comment): why?",
    ]
    assert left_over(SAID, remarks(SAID), found) == []
    assert [read_back(written(one)) for one in found] == list(found)


@pytest.mark.parametrize(
    "changed",
    [
        talk(thread(word(1, text="it breaks!")), reviews=SAID.reviews, comments=SAID.comments),
        talk(thread(word(1), word(4, "bo", "and here")), reviews=SAID.reviews, comments=SAID.comments),
        talk(*SAID.threads, reviews=(review(2, text="worse"),), comments=SAID.comments),
        talk(*SAID.threads, reviews=SAID.reviews, comments=(word(3, "ann", "why not?"),)),
        talk(*SAID.threads, reviews=SAID.reviews, comments=(*SAID.comments, word(5, "bo", "me, too"))),
        talk(*SAID.threads, thread(word(6)), reviews=SAID.reviews, comments=SAID.comments),
    ],
)
def test_one_that_is_new_or_says_something_else_is_left_over(changed: Conversation) -> None:
    assert len(left_over(changed, remarks(changed), over(SAID))) == 1


def test_one_that_is_answered_meanwhile_needs_no_word() -> None:
    fewer = talk(*SAID.threads)
    assert left_over(fewer, remarks(fewer), over(SAID)) == []


def test_a_remark_that_nobody_can_mark_is_never_overridden() -> None:
    unknown = replace(over(SAID)[0], mark="")
    gone = replace(SAID, threads=())
    assert len(left_over(gone, remarks(SAID)[:1], [unknown])) == 1


def test_a_review_that_asks_for_changes_lets_nothing_be_overridden_until_its_reviewer_says_otherwise() -> (
    None
):
    asks = review(2, "changes requested", author="ann", bot=False)
    assert wants_changes(talk(reviews=(asks,))).startswith("ann asked for changes")
    silent = review(2, "changes requested", "", author="ann", bot=False)
    assert wants_changes(talk(reviews=(silent,))), "also one without a text of its own"
    later = review(3, "commented", author="ann", bot=False)
    assert wants_changes(talk(reviews=(asks, later))), "a mere comment takes nothing back"
    assert not wants_changes(talk(reviews=(asks, review(3, "approved", author="ann", bot=False))))
    assert wants_changes(talk(reviews=(asks, review(3, "approved", author="bo", bot=False))))
    assert not wants_changes(talk(reviews=(review(2, "dismissed", author="ann", bot=False),)))


def test_what_was_said_is_kept_in_one_clean_line_without_secrets() -> None:
    hostile = "\x1b[2Jlook\n[red]ghp_0123456789abcdefghijklmnopqrstuvwxyzAB <!-- hidden --> \u202eevil"
    (found,) = over(talk(thread(word(1, "bugbot\x1b[1m", hostile))))
    assert "\x1b" not in found.said and "\n" not in found.words and "\u202e" not in found.words
    assert "ghp_0123456789" not in found.words and "hidden" not in found.words
