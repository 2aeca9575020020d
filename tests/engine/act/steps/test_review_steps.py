"""A review as a step: what stands behind it waits until the document is accepted."""

from __future__ import annotations

from pathlib import Path

from fleetui.model import commands as c
from fleetui.model.queue import EntryState
from fleetui.model.steps import ReviewStep, written
from tests.support.pipelines import entries, plan, state_of
from tests.support.reviews import began, configure, leave, subject, verdict
from tests.support.scratch import Live, Scratch

PLAN = "docs/plan.md"
STEP = f"review {PLAN}"
FOUND = {"severity": "blocker", "path": PLAN, "line": 1, "quote": "in one night", "text": "too fast"}


async def said(live: Live, number: int, word: str, **more: object) -> None:
    await live.until(lambda: bool(live.engine.core.fleet.reviews) and began(live, number), 40)
    await live.until(lambda: len(live.scratch.texts("reviewer")) == number, 40)
    leave(subject(live).reviewers[0], verdict(subject(live), word, **more))


async def test_what_is_queued_behind_a_review_waits_until_the_plan_is_accepted(scratch: Scratch) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await live.started("cache")
        path = Path(live.agent("cache").seat.worktree, PLAN)
        path.parent.mkdir()
        path.write_text("in one night\n")
        await plan(live, "cache", ReviewStep(PLAN), "begin")
        await said(live, 1, "reject", findings=[FOUND])
        await live.until(lambda: state_of(live, STEP) is EntryState.HELD, 40)
        assert "rejected" in entries(live)[STEP].reason
        assert scratch.texts("cache") == []
        path.write_text("in two weeks\n")
        await live.do(c.ReleaseEntry("cache", entries(live)[STEP].id))
        await said(live, 2, "accept", earlier=[{"id": "f1", "fixed": True, "why": "two weeks"}])
        await live.until(lambda: state_of(live, "begin") is EntryState.ACCEPTED, 60)
        assert scratch.texts("cache") == ["begin"]
        await plan(live, "cache", ReviewStep(PLAN), "again")
        await live.until(lambda: state_of(live, "again") is EntryState.ACCEPTED, 40)
        assert len(scratch.texts("reviewer")) == 2, "what was accepted as it is needs no other review"


async def test_without_a_review_in_the_project_the_step_is_not_queued(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        for step in (ReviewStep(PLAN), ReviewStep()):
            refused = await live.engine.do(c.AddEntries("cache", (written(step),)))
            assert not refused.ok
            assert "no review is configured" in refused.text
