"""A round is accepted only where every lens accepts, and what two of them found at one place is one finding."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model import events as e
from fleetui.model.fold.records import fold_all
from fleetui.model.review.findings import Finding, read_back, written
from fleetui.model.review.marks import mark
from fleetui.model.review.reviewers import Reviewer, asked_of
from fleetui.model.review.round import concluded
from fleetui.model.review.rules import ReviewRules, ReviewState
from fleetui.ports.journal.codec import Codec, Written

RULES = ReviewRules()
NEW = Finding("", "minor", "shop.py", 2, "return 1", "it is wrong")
EARLIER = Finding("f1", "major", "shop.py", 2, "return 1", "no tax", lenses=("security",))
ACCEPTS = Reviewer("correctness", ReviewState.ACCEPTED, detail="no finding")


def other(state: ReviewState, *findings: Finding, lens: str = "security", detail: str = "why") -> Reviewer:
    return Reviewer(lens, state, detail=detail, findings=findings)


@pytest.mark.parametrize("state", list(ReviewState))
def test_a_round_is_accepted_only_where_every_reviewer_accepts(state: ReviewState) -> None:
    for both in ((ACCEPTS, other(state)), (other(state), ACCEPTS)):
        came = concluded(RULES, (), both).state
        assert (came is ReviewState.ACCEPTED) is (state is ReviewState.ACCEPTED)
        assert came is ReviewState.REJECTED or state is not ReviewState.REJECTED


def test_a_round_without_reviewers_accepts_nothing() -> None:
    assert concluded(RULES, (), ()).state is ReviewState.FAILED


def test_a_lens_that_failed_fails_the_round_and_is_named() -> None:
    rejects = other(ReviewState.REJECTED, replace(NEW, severity="blocker"), lens="correctness")
    came = concluded(RULES, (), (rejects, other(ReviewState.FAILED, detail="it left no verdict")))
    assert (came.state, came.detail) == (ReviewState.FAILED, "security: it left no verdict")


def test_what_two_found_at_one_place_is_one_finding_with_both_lenses_and_the_heavier_weight() -> None:
    mine = other(ReviewState.ACCEPTED, NEW, lens="correctness")
    theirs = other(ReviewState.ACCEPTED, replace(NEW, severity="major", text="it leaks"), lens="security")
    came = concluded(ReviewRules(majors=1), (), (mine, theirs))
    (one,) = came.findings
    assert (one.id, one.severity, one.lenses) == ("f1", "major", ("correctness", "security"))
    assert one.text == "it is wrong\nit leaks"
    assert came.state is ReviewState.ACCEPTED
    assert concluded(RULES, (), (mine, theirs)).state is ReviewState.REJECTED
    assert read_back(written(one)) == one


def test_one_reviewer_that_names_a_place_twice_has_two_findings_and_no_lens_beside_them() -> None:
    came = concluded(RULES, (), (other(ReviewState.ACCEPTED, NEW, replace(NEW, text="and slow")),))
    assert [(one.id, one.lenses) for one in came.findings] == [("f1", ()), ("f2", ())]


def test_what_is_allowed_is_counted_over_all_lenses() -> None:
    rules = ReviewRules(majors=1)
    each = [
        other(ReviewState.ACCEPTED, replace(NEW, severity="major", line=line), lens=lens)
        for line, lens in ((2, "correctness"), (9, "security"))
    ]
    came = concluded(rules, (), each)
    assert (came.state, came.detail) == (ReviewState.REJECTED, "2 majors, allowed 1 major")


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        (("fixed", "fixed"), "fixed"),
        (("fixed", "open"), "open"),
        (("claimed", "fixed"), "claimed"),
        (("fixed",), "fixed"),
        ((), "open"),
    ],
)
def test_an_earlier_finding_is_fixed_once_everybody_who_was_asked_says_so(
    said: tuple[str, ...], whole: str
) -> None:
    each = [
        other(ReviewState.ACCEPTED, replace(EARLIER, state=state), lens=lens)
        for state, lens in zip(said, ("correctness", "security"), strict=False)
    ]
    came = concluded(ReviewRules(majors=1), (EARLIER,), (*each, other(ReviewState.ACCEPTED, lens="third")))
    assert [one.state for one in came.findings] == [whole]
    assert came.findings[0].lenses == ("security",)


def test_a_finding_is_followed_by_its_own_lens_and_by_all_where_that_is_no_more() -> None:
    plain = replace(EARLIER, lenses=())
    assert asked_of("correctness", ("correctness", "security"), (EARLIER, plain)) == (plain,)
    assert asked_of("security", ("correctness", "security"), (EARLIER,)) == (EARLIER,)
    assert asked_of("correctness", ("correctness",), (EARLIER,)) == (EARLIER,)


def test_a_journal_of_one_reviewer_for_all_lenses_is_read_as_it_was_meant() -> None:
    body = (
        '{"seat": "cache", "review": "r1", "round": 1, "reviewer": "review-shop", "profile": "codex",'
        ' "who": "Codex", "head": "a", "patch": "p1", "checkout": "/c", "folder": "/f"}'
    )
    began = Codec().read(Written("review-started", 1, "cache", body))
    assert not began.problem
    ended = e.ReviewEnded("cache", "r1", 1, "rejected", "1 blocker", (written(EARLIER),))
    happened = (e.ReviewAsked("cache", "r1", "shop", "agent/cache"), began.event)
    runs = fold_all(e.Record(number, 1.0, event) for number, event in enumerate(happened, 1)).reviews["r1"]
    (alone,) = runs.reviewers
    assert (alone.seat, alone.checkout, alone.folder, alone.lane) == ("review-shop", "/c", "/f", 0)
    assert (runs.state, alone.state) == (ReviewState.RUNNING, ReviewState.RUNNING)
    over = fold_all(e.Record(number, 1.0, event) for number, event in enumerate((*happened, ended), 1))
    assert over.reviews["r1"].reviewers[0].state is ReviewState.REJECTED
    shown = mark(RULES, None, over.reviews, "cache", "agent/cache")
    assert shown is not None
    assert (shown.who, shown.beside) == ("Codex", ())
