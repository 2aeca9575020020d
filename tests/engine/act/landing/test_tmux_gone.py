"""The tmux server dies during a gate, a train, a review: work on what is committed goes on, and nothing is lost."""

from __future__ import annotations

import os
import signal
from pathlib import Path

from fleetui.model import commands as c
from fleetui.model.evidence import Verdict
from fleetui.model.queue import EntryState
from fleetui.model.review.rules import ReviewState
from fleetui.model.status import Phase
from fleetui.model.train import Proposal
from fleetui.model.view import BranchRow
from tests.engine.act.landing.test_trains import NAMES, ready, train, working
from tests.support.approving import land, release_of
from tests.support.reviews import began, commit, configure, leave, mark, reviewed, row, subject, verdict
from tests.support.scratch import Live, Scratch, git


def waits_for(go: Path) -> str:
    """A build that ends once a file is there."""
    until = f"while [ ! -e {go} ]; do sleep 0.05; done"
    return f'[[projects.shop.gates]]\nname = "build"\nrun = ["sh", "-c", "{until}"]\n'


async def tmux_dies(live: Live, name: str) -> None:
    """The server is gone, the screen says so, and no agent is thought to live."""
    pane = live.agent(name).pane
    assert pane is not None
    os.kill(pane.server.pid, signal.SIGKILL)
    await live.until(lambda: any("server died" in one.text for one in live.engine.view.health), 20)
    await live.until(lambda: live.engine.core.live_run(name) is None)


async def tmux_is_back(live: Live, *names: str) -> None:
    await live.do(c.ReviveServer())
    for name in names:
        await live.phase(name, Phase.IDLE, 40)
    await live.until(lambda: not any("server died" in one.text for one in live.engine.view.health), 20)


def runs(rows: tuple[BranchRow, ...]) -> bool:
    return any(one.verdict is Verdict.RUNNING for found in rows for one in found.gates)


async def test_a_gate_goes_on_and_its_branch_lands_while_tmux_is_gone(scratch: Scratch) -> None:
    go = scratch.root / "go"
    scratch.configure("cache", gates=waits_for(go))
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        await live.until(lambda: runs((row(live),)), 60)
        await tmux_dies(live, "cache")
        await live.do(c.AddEntry("cache", "kept"))
        assert runs((row(live),)), "a gate needs no tmux"
        go.touch()
        await live.until(lambda: row(live).may_land, 60)
        wanted = release_of(row(live))
        assert (await land(live.engine, wanted)).ok
        assert git(scratch.repo, "rev-parse", "main") == wanted.candidate
        assert [entry.state for entry in live.queue("cache")] == [EntryState.QUEUED]
        await tmux_is_back(live, "cache")
        await live.until(lambda: scratch.texts("cache")[-1:] == ["kept"], 60)
        await commit(live, "def price():\n    return 3\n")
        await live.until(lambda: row(live).may_land, 60)


async def test_a_train_is_built_tested_and_released_while_tmux_is_gone(scratch: Scratch) -> None:
    go = scratch.root / "go"
    scratch.configure(*NAMES, gates=waits_for(go))
    async with scratch.engine() as live:
        await working(live)
        engine, base = live.engine, git(scratch.repo, "rev-parse", "main")
        assert (await engine.prepare(Proposal("shop", NAMES))).ok
        await live.until(lambda: engine.view.train is not None and runs(train(live).rows), 60)
        await tmux_dies(live, "one")
        assert git(scratch.repo, "rev-parse", "main") == base
        go.touch()
        made = await ready(live)
        assert [found.seat for found in made.rows] == list(NAMES)
        wanted = release_of(*made.rows)
        assert (await land(engine, wanted)).ok
        assert git(scratch.repo, "rev-parse", "main") == wanted.members[-1].candidate
        assert [one.state for one in engine.core.fleet.landings.values()] == ["landed"] * 3
        await tmux_is_back(live, *NAMES)
        await live.until(lambda: all(found.landed for found in engine.view.board), 60)


async def test_a_review_whose_reviewer_went_with_tmux_says_so_and_is_done_again(scratch: Scratch) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        await live.until(lambda: row(live).candidate, 60)
        await live.do(c.StartReview("cache"))
        await live.until(lambda: began(live) and len(scratch.texts("reviewer")) == 1, 60)
        await tmux_dies(live, "cache")
        await live.until(lambda: mark(live).state is ReviewState.FAILED, 60)
        assert not row(live).may_land, "no verdict is no acceptance"
        assert subject(live).detail
        await tmux_is_back(live, "cache")
        await live.do(c.StartReview("cache"))
        await reviewed(live, 2, "accept")
        await live.until(lambda: row(live).may_land, 60)


async def test_a_verdict_that_was_left_before_tmux_went_counts(scratch: Scratch) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await live.started("cache")
        await commit(live, "def price():\n    return 2\n")
        await live.until(lambda: row(live).candidate, 60)
        await live.do(c.StartReview("cache"))
        await live.until(lambda: began(live) and len(scratch.texts("reviewer")) == 1, 60)
        pane = live.agent("cache").pane
        assert pane is not None
        leave(subject(live).reviewers[0], verdict(subject(live)))
        os.kill(pane.server.pid, signal.SIGKILL)
        await live.until(lambda: mark(live).state is ReviewState.ACCEPTED, 60)
        await live.until(lambda: row(live).may_land, 60)
