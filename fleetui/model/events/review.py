"""Reviews: asked for, begun, and come to a word."""

from __future__ import annotations

from typing import ClassVar

from fleetui.model.events.event import SeatEvent
from fleetui.model.value import value


@value
class ReviewAsked(SeatEvent):
    """A patch or a document of this seat waits for the review seat: a new subject, or the next round of one."""

    review: str
    project: str
    branch: str
    document: str = ""
    """A file of its worktree; empty for the branch's patch."""


@value
class ReviewStarted(SeatEvent):
    """A round began: a fresh reviewer for each lens is told to refute exactly this. Version 1 had one for all lenses,
    which its last fields tell of."""

    VERSION: ClassVar[int] = 2
    review: str
    round: int
    head: str
    patch: str
    """The name of the patch, or of the document's text."""
    lenses: tuple[str, ...] = ()
    text: str = ""
    """The stored text that they are given."""
    reviewer: str = ""
    profile: str = ""
    who: str = ""
    checkout: str = ""
    folder: str = ""


@value
class ReviewerStarted(SeatEvent):
    """The reviewer of one lens has a seat, and is told to refute what its round is about."""

    review: str
    lens: str
    reviewer: str
    """The reviewer's seat."""
    profile: str
    who: str
    """What kind of agent it is, and why this one."""
    lane: int
    checkout: str
    folder: str


@value
class ReviewerEnded(SeatEvent):
    """The reviewer of one lens came to its word: ``accepted``, ``rejected``, or ``failed`` where none counts."""

    review: str
    lens: str
    state: str
    detail: str
    findings: tuple[str, ...] = ()
    """The earlier ones that it was asked about, and its own, which have no id yet."""
    refused: tuple[str, ...] = ()


@value
class ReviewEnded(SeatEvent):
    """A round is over: ``accepted``, ``rejected``, or ``failed`` where there is no verdict that counts."""

    review: str
    round: int
    state: str
    detail: str
    findings: tuple[str, ...] = ()
    """Those of all rounds, each as ``model.review.findings.written`` writes it down."""
    refused: tuple[str, ...] = ()


@value
class ReviewClosed(SeatEvent):
    """A subject was given up before it was accepted: the next one has the seat."""

    review: str
    reason: str
