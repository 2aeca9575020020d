from __future__ import annotations

from dataclasses import replace

from textual.widgets import Input

from fleetui.model.commands import CloseReview, StartReview, TellFindings
from fleetui.model.review.findings import Finding
from fleetui.model.review.marks import ReviewMark
from fleetui.model.review.reviewers import Reviewer
from fleetui.model.review.rules import ReviewState
from fleetui.model.view import FleetView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.why_not.reviews import needs_document, needs_found_in_document, needs_open_document
from tests.support.fleets import NOW, fleet
from tests.support.screens import running

FOUND = Finding(
    "f1", "blocker", "docs/plan.md", 2, "in one night", "nobody can do that [bold]", lenses=("security",)
)
WHO = "Codex, another than the author's"
REVIEWERS = (
    Reviewer("correctness", ReviewState.ACCEPTED, "review-shop", "codex", WHO, 1, detail="no finding"),
    Reviewer("security", ReviewState.REJECTED, "review-shop-2", "codex", WHO, 2, findings=(FOUND,)),
)
PLAN = ReviewMark(
    ReviewState.REJECTED, "r9", NOW - 60, WHO, "", 1, "1 blocker, allowed 0 blockers", (FOUND,), live=True,
    reviewers=REVIEWERS, document="docs/plan.md", stops=True,
)  # fmt: skip


def planned(*documents: ReviewMark) -> FleetView:
    view = fleet(12)
    agents = tuple(replace(one, documents=documents) if one.name == "cache" else one for one in view.agents)
    return replace(view, agents=agents)


async def test_a_rejected_plan_is_shown_with_what_each_lens_said_and_goes_back_or_is_let_go() -> None:
    async with running(planned(PLAN), size=(120, 40)) as run:
        run.app.fleet.select("cache")
        await run.press("P")
        await run.until("docs/plan.md")
        for text in (
            "its author's queue waits",
            "rejected: 1 blocker",
            "correctness",
            "✔ accepted",
            "✖ rejected 1b",
        ):
            assert text in run.text
        assert "nobody can do that [bold]" in run.text
        await run.press("f", "X")
        assert run.link.commands == [
            TellFindings("cache", "docs/plan.md"),
            CloseReview("cache", "docs/plan.md"),
        ]


async def test_an_agent_without_one_is_asked_for_a_file_and_what_is_written_is_taken() -> None:
    async with running(planned(), size=(80, 24)) as run:
        run.app.fleet.select("cache")
        await run.press("P")
        await run.until("Which document of cache is to be reviewed")
        run.app.screen.query_one(Input).value = "notes/plan-9.md"
        await run.press("enter")
        assert run.link.commands == [StartReview("cache", "notes/plan-9.md")]


def test_keys_say_why_they_cannot_run() -> None:
    view = planned(PLAN)
    none, there = Selection(), Selection(document=PLAN)
    changed = Selection(document=replace(PLAN, state=ReviewState.OUTDATED))
    assert needs_document(view, none)
    assert needs_document(view, there) == "it was rejected as it is: nothing changed since"
    assert needs_document(view, changed) is None
    assert needs_found_in_document(view, none)
    assert needs_found_in_document(view, there) is None
    over = replace(PLAN, state=ReviewState.CLOSED, live=False, stops=False)
    assert needs_open_document(view, Selection(document=over))
    assert needs_open_document(view, there) is None
