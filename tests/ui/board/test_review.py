from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import TextArea

from fleetui.model.commands import CloseReview, StartReview
from fleetui.model.review.marks import ReviewMark
from fleetui.model.review.rules import ReviewState
from fleetui.model.view import FleetView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.why_not.reviews import needs_open_review, needs_reviewable
from fleetui.ui.board.branch_rows import same_release
from tests.support.fleets import fleet, reviewed
from tests.support.screens import running


async def test_the_board_says_who_found_what_and_a_rejected_patch_goes_back_with_its_places() -> None:
    async with running(reviewed(fleet(12)), size=(160, 40)) as run:
        run.app.fleet.select("cache")
        await run.press("m")
        await run.until("rejected: 1 blocker, 1 major, allowed 0 blockers")
        for text in ("round 2", "Codex, another than the author's", "blocker src/cache/lru.py:88", "✖ 1b 1m"):
            assert text in run.text
        await run.press("E")
        await run.until("def evict(self, n):")
        for text in ("f1", "fixed, seen in the patch", "an empty cache loops for ever"):
            assert text in run.text
        await run.press("escape", "f")
        await run.until("The review of your branch agent/cache found this")
        text = run.app.screen.query_one(TextArea).text
        assert "f2 blocker at src/cache/lru.py:88: an empty cache loops for ever" in text
        assert "f1" not in text
        await run.press("escape", "X")
        assert run.link.commands == [CloseReview("cache")]


async def test_a_branch_whose_patch_changed_is_reviewed_again_by_one_key() -> None:
    async with running(reviewed(fleet(12)), size=(160, 40)) as run:
        run.app.fleet.select("api-auth")
        await run.press("m", "e")
        assert run.link.commands == [StartReview("api-auth")]


@pytest.mark.parametrize("state", list(ReviewState))
def test_only_what_is_neither_under_way_nor_decided_can_be_reviewed(state: ReviewState) -> None:
    view: FleetView = reviewed(fleet(12))
    live = state in (ReviewState.WAITING, ReviewState.RUNNING, ReviewState.REJECTED)
    row = replace(view.board[0], review=ReviewMark(state, live=live))
    busy = state in (ReviewState.WAITING, ReviewState.RUNNING, ReviewState.ACCEPTED, ReviewState.REJECTED)
    assert bool(needs_reviewable(view, Selection(row=row))) is busy
    assert bool(needs_open_review(view, Selection(row=row))) is not live
    assert not same_release([view.board[0]], [row])


def test_without_a_review_the_board_says_how_to_have_one() -> None:
    view = fleet(12)
    said = needs_reviewable(view, Selection(row=view.board[0]))
    assert said == "no review is configured: add [projects.clawdemy.review] to fleet.toml"
