"""What a dashboard would do, as a process that can be killed: have one patch reviewed, and be its reviewers' hand."""

from __future__ import annotations

import asyncio
from pathlib import Path

from fleetui.engine.engine import Engine
from fleetui.model.commands import StartReview
from fleetui.model.review.reviews import Review
from fleetui.model.review.rules import ReviewState
from tests.faults.lander import started
from tests.support.reviews import leave, verdict
from tests.support.waiting import until_async


async def review(name: str) -> None:
    engine = await started()
    print(await engine.do(StartReview(name)))
    await accepted(engine)
    await engine.stop()


async def accepted(engine: Engine) -> Review:
    """Every reviewer that was told accepts, until the round is over and nobody is left of it."""

    def over() -> bool:
        one = next(iter(engine.core.fleet.reviews.values()))
        for reviewer in one.reviewers:
            queue = engine.core.fleet.queues.get(reviewer.seat, ())
            told = any(entry.id.startswith(one.id) and not entry.waits for entry in queue)
            there = Path(reviewer.folder).is_dir()
            if reviewer.state is ReviewState.RUNNING and told and there:
                leave(reviewer, verdict(one))
        ended = one.state not in (ReviewState.WAITING, ReviewState.RUNNING)
        return ended and all(seat.role != "review" for seat in engine.core.seats())

    await until_async(over, 90)
    return next(iter(engine.core.fleet.reviews.values()))


def main(name: str) -> None:
    asyncio.run(review(name))
