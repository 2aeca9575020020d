"""A review: its subject, its rounds, its findings. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fleetui.model.review.findings import SEVERITIES, Finding
from fleetui.model.review.reviewers import Reviewer
from fleetui.model.review.rules import UNDER_WAY, ReviewState
from fleetui.model.value import value


@value
class Review:
    """One subject of the review seat, through all its rounds."""

    id: str
    seat: str
    """The author's."""
    project: str
    branch: str
    asked: float
    document: str = ""
    """A file of the author's worktree that is reviewed instead of the branch's patch."""
    state: ReviewState = ReviewState.WAITING
    round: int = 0
    """0 until a reviewer began."""
    head: str = ""
    """The commit that was looked at last."""
    before: str = ""
    """The commit of the last round that came to a verdict, or the stored text of the document: what was changed since
    is told from there."""
    patch: str = ""
    """What was looked at last: the same for the same change, whatever it stands on, or for the same text."""
    text: str = ""
    """Name of the stored text of what was looked at last."""
    reviewers: tuple[Reviewer, ...] = ()
    """Of the last round, one for each lens."""
    started: float = 0.0
    ended: float = 0.0
    detail: str = ""
    """Why it came to this, in one line."""
    findings: tuple[Finding, ...] = ()
    """Of all rounds."""
    refused: tuple[str, ...] = ()
    """Findings of the last round that were refused, each with the reason."""
    holds: bool = False
    """No other subject may have the project's seat: from its first round on, until it is accepted or given up."""
    stops: bool = False
    """The author's queue waits: the document was rejected, and neither accepted since nor given up."""

    @property
    def subject(self) -> tuple[str, str, str]:
        """Author, branch and document; those of a patch have no document, those of a document no branch."""
        return self.seat, "" if self.document else self.branch, self.document

    @property
    def live(self) -> bool:
        """It is under way, or waits for its fix."""
        return self.state in UNDER_WAY or self.state is ReviewState.REJECTED

    @property
    def open(self) -> tuple[Finding, ...]:
        """What is not fixed, the heaviest first."""
        left = (one for one in self.findings if one.state != "fixed")
        return tuple(sorted(left, key=lambda one: SEVERITIES.index(one.severity)))


Reviews = Mapping[str, Review]
"""By id, in the order in which they were asked for."""


def latest(reviews: Reviews, seat: str, branch: str) -> Review | None:
    """The review of a branch that was asked for last."""
    return of_subject(reviews, (seat, branch, ""))


def of_subject(reviews: Reviews, subject: tuple[str, str, str]) -> Review | None:
    """The review of a subject that was asked for last."""
    own = [one for one in reviews.values() if one.subject == subject]
    return own[-1] if own else None


def next_subject(reviews: Reviews, project: str) -> Review | None:
    """The subject whose reviewer may begin now: while one holds the seat that one alone, else the first that waits."""
    of_it = [one for one in reviews.values() if one.project == project]
    held = [one for one in of_it if one.holds]
    return next((one for one in held or of_it if one.state is ReviewState.WAITING), None)


def asked_again(one: Review) -> Review:
    """The same subject, waiting for its next round."""
    return replace(one, state=ReviewState.WAITING, detail="", refused=())
