"""``kill -9`` at every step of a review: no reviewer is left over, none there twice, and each is judged once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from fleetui.model import events as e
from fleetui.model.queue import EntryState
from fleetui.model.review.rules import ReviewState
from tests.faults.reviewing import accepted
from tests.faults.test_kill_nine import REVIEW, _agents, run_until_killed
from tests.support.reviews import commit, configure
from tests.support.scratch import Scratch

LENSES = ["correctness", "security"]
SCRIPT = "from tests.faults.reviewing import main; main('cache')"


@pytest.fixture
def scratch() -> Iterator[Scratch]:
    made = Scratch()
    yield made
    made.close()


@pytest.mark.parametrize("fault", [*REVIEW, "start.created"])
async def test_a_review_cut_short_is_gone_on_with_and_each_reviewer_is_judged_once(
    scratch: Scratch, fault: str
) -> None:
    configure(scratch, lenses=LENSES)
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        live.engine.ownership.hands_over = False
    await asyncio.to_thread(run_until_killed, scratch, fault, "-c", SCRIPT)
    async with scratch.engine() as live:
        await live.until(lambda: bool(live.engine.core.fleet.reviews))
        one = await accepted(live.engine)
        queues = live.engine.core.fleet.queues
        told = [entry for x in one.reviewers for entry in queues[x.seat] if entry.id.startswith(one.id)]
        unsure = any(entry.state is EntryState.UNKNOWN for entry in told)
        assert one.state is ReviewState.ACCEPTED or unsure, one.detail
        assert one.round == 1
        events = [record.event for record in await live.engine.core.world.journal.read(0)]
        ended = Counter(x.lens for x in events if isinstance(x, e.ReviewerEnded))
        assert ended == Counter(LENSES), "each is judged once"
        assert sum(isinstance(x, e.ReviewEnded) for x in events) == 1
        assert len(told) == len(LENSES)
        seats = [x.seat for x in events if isinstance(x, e.SeatAdded) and x.role == "review"]
        prompts = [x.entry for x in events if isinstance(x, e.EntryAdded) and x.entry.startswith(one.id)]
        assert len(seats) == len(prompts) == len(LENSES), "none was added or told twice"
        assert len(scratch.got("reviewer", "start")) == len(LENSES), "none was started twice"
        assert len(scratch.texts("reviewer")) <= len(LENSES)
        assert len(_agents(scratch)) == 1, "only the author is left"
        assert not Path(one.reviewers[0].checkout).parent.exists()
