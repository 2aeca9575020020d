"""Reviews, by what ``model.review.folded`` makes of their events."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model import events as e
from fleetui.model.fleet import Fleet
from fleetui.model.fold.handler import Handlers
from fleetui.model.review import folded


def _review_asked(fleet: Fleet, event: e.ReviewAsked, at: float) -> Fleet:
    return replace(fleet, reviews=folded.asked(fleet.reviews, event, at))


def _review_started(fleet: Fleet, event: e.ReviewStarted, at: float) -> Fleet:
    return replace(fleet, reviews=folded.started(fleet.reviews, event, at))


def _reviewer_started(fleet: Fleet, event: e.ReviewerStarted, at: float) -> Fleet:
    return replace(fleet, reviews=folded.reviewer_started(fleet.reviews, event, at))


def _reviewer_ended(fleet: Fleet, event: e.ReviewerEnded, at: float) -> Fleet:
    return replace(fleet, reviews=folded.reviewer_ended(fleet.reviews, event, at))


def _review_ended(fleet: Fleet, event: e.ReviewEnded, at: float) -> Fleet:
    return replace(fleet, reviews=folded.ended(fleet.reviews, event, at))


def _review_closed(fleet: Fleet, event: e.ReviewClosed, at: float) -> Fleet:
    return replace(fleet, reviews=folded.closed(fleet.reviews, event.review, at, event.reason))


HANDLERS: Handlers = {
    e.ReviewAsked: _review_asked,
    e.ReviewStarted: _review_started,
    e.ReviewerStarted: _reviewer_started,
    e.ReviewerEnded: _reviewer_ended,
    e.ReviewEnded: _review_ended,
    e.ReviewClosed: _review_closed,
}
