"""A review of one patch: its rounds, its findings, and whether a branch was accepted. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from fleetui.model.counts import count
from fleetui.model.evidence import Candidate
from fleetui.model.value import value

SEVERITIES = ("blocker", "major", "minor", "note")
"""The heaviest first."""


class ReviewState(StrEnum):
    """How far a review is. Only ``accepted`` ever lets a branch land that has to be reviewed."""

    NONE = "none"
    WAITING = "waiting"
    RUNNING = "running"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    FAILED = "failed"
    """Came to no verdict, or to one that was refused. Never green."""
    OUTDATED = "outdated"
    """The patch was changed since."""
    CLOSED = "closed"
    """Given up before it was accepted."""


UNDER_WAY = frozenset({ReviewState.WAITING, ReviewState.RUNNING})


@value
class ReviewRules:
    """How the patches of one project are reviewed, as the operator's configuration says."""

    profile: str = ""
    """The reviewer's; empty chooses another than the author's where the fleet has one."""
    command: tuple[str, ...] = ()
    """Instead of the profile's start command."""
    unattended: bool = False
    required: bool = False
    """Nothing lands that was not accepted."""
    lenses: tuple[str, ...] = ("correctness",)
    """What the reviewer looks for."""
    blockers: int = 0
    """As many findings of this severity may an accepted patch have."""
    majors: int = 0
    timeout_s: float = 3600.0


@value
class Finding:
    """One thing that is wrong, and where."""

    id: str
    severity: str
    path: str
    line: int
    """From 1."""
    quote: str
    """What stands in that line."""
    text: str
    state: str = "open"
    """``open``, ``claimed``: said to be fixed where the patch changed nothing at that place, or ``fixed``."""

    @property
    def where(self) -> str:
        """Path and line."""
        return f"{self.path}:{self.line}"


@value
class Review:
    """One subject of the review seat, through all its rounds."""

    id: str
    seat: str
    """The author's."""
    project: str
    branch: str
    asked: float
    state: ReviewState = ReviewState.WAITING
    round: int = 0
    """0 until a reviewer began."""
    head: str = ""
    """The commit that was looked at last."""
    before: str = ""
    """The commit of the last round that came to a verdict: what was changed since is told from there."""
    patch: str = ""
    """What was looked at last: the same for the same change, whatever it stands on."""
    reviewer: str = ""
    """The seat of the reviewer of this round."""
    profile: str = ""
    who: str = ""
    """What kind of agent reviews, and why this one."""
    checkout: str = ""
    folder: str = ""
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
    own = [one for one in reviews.values() if (one.seat, one.branch) == (seat, branch)]
    return own[-1] if own else None


def next_subject(reviews: Reviews, project: str) -> Review | None:
    """The subject whose reviewer may begin now: while one holds the seat that one alone, else the first that waits."""
    of_it = [one for one in reviews.values() if one.project == project]
    held = [one for one in of_it if one.holds]
    return next((one for one in held or of_it if one.state is ReviewState.WAITING), None)


# ---------------------------------------------------------------- as it is shown


@value
class ReviewMark:
    """What the review of a branch says of its present patch."""

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
    return ReviewMark(
        state, one.id, one.ended or one.started or one.asked, one.who, one.reviewer, one.round,
        one.detail, (*one.open, *(x for x in one.findings if x.state == "fixed")), one.refused,
        rules.required, _has_the_seat(reviews, one), one.live,
    )  # fmt: skip


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
            return "outdated: the patch was changed since"
        case _:
            return f"{found.state}: {found.detail}" if found.detail else str(found.state)


def counted(findings: Iterable[Finding]) -> str:
    """``1 blocker, 2 minors``; empty for none."""
    known = list(findings)
    parts = ((sum(one.severity == name for one in known), name) for name in SEVERITIES)
    return ", ".join(count(number, name) for number, name in parts if number)


# ---------------------------------------------------------------- as the journal keeps it


def written(finding: Finding) -> str:
    """A finding as one line of JSON."""
    parts = (
        finding.id, finding.severity, finding.path, finding.line, finding.quote, finding.text, finding.state,
    )  # fmt: skip
    return json.dumps(parts, ensure_ascii=False)


def read_back(line: str) -> Finding:
    """A finding that ``written`` wrote."""
    return Finding(*json.loads(line))


def asked_again(one: Review) -> Review:
    """The same subject, waiting for its next round."""
    return replace(one, state=ReviewState.WAITING, detail="", refused=())
