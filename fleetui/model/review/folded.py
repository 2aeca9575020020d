"""What the journal's events make of the reviews. Pure."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fleetui.model import events as e
from fleetui.model.review.findings import read_back
from fleetui.model.review.reviewers import Reviewer
from fleetui.model.review.reviews import Review, Reviews, asked_again
from fleetui.model.review.rules import UNDER_WAY, ReviewState


def asked(reviews: Reviews, event: e.ReviewAsked, at: float) -> Reviews:
    """A new subject, or the next round of one; what was said of the same subject before is over."""
    if known := reviews.get(event.review):
        return {**reviews, known.id: asked_again(known)}
    new = Review(event.review, event.seat, event.project, event.branch, at, event.document)
    older = {
        key: one
        for key, one in reviews.items()
        if one.state in UNDER_WAY or one.stops or one.subject != new.subject
    }
    return {**older, new.id: new}


def started(reviews: Reviews, event: e.ReviewStarted, at: float) -> Reviews:
    """A round began, and each of its reviewers is to begin."""
    reviewers: tuple[Reviewer, ...] = tuple(Reviewer(lens) for lens in event.lenses)
    if event.reviewer:  # one for all lenses, as it was once
        reviewers = (
            Reviewer(
                "", ReviewState.RUNNING, event.reviewer, event.profile, event.who,
                checkout=event.checkout, folder=event.folder, started=at,
            ),
        )  # fmt: skip
    return _with(
        reviews, event.review, state=ReviewState.RUNNING, holds=True, started=at, ended=0.0, round=event.round,
        head=event.head, patch=event.patch, text=event.text, reviewers=reviewers,
    )  # fmt: skip


def reviewer_started(reviews: Reviews, event: e.ReviewerStarted, at: float) -> Reviews:
    """One reviewer has a seat and a place."""
    return _of_lens(
        reviews, event.review, event.lens, state=ReviewState.RUNNING, seat=event.reviewer, profile=event.profile,
        who=event.who, lane=event.lane, checkout=event.checkout, folder=event.folder, started=at,
    )  # fmt: skip


def reviewer_ended(reviews: Reviews, event: e.ReviewerEnded, at: float) -> Reviews:
    """One reviewer came to its word, which stands whatever it writes afterwards."""
    findings = tuple(map(read_back, event.findings))
    return _of_lens(
        reviews, event.review, event.lens, state=ReviewState(event.state), ended=at, detail=event.detail,
        findings=findings, refused=event.refused,
    )  # fmt: skip


def ended(reviews: Reviews, event: e.ReviewEnded, at: float) -> Reviews:
    """A round is over. One that failed leaves the findings as they were."""
    known = reviews.get(event.review)
    if known is None or known.state is ReviewState.CLOSED:
        return reviews
    state = ReviewState(event.state)
    about: dict[str, Any] = {"ended": at, "detail": event.detail, "refused": event.refused}
    if state is not ReviewState.FAILED:
        before = known.text if known.document else known.head
        stops = bool(known.document) and state is ReviewState.REJECTED
        about |= {"findings": tuple(map(read_back, event.findings)), "before": before, "stops": stops}
    over = tuple(_over(one, state, at, event.detail) for one in known.reviewers)
    return _with(reviews, known.id, state=state, holds=state is ReviewState.REJECTED, reviewers=over, **about)


def closed(reviews: Reviews, review: str, at: float, why: str) -> Reviews:
    """A subject was given up: what it kept is free again."""
    known = reviews.get(review)
    if known is None:
        return reviews
    over = tuple(_over(one, ReviewState.CLOSED, at, why) for one in known.reviewers)
    return _with(
        reviews,
        review,
        state=ReviewState.CLOSED,
        holds=False,
        stops=False,
        ended=at,
        detail=why,
        reviewers=over,
    )


def of_landed(reviews: Reviews, seat: str, branch: str, at: float) -> Reviews:
    """What landed is a subject no more; a verdict that let it land stays."""
    for one in reviews.values():
        of_it = one.subject == (seat, branch, "")
        if of_it and (one.holds or one.state in UNDER_WAY):
            reviews = closed(reviews, one.id, at, "it landed")
    return reviews


def renamed(reviews: Reviews, seat: str, to: str) -> Reviews:
    """The seat of a reviewer has another name."""
    return {
        key: replace(
            one, reviewers=tuple(replace(x, seat=to) if x.seat == seat else x for x in one.reviewers)
        )
        for key, one in reviews.items()
    }


def _over(one: Reviewer, state: ReviewState, at: float, why: str) -> Reviewer:
    return replace(one, state=state, ended=at, detail=why) if one.under_way else one


def _of_lens(reviews: Reviews, review: str, lens: str, **changes: Any) -> Reviews:
    """One that came to its word keeps it."""
    known = reviews.get(review)
    if known is None:
        return reviews
    new = (replace(one, **changes) if one.lens == lens and one.under_way else one for one in known.reviewers)
    return _with(reviews, review, reviewers=tuple(new))


def _with(reviews: Reviews, review: str, **changes: Any) -> Reviews:
    known = reviews.get(review)
    return reviews if known is None else {**reviews, review: replace(known, **changes)}
