"""What a review says of its subject as that is now, and whether a branch may land by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fleetui.model.evidence import Candidate
from fleetui.model.review.findings import SEVERITIES, Finding
from fleetui.model.review.reviewers import Reviewer
from fleetui.model.review.reviews import Review, Reviews, latest
from fleetui.model.review.rules import UNDER_WAY, ReviewRules, ReviewState
from fleetui.model.value import value


@value
class ReviewMark:
    """What a review says of the present patch of its branch, or of its document."""

    state: ReviewState
    id: str = ""
    at: float = 0.0
    who: str = ""
    reviewer: str = ""
    round: int = 0
    detail: str = ""
    findings: tuple[Finding, ...] = ()
    refused: tuple[str, ...] = ()
    required: bool = False
    waits_for: str = ""
    """The agent whose patch has the seat meanwhile."""
    live: bool = False
    """It is under way, or holds the seat until its fix."""
    reviewers: tuple[Reviewer, ...] = ()
    """Of the last round, one for each lens."""
    document: str = ""
    """The file that it is about; empty for a patch."""
    stops: bool = False
    """The author's queue waits for it."""

    @property
    def beside(self) -> tuple[Reviewer, ...]:
        """The reviewers of a round that has several; one alone is the review."""
        return self.reviewers if len(self.reviewers) > 1 else ()

    @property
    def unkept(self) -> tuple[Finding, ...]:
        """What was found in a round that failed: the next one does not go by it."""
        failed = self.state is ReviewState.FAILED
        return tuple(x for one in self.reviewers for x in one.findings if failed and not x.id)

    @property
    def open(self) -> tuple[Finding, ...]:
        """What is not fixed."""
        return tuple(one for one in self.findings if one.state != "fixed")

    @property
    def counts(self) -> tuple[int, ...]:
        """Open findings by severity, the heaviest first."""
        return tuple(sum(one.severity == name for one in self.open) for name in SEVERITIES)


def mark(
    rules: ReviewRules | None, candidate: Candidate | None, reviews: Reviews, seat: str, branch: str
) -> ReviewMark | None:
    """The review of a branch, for its present patch and no other; ``None`` where the project has none.

    An accepted patch that is not known to be the present one is outdated.
    """
    if rules is None:
        return None
    one = latest(reviews, seat, branch)
    if one is None:
        return ReviewMark(ReviewState.NONE, required=rules.required)
    state = one.state
    same = candidate is not None and bool(candidate.patch) and candidate.patch == one.patch
    if state not in (*UNDER_WAY, ReviewState.CLOSED) and not same:
        state = ReviewState.OUTDATED
    return _mark(one, state, reviews, required=rules.required)


def documents(reviews: Reviews, now: Mapping[str, str], seat: str) -> tuple[ReviewMark, ...]:
    """The reviews of an agent's documents; ``now`` has the name of each one's present text, by review."""
    found = (one for one in reviews.values() if one.document and one.seat == seat)
    return tuple(_mark(one, _document_state(one, now), reviews) for one in found)


def _document_state(one: Review, now: Mapping[str, str]) -> ReviewState:
    """One that was accepted counts for the text that is known to be there."""
    known = now.get(one.id)
    said = one.state in (ReviewState.ACCEPTED, ReviewState.REJECTED)
    return ReviewState.OUTDATED if said and known is not None and known != one.patch else one.state


def why_stopped(reviews: Reviews, seat: str) -> str:
    """Why the queue of an agent waits for the review of a document; empty where it does not."""
    held = next((one for one in reviews.values() if one.seat == seat and one.stops), None)
    if held is None:
        return ""
    again = ": it is reviewed again" if held.state in UNDER_WAY else ""
    return f"{held.document} was rejected{again}"


def mark_landed(
    rules: ReviewRules | None, reviews: Reviews, seat: str, branch: str, head: str
) -> ReviewMark | None:
    """The review of exactly the head that landed; ``None`` where the last one is of another: it says nothing of it."""
    one = latest(reviews, seat, branch)
    if rules is None or one is None or one.head != head:
        return None
    return _mark(one, one.state, reviews, required=rules.required)


def _mark(one: Review, state: ReviewState, reviews: Reviews, *, required: bool = False) -> ReviewMark:
    reviewers = () if one.state is ReviewState.WAITING else one.reviewers
    seats = (x.seat for x in reviewers if x.state is ReviewState.RUNNING)
    return ReviewMark(
        state, one.id, one.ended or one.started or one.asked, _who(one.reviewers), next(seats, ""), one.round,
        one.detail, (*one.open, *(x for x in one.findings if x.state == "fixed")), one.refused,
        required, _has_the_seat(reviews, one), one.live, reviewers, one.document, one.stops,
    )  # fmt: skip


def _who(reviewers: Sequence[Reviewer]) -> str:
    """The kind of the reviewers where all are of one."""
    known = list(dict.fromkeys(one.who for one in reviewers if one.who))
    return known[0] if len(known) == 1 else f"{len(reviewers)} reviewers" if known else ""


def _has_the_seat(reviews: Reviews, one: Review) -> str:
    if one.state is not ReviewState.WAITING:
        return ""
    held = (x for x in reviews.values() if x.project == one.project and x.holds and x.id != one.id)
    return next((x.seat for x in held), "")


def why_not_reviewed(rules: ReviewRules | None, found: ReviewMark | None) -> str:
    """Why a branch may not land for want of a review; empty where it may, or needs none. What is not known is none."""
    if rules is None or not rules.required:
        return ""
    if found is None or found.state is ReviewState.NONE:
        return "not reviewed: its review is required"
    if found.state is ReviewState.ACCEPTED:
        return ""
    return f"review {said(found)}"


def said(found: ReviewMark) -> str:
    """State of a review and why, in one line."""
    match found.state:
        case ReviewState.NONE:
            return "not asked for"
        case ReviewState.WAITING:
            return f"waits: {found.waits_for} has the seat" if found.waits_for else "waits for its reviewer"
        case ReviewState.OUTDATED:
            return f"outdated: {found.document or 'the patch'} was changed since"
        case _:
            return f"{found.state}: {found.detail}" if found.detail else str(found.state)
