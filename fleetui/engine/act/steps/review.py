"""A review as a step: somebody else looks at a plan, a document or the patch, and the queue waits for the word."""

from __future__ import annotations

import asyncio

from fleetui.engine.act.landing.reviews.subjects import Subjects, Unchanged
from fleetui.engine.act.steps.performing import Performing
from fleetui.model.commands import StartReview
from fleetui.model.review.reviews import Review
from fleetui.model.review.rules import UNDER_WAY, ReviewState
from fleetui.model.steps import ReviewStep

LOOK_S = 0.5


class ReviewPerformer:
    """Performs review steps. One that was cut short asks for the same review again, and gets the one under way."""

    def __init__(self, subjects: Subjects) -> None:
        self.subjects = subjects

    async def perform(self, it: Performing) -> None:
        """Ask for it, and wait for its word; what was accepted as it is needs no other."""
        step = it.entry.step
        assert isinstance(step, ReviewStep)  # noqa: S101 - the table of performers goes by the class
        await it.begins()
        it.core.set_doing(it.seat.name, f"{step.subject} is being reviewed")
        try:
            asked = await self.subjects.start(StartReview(it.seat.name, step.path))
            one = await self._word(asked.value)
        except Unchanged as unchanged:
            one = unchanged.review
        if one is not None and one.state is ReviewState.ACCEPTED:
            await it.done(f"{step.subject} was accepted")
        else:
            await it.held(_why_held(step, one))

    async def _word(self, review: str) -> Review | None:
        reviews = self.subjects.core.fleet
        while (one := reviews.reviews.get(review)) and one.state in UNDER_WAY:
            await asyncio.sleep(LOOK_S)
            reviews = self.subjects.core.fleet
        return one


def _why_held(step: ReviewStep, one: Review | None) -> str:
    if one is None:
        return f"the review of {step.subject} is gone"
    return f"{step.subject}: {one.state}{f': {one.detail}' if one.detail else ''}"
