"""A review by somebody else: a fresh reviewer in a sealed checkout, its verdict checked, its findings followed."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from fleetui.engine.act.landing import reviewing
from fleetui.model import commands as c
from fleetui.model.review.reviews import Review, ReviewMark, ReviewState
from fleetui.model.view import BranchRow
from tests.support.scratch import STANDIN, Live, Scratch, git


def configure(scratch: Scratch, *more: str) -> None:
    argv = [sys.executable, "-I", str(STANDIN), "--name", "reviewer", "--speed", "10",
            "--record", str(scratch.record("reviewer"))]  # fmt: skip
    review = f'[projects.shop.review]\nprofile = "standin"\nrequired = true\ncommand = {json.dumps(argv)}\n'
    gate = '[[projects.shop.gates]]\nname = "build"\nrun = ["true"]\n'
    scratch.configure("cache", *more, gates=f"{gate}{review}")


def row(live: Live) -> BranchRow:
    return next(found for found in live.engine.view.board if found.seat == "cache")


def mark(live: Live) -> ReviewMark:
    found = row(live).review
    assert found is not None
    return found


def subject(live: Live) -> Review:
    return next(iter(live.engine.core.fleet.reviews.values()))


async def commit(live: Live, content: str) -> None:
    worktree = Path(live.agent("cache").seat.worktree)
    (worktree / "shop.py").write_text(content)
    git(worktree, "commit", "-q", "-am", "change the price")
    await live.do(c.RefreshNow())


async def reviewed(live: Live, number: int, verdict: str, **more: Any) -> None:
    """One round, with the test as the hand of the reviewer: it writes what that is told to write."""
    await live.until(lambda: subject(live).state is ReviewState.RUNNING and subject(live).round == number, 30)
    one = subject(live)
    name = one.reviewer
    await live.until(lambda: len(live.scratch.texts("reviewer")) == number, 30)
    assert f"{one.folder}/verdict.json" in live.scratch.texts("reviewer")[-1]
    whole = {
        "review": one.id,
        "patch": one.patch,
        "verdict": verdict,
        "summary": "",
        "findings": [],
        "earlier": [],
    }
    Path(one.folder, "verdict.json").write_text(json.dumps({**whole, **more}))
    await live.until(lambda: subject(live).state is not ReviewState.RUNNING, 30)
    await live.until(lambda: live.engine.view.agent(name) is None, 30)
    assert not Path(one.checkout).exists()
    assert not Path(one.folder).exists()


async def test_a_rejected_patch_waits_for_its_fix_and_lands_once_that_is_seen_in_the_diff(
    scratch: Scratch,
) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        await live.until(lambda: "not reviewed" in row(live).why_not, 60)
        await live.do(c.StartReview("cache"))
        await live.until(lambda: subject(live).state is ReviewState.RUNNING, 30)
        one = subject(live)
        assert one.head == row(live).head
        assert Path(one.checkout, "shop.py").stat().st_mode & 0o222 == 0
        assert "+    return 2" in Path(one.folder, "patch.txt").read_text()
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
        whole = {"review": one.id, "patch": one.patch, "verdict": "accept", "summary": "", "findings": [],
                 "earlier": []}  # fmt: skip
        secret.write_text(json.dumps(whole))
        Path(one.folder, "verdict.json").symlink_to(secret)
        await live.do(c.KillAgent(one.reviewer))
        await live.until(lambda: subject(live).state is ReviewState.FAILED, 30)
        assert not row(live).may_land
        await live.until(lambda: live.engine.view.agent(one.reviewer) is None, 30)
        assert live.engine.view.agent("api") is not None


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
    whole = {"review": one.id, "patch": one.patch, "verdict": "accept", "summary": "", "findings": [],
             "earlier": []}  # fmt: skip
    Path(one.folder, "verdict.json").write_text(json.dumps(whole))
    async with scratch.engine() as live:
        await live.until(lambda: subject(live).state is ReviewState.ACCEPTED, 30)
        await live.until(lambda: live.engine.view.agent(one.reviewer) is None, 30)
        assert not Path(one.checkout).exists()


async def test_without_its_table_there_is_no_review(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        await live.until(lambda: row(live).may_land and row(live).review is None, 60)
        refused = await live.engine.do(c.StartReview("cache"))
        assert "[projects.shop.review]" in refused.text
        assert reviewing.ROLE not in {seat.role for seat in live.engine.core.seats()}
