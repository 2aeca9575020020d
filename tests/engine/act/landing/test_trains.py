"""Several branches are released together, exactly as they were gated; what landed is taken back in the same way."""

from __future__ import annotations

import time
from pathlib import Path

from fleetui.config.load import load
from fleetui.engine.link import AskWhy
from fleetui.model import commands as c
from fleetui.model.approval import Press
from fleetui.model.events import GateStarted, LandingEnded, LandingIntended
from fleetui.model.origin import Why
from fleetui.model.train import Proposal
from fleetui.model.view import TrainView
from tests.engine.act.landing.test_approvals import recorded
from tests.support.approving import land, release_of
from tests.support.scratch import Live, Scratch, git

NAMES = ("one", "two", "three")
NEVER = '[[projects.shop.gates]]\nname = "build"\nrun = ["sh", "-c", "! grep -q broken *.py"]\n'


async def working(live: Live, **files: str) -> None:
    """Each agent has a commit with a file of its own name, or with what is said."""
    for name in NAMES:
        await live.started(name)
        worktree = Path(live.agent(name).seat.worktree)
        (worktree / f"{name}.py").write_text(files.get(name, "x = 1\n"))
        git(worktree, "add", "-A")
        git(worktree, "commit", "-q", "-m", f"work of {name}")
    await live.do(c.RefreshNow())
    await live.until(
        lambda: all(row.ahead for row in live.engine.view.board) and len(live.engine.view.board) == 3, 60
    )


def train(live: Live) -> TrainView:
    found = live.engine.view.train
    assert found is not None
    return found


async def ready(live: Live) -> TrainView:
    await live.until(lambda: live.engine.view.train is not None and train(live).why_not == "", 60)
    return train(live)


async def test_a_train_lands_whole_without_a_red_member_and_one_of_it_is_taken_back(scratch: Scratch) -> None:
    scratch.configure(*NAMES, gates=NEVER)
    async with scratch.engine() as live:
        await working(live, two="broken\n")
        engine, base = live.engine, git(scratch.repo, "rev-parse", "main")
        assert (await engine.prepare(Proposal("shop", NAMES))).ok
        found = await ready(live)
        assert [row.seat for row in found.rows] == ["one", "three"]
        assert [(row.seat, row.why_not) for row in found.out] == [("two", "build fails: exit 1")]
        first, last = (row.candidate for row in found.rows)
        assert first and last
        assert (first.base, last.base) == (base, first.commit), "three was built anew, on one"

        for wrong in (
            release_of(found.rows[1]),
            release_of(*reversed(found.rows)),
            release_of(*found.rows, *found.out),
        ):
            assert not (await land(engine, wrong)).ok
            assert git(scratch.repo, "rev-parse", "main") == base
        outcome = await land(engine, release_of(*found.rows))
        assert outcome.ok, outcome.text
        assert git(scratch.repo, "rev-parse", "main") == last.commit
        assert engine.view.train is None
        intended = [record.event for record in await recorded(live, LandingIntended)]
        assert [(one.seat, one.candidate) for one in intended] == [
            ("one", first.commit),
            ("three", last.commit),
        ]
        assert len({one.train for one in intended} - {""}) == 1
        assert [record.event.state for record in await recorded(live, LandingEnded)] == ["landed"] * 2
        await live.until(
            lambda: {row.seat for row in engine.view.board if row.landed} == {"one", "three"}, 60
        )
        assert not [one for one in engine.view.health if one.port.startswith("target")], (
            "its own landing is no foreign move"
        )

        # what landed first is taken back; what landed with it stays
        assert (await engine.prepare(Proposal("shop", ("one",), first.commit))).ok
        back = await ready(live)
        assert (await land(engine, release_of(*back.rows))).ok
        assert not (scratch.repo / "one.py").exists()
        assert (scratch.repo / "three.py").read_text() == "x = 1\n"
        await live.until(lambda: any(row.taken_back for row in engine.view.board), 60)
        assert ("shop", "agent/one") not in engine.view.landed
        assert ("shop", "agent/three") in engine.view.landed

        # what took it back is taken back itself: it stands again, and goes by the same key
        undo = back.rows[0].candidate
        assert undo
        told = await engine.ask(AskWhy(str(scratch.repo), commit=first.commit))
        assert isinstance(told, Why)
        assert told.taken_back == undo.commit
        assert (await engine.prepare(Proposal("shop", ("one",), undo.commit))).ok
        assert (await land(engine, release_of(*(await ready(live)).rows))).ok
        assert (scratch.repo / "one.py").read_text() == "x = 1\n"
        await live.until(lambda: not any(row.taken_back for row in engine.view.board), 60)
        assert ("shop", "agent/one") in engine.view.landed
        assert (await engine.prepare(Proposal("shop", ("one",), first.commit))).ok
        assert (await land(engine, release_of(*(await ready(live)).rows))).ok
        assert not (scratch.repo / "one.py").exists()


