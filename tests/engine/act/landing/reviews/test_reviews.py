"""A review by somebody else: a fresh reviewer in a sealed checkout, its verdict checked, its findings followed."""

from __future__ import annotations

from pathlib import Path

from fleetui.engine.act.landing.reviews import reviewers
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.review.rules import ReviewState
from tests.support.reviews import began, commit, configure, mark, reviewed, row, subject, verdict
from tests.support.scratch import Scratch, git


async def test_a_rejected_patch_waits_for_its_fix_and_lands_once_that_is_seen_in_the_diff(
    scratch: Scratch,
) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        await live.until(lambda: "not reviewed" in row(live).why_not, 60)
        await live.do(c.StartReview("cache"))
        await live.until(lambda: began(live), 30)
        one = subject(live)
        assert one.head == row(live).head
        assert Path(one.reviewers[0].checkout, "shop.py").stat().st_mode & 0o222 == 0
        assert "+    return 2" in Path(one.reviewers[0].folder, "patch.txt").read_text()
        assert not row(live).may_land
        found = {
            "severity": "blocker",
            "path": "shop.py",
            "line": 2,
            "quote": "return 2",
            "text": "wrong price",
        }
        await reviewed(live, 1, "reject", findings=[found])
        assert mark(live).state is ReviewState.REJECTED
        assert "review rejected: 1 blocker" in row(live).why_not
        again = await live.engine.do(c.StartReview("cache"))
        assert "nothing in it changed" in again.text

        await commit(live, "def price():\n    return 3\n")
        await live.until(lambda: mark(live).state is ReviewState.OUTDATED)
        await live.do(c.StartReview("cache"))
        await reviewed(live, 2, "accept", earlier=[{"id": "f1", "fixed": True, "why": "it is 3"}])
        assert mark(live).state is ReviewState.ACCEPTED
        assert [x.state for x in mark(live).findings] == ["fixed"]
        await live.until(lambda: row(live).may_land, 30)

        (scratch.repo / "README.md").write_text("# changed\n")
        git(scratch.repo, "commit", "-q", "-am", "the base moves")
        await live.do(c.RefreshNow())
        await live.until(lambda: row(live).behind == 1 and row(live).may_land, 30)


async def test_a_reviewer_that_leaves_nothing_or_a_link_accepts_nothing(scratch: Scratch) -> None:
    configure(scratch, "api")
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        await live.do(c.StartReview("cache"))
        await live.until(lambda: bool(scratch.texts("reviewer")), 30)
        one = subject(live)
        secret = scratch.root / "verdict.json"
        secret.write_text(verdict(one))
        Path(one.reviewers[0].folder, "verdict.json").symlink_to(secret)
        await live.do(c.KillAgent(one.reviewers[0].seat))
        await live.until(lambda: subject(live).state is ReviewState.FAILED, 30)
        assert not row(live).may_land
        await live.until(lambda: live.engine.view.agent(one.reviewers[0].seat) is None, 30)
        assert live.engine.view.agent("api") is not None


async def test_a_reviewer_is_told_although_it_is_open_what_became_of_the_text_for_one_of_its_name(
    scratch: Scratch,
) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        await live.do(c.StartReview("cache"))
        await live.until(lambda: bool(scratch.texts("reviewer")), 30)
        reviewer = subject(live).reviewers[0].seat
        run = live.engine.core.live_run(reviewer)
        assert run is not None
        await live.do(c.KillAgent(reviewer))
        await live.until(lambda: live.engine.view.agent(reviewer) is None, 30)
        text = await live.engine.core.ledger.put_text("what the first was told")
        await live.engine.core.ledger.append(
            e.EntryAdded(reviewer, "cut", text, "handoff", literal=True),
            e.DeliveryIntended(reviewer, "cut", "d", run.tag, run.pane, ""),
            e.DeliveryPasted(reviewer, "cut", "d"),
        )
        await live.do(c.StartReview("cache"))
        await reviewed(live, 2, "accept")


async def test_a_verdict_that_was_left_while_nobody_owned_the_fleet_is_read_by_the_next_owner(
    scratch: Scratch,
) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        await live.do(c.StartReview("cache"))
        await live.until(lambda: bool(scratch.texts("reviewer")), 30)
        one = subject(live)
        live.engine.ownership.hands_over = False
    Path(one.reviewers[0].folder, "verdict.json").write_text(verdict(one))
    async with scratch.engine() as live:
        await live.until(lambda: subject(live).state is ReviewState.ACCEPTED, 30)
        await live.until(lambda: live.engine.view.agent(one.reviewers[0].seat) is None, 30)
        assert not Path(one.reviewers[0].checkout).exists()


async def test_without_its_table_there_is_no_review(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        await live.until(lambda: row(live).may_land and row(live).review is None, 60)
        refused = await live.engine.do(c.StartReview("cache"))
        assert "[projects.shop.review]" in refused.text
        assert reviewers.ROLE not in {seat.role for seat in live.engine.core.seats()}
