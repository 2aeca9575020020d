"""A reviewer that never ends, writes too much, writes again, or writes elsewhere is bounded, and that is told."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from fleetui.engine.act.landing.reviews import reviewers
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.review import verdict as verdicts
from fleetui.model.review.reviewers import Reviewer
from fleetui.model.review.rules import ReviewState
from tests.support.reviews import commit, configure, leave, mark, row, subject, verdict
from tests.support.scratch import Live, Scratch


async def begun(live: Live) -> Reviewer:
    await live.started("cache")
    await commit(live, "def price():\n    return 2\n")
    await live.do(c.StartReview("cache"))
    await live.until(lambda: bool(live.scratch.texts("reviewer")), 40)
    return subject(live).reviewers[0]


async def gone(live: Live, one: Reviewer) -> None:
    await live.until(lambda: live.engine.view.agent(one.seat) is None, 40)
    assert not Path(one.checkout).parent.exists()


async def test_one_that_never_ends_has_come_to_no_verdict_in_time(scratch: Scratch) -> None:
    configure(scratch, timeout_s=8)
    async with scratch.engine() as live:
        one = await begun(live)
        await live.until(lambda: subject(live).state is ReviewState.FAILED, 40)
        assert mark(live).detail == "it left no verdict within 8 s"
        await gone(live, one)
        assert not row(live).may_land


def _huge(one: Reviewer) -> None:
    leave(one, " " * (verdicts.MOST_BYTES + 1))


def _fifo(one: Reviewer) -> None:
    os.mkfifo(Path(one.folder, "verdict.json"))


def _link(one: Reviewer) -> None:
    Path(one.folder, "verdict.json").symlink_to("/etc/passwd")


@pytest.mark.parametrize(
    ("does", "told"),
    [(_huge, "larger than 256 KB"), (_fifo, "no plain file"), (_link, "symbolic link")],
)
async def test_what_is_no_verdict_file_is_told(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch, does: Callable[[Reviewer], None], told: str
) -> None:
    monkeypatch.setattr(reviewers, "REST_S", 1.0)
    configure(scratch)
    async with scratch.engine() as live:
        one = await begun(live)
        does(one)
        await live.until(lambda: subject(live).state is ReviewState.FAILED, 40)
        assert told in mark(live).detail
        await gone(live, one)


async def test_a_verdict_that_is_written_again_after_it_was_judged_changes_nothing(scratch: Scratch) -> None:
    configure(scratch, lenses=["correctness", "security"])
    async with scratch.engine() as live:
        first = await begun(live)
        await live.until(lambda: len(scratch.texts("reviewer")) == 2, 40)
        leave(first, verdict(subject(live), "reject"))
        await live.until(lambda: subject(live).reviewers[0].state is ReviewState.REJECTED, 40)
        Path(first.folder).mkdir(parents=True, exist_ok=True)
        leave(first, verdict(subject(live)))
        leave(subject(live).reviewers[1], verdict(subject(live)))
        await live.until(lambda: subject(live).state is ReviewState.REJECTED, 40)
        assert mark(live).detail == "correctness: without a finding"


@pytest.mark.parametrize("how", ["changed", "gone", "behind a link", "another commit"])
async def test_one_that_changes_its_checkout_accepts_nothing(scratch: Scratch, how: str) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        one = await begun(live)
        checkout = Path(one.checkout)
        for path in (checkout, checkout / ".git"):
            path.chmod(0o700)
        if how == "another commit":
            (checkout / ".git/HEAD").unlink()
            (checkout / ".git/HEAD").write_text("ref: refs/heads/other\n")
        else:
            (checkout / "shop.py").unlink()
        if how == "changed":
            (checkout / "shop.py").write_text("def price():\n    return 3\n")
        if how == "behind a link":
            (checkout / "shop.py").symlink_to("/etc/passwd")
        leave(one, verdict(subject(live)))
        await live.until(lambda: subject(live).state is ReviewState.FAILED, 40)
        what = "HEAD" if how == "another commit" else "shop.py"
        assert mark(live).detail == f"it changed {what} in its checkout"
        await gone(live, one)


async def test_what_one_added_to_its_checkout_is_told_beside_its_word(scratch: Scratch) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        one = await begun(live)
        Path(one.checkout).chmod(0o700)
        Path(one.checkout, "cache.tmp").write_text("x")
        leave(one, verdict(subject(live)))
        await live.until(lambda: subject(live).state is ReviewState.ACCEPTED, 40)
        assert subject(live).reviewers[0].detail == "no finding; it left cache.tmp in its checkout"
        await gone(live, one)


async def test_closing_a_round_takes_every_reviewer_away_and_judges_none(scratch: Scratch) -> None:
    configure(scratch, lenses=["correctness", "security"])
    async with scratch.engine() as live:
        one = await begun(live)
        await live.do(c.CloseReview("cache"))
        await live.until(lambda: not [x for x in live.engine.core.seats() if x.role == "review"], 40)
        assert not Path(one.checkout).parent.exists()
        assert subject(live).state is ReviewState.CLOSED
        assert {x.state for x in subject(live).reviewers} == {ReviewState.CLOSED}
        happened = [x.event for x in await live.engine.core.world.journal.read(0)]  # type: ignore[attr-defined]
        assert not [x for x in happened if isinstance(x, e.ReviewerEnded)]
