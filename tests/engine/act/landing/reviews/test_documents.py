"""A plan is reviewed before work begins: a rejected one holds its author's queue until it is accepted or let go."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.model import commands as c
from fleetui.model.review.marks import ReviewMark
from fleetui.model.review.rules import ReviewState
from tests.support.reviews import configure, leave, subject, verdict
from tests.support.scratch import Live, Scratch

PLAN = "Rewrite it\nin one night\n"
FOUND = {
    "severity": "blocker", "path": "docs/plan.md", "line": 2, "quote": "in one night", "text": "too fast",
}  # fmt: skip


def plan(live: Live) -> Path:
    path = Path(live.agent("cache").seat.worktree, "docs", "plan.md")
    path.parent.mkdir(exist_ok=True)
    return path


def shown(live: Live) -> ReviewMark:
    (one,) = live.agent("cache").documents
    return one


async def told(live: Live, number: int) -> str:
    await live.until(lambda: len(live.scratch.texts("reviewer")) == number, 40)
    return live.scratch.texts("reviewer")[-1]


async def rejected(live: Live) -> None:
    await live.started("cache")
    plan(live).write_text(PLAN)
    await live.do(c.StartReview("cache", "docs/plan.md"))
    text = await told(live, 1)
    assert "Review one document" in text
    reviewer = subject(live).reviewers[0]
    assert PLAN.strip() in Path(reviewer.folder, "document.txt").read_text()
    assert Path(reviewer.checkout, "shop.py").exists()
    leave(reviewer, verdict(subject(live), "reject", findings=[FOUND]))
    await live.until(lambda: shown(live).state is ReviewState.REJECTED, 40)


async def test_a_rejected_plan_holds_the_queue_until_what_became_of_it_is_accepted(scratch: Scratch) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await rejected(live)
        await live.do(c.AddEntry("cache", "begin the work"))
        await live.until(lambda: live.agent("cache").waits == "docs/plan.md was rejected", 20)
        await live.do(c.TellFindings("cache", "docs/plan.md"))
        await live.until(lambda: bool(scratch.texts("cache")), 40)
        assert "f1 blocker at docs/plan.md:2: too fast" in scratch.texts("cache")[0]
        again = await live.engine.do(c.TellFindings("cache", "docs/plan.md"))
        assert "already" in again.text
        unchanged = await live.engine.do(c.StartReview("cache", "docs/plan.md"))
        assert "nothing in it changed since" in unchanged.text

        plan(live).write_text("Rewrite it\nin one month\n")
        await live.until(lambda: shown(live).state is ReviewState.OUTDATED, 20)
        await live.do(c.StartReview("cache", "docs/plan.md"))
        await told(live, 2)
        await live.until(lambda: "reviewed again" in live.agent("cache").waits, 20)
        assert scratch.texts("cache")[1:] == []
        answer = [{"id": "f1", "fixed": True, "why": "a month"}]
        leave(subject(live).reviewers[0], verdict(subject(live), earlier=answer))
        await live.until(lambda: "begin the work" in scratch.texts("cache"), 60)
        assert shown(live).state is ReviewState.ACCEPTED
        assert [one.state for one in shown(live).findings] == ["fixed"]
        assert live.agent("cache").waits == ""


async def test_the_operator_lets_a_held_queue_go_on(scratch: Scratch) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await rejected(live)
        await live.do(c.AddEntry("cache", "begin the work"))
        await live.until(lambda: live.agent("cache").waits == "docs/plan.md was rejected", 20)
        closed = await live.engine.do(c.CloseReview("cache", "docs/plan.md"))
        assert "its queue goes on" in closed.text
        await live.until(lambda: "begin the work" in scratch.texts("cache"), 40)
        assert shown(live).state is ReviewState.CLOSED


async def test_a_verdict_holds_for_the_text_that_was_looked_at(scratch: Scratch) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await live.started("cache")
        plan(live).write_text(PLAN)
        await live.do(c.StartReview("cache", "docs/plan.md"))
        await told(live, 1)
        plan(live).write_text("Delete it all\n")
        leave(subject(live).reviewers[0], verdict(subject(live)))
        await live.until(lambda: shown(live).state is ReviewState.OUTDATED, 40)
        assert subject(live).state is ReviewState.ACCEPTED


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("docs/gone.md", "no such text file"),
        ("../shop/README.md", "no file of the worktree"),
        ("/etc/passwd", "no file of the worktree"),
        (".git/config", "no file of the worktree"),
        ("link.md", "outside"),
        ("docs", "no such text file"),
    ],
)
async def test_what_is_no_text_of_the_worktree_is_no_subject(scratch: Scratch, path: str, why: str) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await live.started("cache")
        plan(live).write_text(PLAN)
        Path(live.agent("cache").seat.worktree, "link.md").symlink_to("/etc/passwd")
        refused = await live.engine.do(c.StartReview("cache", path))
        assert not refused.ok
        assert why in refused.text or path == "link.md", refused.text
        assert not live.engine.core.fleet.reviews
