"""Reviews in a scratch fleet, with the test as the hand of the reviewers."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from fleetui.model import commands as c
from fleetui.model.review.marks import ReviewMark
from fleetui.model.review.reviewers import Reviewer
from fleetui.model.review.reviews import Review
from fleetui.model.review.rules import ReviewState
from fleetui.model.view import BranchRow
from tests.support.scratch import STANDIN, Live, Scratch, git


def configure(scratch: Scratch, *more: str, **settings: object) -> None:
    """A project whose reviewers are stand-ins that write down what they are told; ``settings`` are of its table."""
    argv = [sys.executable, "-I", str(STANDIN), "--name", "reviewer", "--speed", "10",
            "--record", str(scratch.record("reviewer"))]  # fmt: skip
    review = f'[projects.shop.review]\nprofile = "standin"\nrequired = true\ncommand = {json.dumps(argv)}\n'
    review += "".join(f"{key} = {json.dumps(value)}\n" for key, value in settings.items())
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


def began(live: Live, number: int = 1) -> bool:
    """Whether the reviewer of a round has its place."""
    one = subject(live)
    return one.round == number and bool(one.reviewers) and one.reviewers[0].state is ReviewState.RUNNING


async def reviewed(live: Live, number: int, said: str, **more: Any) -> None:
    """One round, with the test as the hand of the reviewer: it writes what that is told to write."""
    await live.until(lambda: began(live, number), 30)
    one = subject(live)
    name = one.reviewers[0].seat
    await live.until(lambda: len(live.scratch.texts("reviewer")) == number, 30)
    assert f"{one.reviewers[0].folder}/verdict.json" in live.scratch.texts("reviewer")[-1]
    leave(one.reviewers[0], verdict(one, said, **more))
    await live.until(lambda: subject(live).state is not ReviewState.RUNNING, 30)
    await live.until(lambda: live.engine.view.agent(name) is None, 30)
    assert not Path(one.reviewers[0].checkout).exists()
    assert not Path(one.reviewers[0].folder).exists()


def verdict(one: Review, said: str = "accept", **more: Any) -> str:
    """A verdict on what a review is about now."""
    whole = {
        "review": one.id,
        "patch": one.patch,
        "verdict": said,
        "summary": "",
        "findings": [],
        "earlier": [],
    }
    return json.dumps({**whole, **more})


def leave(reviewer: Reviewer, text: str) -> None:
    """What a reviewer writes where it was told to."""
    Path(reviewer.folder, "verdict.json").write_text(text)


def found(severity: str = "blocker", text: str = "wrong price", **more: Any) -> dict[str, Any]:
    """A finding in ``shop.py`` as ``commit`` leaves it."""
    place = {"path": "shop.py", "line": 2, "quote": "return 2"}
    return {"severity": severity, **place, "text": text, **more}