async def test_anything_that_moved_makes_the_release_of_a_train_void(scratch: Scratch) -> None:
    scratch.configure(*NAMES, gates=NEVER)
    async with scratch.engine() as live:
        await working(live)
        engine, base = live.engine, git(scratch.repo, "rev-parse", "main")
        await engine.prepare(Proposal("shop", NAMES))
        before = release_of(*(await ready(live)).rows)
        last = Path(live.agent("three").seat.worktree)
        (last / "more.py").write_text("y = 1\n")
        git(last, "add", "-A")
        git(last, "commit", "-q", "-m", "more")
        outcome = await land(engine, before)
        assert "moved since you approved it" in outcome.text
        assert git(scratch.repo, "rev-parse", "main") == base
        await live.until(lambda: release_of(*train(live).rows) != before, 60)
        gated = {record.event.candidate for record in await recorded(live, GateStarted)}
        after = release_of(*(await ready(live)).rows)
        assert after.members[:2] == before.members[:2]
        assert after.candidate not in gated, "what is new is gated anew"
        assert (await land(engine, after)).ok


async def test_a_word_that_one_member_asks_for_is_asked_for_the_train_and_giving_it_up_leaves_nothing(
    scratch: Scratch,
) -> None:
    slow = '["sh", "-c", "test -e three.py && test -e two.py && sleep 60; true"]'
    scratch.configure(
        *NAMES, gates=f'protected = ["two.py"]\n[[projects.shop.gates]]\nname = "build"\nrun = {slow}\n'
    )
    async with scratch.engine() as live:
        await working(live)
        engine = live.engine
        await engine.prepare(Proposal("shop", ("two", "one")))
        found = await ready(live)
        terms = await engine.release(release_of(*found.rows), Press(time.time(), "m"))
        assert terms.why_word == "agent/two: it changes protected paths"
        await engine.prepare(Proposal("shop", ("two", "one", "three")))
        await live.until(lambda: engine.view.train is not None and "is running" in train(live).why_not, 60)
        await engine.prepare(None)
        assert engine.view.train is None
        await live.until(
            lambda: not [x for x in engine.core.fleet.evidence.values() if x.verdict == "running"], 30
        )
        assert (
            "it is no longer as it was shown"
            in (await engine.release(release_of(found.rows[1]), Press(time.time(), "m"))).why_word
        )


async def test_what_is_configured_while_a_train_is_made_ready_is_what_its_gates_run_next(
    scratch: Scratch,
) -> None:
    ran, go = scratch.root / "ran", scratch.root / "go"
    script = f"echo >> {ran}; while test ! -e {go}; do sleep 0.05; done"
    gate = f'[[projects.shop.gates]]\nname = "build"\nrun = ["sh", "-c", "{script}"]\n'
    scratch.configure(*NAMES, gates=f'gate_when = "asked"\n{gate}')
    async with scratch.engine() as live:
        await working(live)
        await live.engine.prepare(Proposal("shop", ("one", "two")))
        await live.until(ran.exists, 60)
        scratch.configure(*NAMES, gates=f'gate_when = "asked"\nsetup = ["true"]\n{gate}')
        await live.engine.supervisor.configure(load(scratch.paths))
        go.touch()
        await ready(live)
        assert len(ran.read_text()) == 3, "once as it was, then each member once as it is"
