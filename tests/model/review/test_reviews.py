"""Only an accepted review of exactly the present patch lets a branch land that has to be reviewed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.model import events as e
from fleetui.model.evidence import Candidate, Gate, Verdict
from fleetui.model.fleet import Fleet, Project
from fleetui.model.fold.records import fold_all
from fleetui.model.landing import why_not_land
from fleetui.model.review.findings import Finding, written
from fleetui.model.review.marks import ReviewMark, mark, mark_landed
from fleetui.model.review.reviews import latest, next_subject
from fleetui.model.review.rules import ReviewRules, ReviewState
from fleetui.model.view import GateMark

RULES = ReviewRules(required=True)
FOUND = Finding("f1", "blocker", "shop.py", 2, "return 1", "it is wrong")
CANDIDATE = Candidate("shop", "cache", "agent/cache", "b" * 40, "a" * 40, "c" * 40, "d" * 40, patch="p1")
PASSED = (GateMark("build", Verdict.PASS),)


def told(*happened: e.Event) -> Fleet:
    return fold_all(e.Record(number, float(number), event) for number, event in enumerate(happened, 1))


def asked(review: str = "r1", seat: str = "cache") -> e.ReviewAsked:
    return e.ReviewAsked(seat, review, "shop", f"agent/{seat}")


def started(review: str = "r1", seat: str = "cache", patch: str = "p1", number: int = 1) -> e.ReviewStarted:
    return e.ReviewStarted(seat, review, number, "a" * 40, patch, ("correctness",))


def ended(state: str, review: str = "r1", seat: str = "cache", *found: Finding) -> e.ReviewEnded:
    return e.ReviewEnded(seat, review, 1, state, "", tuple(map(written, found)))


def shown(fleet: Fleet, candidate: Candidate | None = CANDIDATE) -> ReviewMark:
    found = mark(RULES, candidate, fleet.reviews, "cache", "agent/cache")
    assert found is not None
    return found


def why(fleet: Fleet, candidate: Candidate | None = CANDIDATE, rules: ReviewRules | None = RULES) -> str:
    project = Project("shop", "/shop", gates=(Gate("build", ("make",)),), review=rules)
    found = mark(rules, candidate, fleet.reviews, "cache", "agent/cache")
    return why_not_land(project, candidate, PASSED, found)


WORDS = {
    "not asked for": (),
    "waiting": (asked(),),
    "running": (asked(), started()),
    "rejected": (asked(), started(), ended("rejected", "r1", "cache", FOUND)),
    "failed": (asked(), started(), ended("failed")),
    "closed": (asked(), started(), e.ReviewClosed("cache", "r1", "closed by the operator")),
    "another round": (asked(), started(), ended("accepted"), asked()),
    "another branch": (asked(seat="api"), started(seat="api"), ended("accepted", seat="api")),
}


@pytest.mark.parametrize("happened", WORDS.values(), ids=WORDS)
def test_nothing_but_an_accepted_review_lets_a_patch_land(happened: tuple[e.Event, ...]) -> None:
    assert "review" in why(told(*happened))
    assert not why(told(*happened), rules=ReviewRules())
    assert not why(told(*happened), rules=None)


def test_an_accepted_patch_lands_on_whatever_base_and_a_changed_one_does_not() -> None:
    fleet = told(asked(), started(), ended("accepted"))
    assert not why(fleet)
    assert not why(fleet, replace(CANDIDATE, base="9" * 40, commit="8" * 40, tree="7" * 40))
    for patch in ("p2", ""):
        other = replace(CANDIDATE, patch=patch)
        assert shown(fleet, other).state is ReviewState.OUTDATED
        assert "outdated" in why(fleet, other)
    assert shown(fleet, None).state is ReviewState.OUTDATED


def test_whoever_forgets_to_tell_of_the_review_lands_nothing() -> None:
    project = Project("shop", "/shop", gates=(Gate("build", ("make",)),), review=RULES)
    assert why_not_land(project, CANDIDATE, PASSED) == "not reviewed: its review is required"


def test_one_subject_has_the_seat_until_it_is_accepted_or_given_up() -> None:
    begun = (asked(), asked("r2", "api"), started())
    rejected = (*begun, ended("rejected", "r1", "cache", FOUND))

    def who(*happened: e.Event) -> str | None:
        found = next_subject(told(*happened).reviews, "shop")
        return found.id if found else None

    assert who(asked(), asked("r2", "api")) == "r1"
    assert who(*begun) is None
    assert who(*rejected) is None
    assert who(*rejected, asked()) == "r1"
    assert who(*begun, ended("accepted")) == "r2"
    assert who(*begun, ended("failed")) == "r2"
    assert who(*rejected, e.ReviewClosed("cache", "r1", "no")) == "r2"
    assert shown(told(*begun, e.ReviewAsked("cache", "r1", "shop", "agent/cache"))).waits_for == ""


def test_a_failed_round_forgets_nothing_that_an_earlier_one_found() -> None:
    fleet = told(
        asked(),
        started(),
        ended("rejected", "r1", "cache", FOUND),
        asked(),
        started(number=2),
        ended("failed"),
    )
    one = latest(fleet.reviews, "cache", "agent/cache")
    assert one is not None
    assert one.open == (FOUND,)
    assert shown(fleet).counts == (1, 0, 0, 0)


def test_what_landed_is_a_subject_no_more() -> None:
    intended = e.LandingIntended("cache", "l1", "shop", "agent/cache", "main", "b", "a", "c", "d")
    landed = (intended, e.LandingEnded("cache", "l1", "landed"))
    rejected = (asked(), asked("r2", "api"), started(), ended("rejected", "r1", "cache", FOUND))
    after = told(*rejected, *landed)
    assert after.reviews["r1"].state is ReviewState.CLOSED
    assert next_subject(after.reviews, "shop") == after.reviews["r2"]
    kept = told(asked(), started(), ended("accepted"), *landed)
    assert kept.reviews["r1"].state is ReviewState.ACCEPTED


def test_what_landed_keeps_the_review_of_exactly_that_head() -> None:
    fleet = told(asked(), started(), ended("accepted"))
    found = mark_landed(RULES, fleet.reviews, "cache", "agent/cache", "a" * 40)
    assert found is not None
    assert found.state is ReviewState.ACCEPTED
    assert mark_landed(RULES, fleet.reviews, "cache", "agent/cache", "b" * 40) is None
    assert mark_landed(None, fleet.reviews, "cache", "agent/cache", "a" * 40) is None
