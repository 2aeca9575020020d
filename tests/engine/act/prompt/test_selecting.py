"""Failing tests are listed of the newest run of this agent, and only where it ran on what its worktree holds now."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import cast

import pytest

from fleetui.engine.act.prompt.selecting import selected
from fleetui.engine.core import Core
from fleetui.model.evidence import Candidate, Gate, GateEvidence, Verdict
from fleetui.model.fleet import Project, Seat
from fleetui.model.queue import Entry, EntryState
from fleetui.model.selectors import Unlisted
from fleetui.model.steps import CANDIDATE, GateStep
from fleetui.model.view import GitFacts

SECRET = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"
LOGS = {
    "step": "not ok 1 - of a step\n",
    "candidate": "not ok 1 - of a candidate\n",
    "": "",
    "other": "not ok 1 - x\n",
}
SEAT = Seat("cache", "standin", "shop", "/w/cache", 0)


def step(log: str = "step", *, tree: str = "t1", at: float = 1.0, on: str = "") -> Entry:
    done = GateStep("test", on=on) if on else GateStep("test")
    return Entry("e1", "", EntryState.HELD, "test is red", changed=at, tree=tree, log=log, step=done)


def ran(
    *, at: float = 2.0, candidate: str = "c1", seat: str = "cache", verdict: Verdict = Verdict.FAIL
) -> GateEvidence:
    return GateEvidence("test", candidate, verdict, at, log="candidate", seat=seat)


def core(
    *entries: Entry,
    evidence: tuple[GateEvidence, ...] = (),
    head: str = "h1",
    dirty: bool = False,
    tree: str = "t1",
) -> Core:
    """A core of values: what is known of one agent and its worktree."""

    async def facts(*_: object) -> GitFacts:
        return GitFacts("b", head, "base", dirty=int(dirty))

    async def tree_of(*_: object) -> str:
        return tree

    async def text(name: str) -> str:
        return LOGS.get(name, name)

    known = {str(number): one for number, one in enumerate(evidence)}
    return cast(
        Core,
        SimpleNamespace(
            world=SimpleNamespace(git=SimpleNamespace(facts=facts, tree=tree_of)),
            fleet=SimpleNamespace(queues={"cache": entries}, evidence=known),
            candidates={"cache": Candidate("shop", "cache", "b", "base", "h1", "c1", "t9")},
            ledger=SimpleNamespace(get_text=text),
            project=lambda _: Project("shop", "/shop", gates=(Gate("test", ("t",)),)),
            others=lambda _: (),
        ),
    )


async def listed(known: Core) -> tuple[str, ...] | str:
    try:
        return await selected(known, SEAT, "failing tests of gate test")
    except Unlisted as why:
        return str(why)


CHANGED = "the files changed since test ran last: run it again"


@pytest.mark.parametrize(
    ("known", "names"),
    [
        (core(step()), ('"of a step"',)),
        (core(step(), tree="t2"), CHANGED),
        (core(evidence=(ran(),)), ('"of a candidate"',)),
        (core(evidence=(ran(),), dirty=True), CHANGED),
        (core(evidence=(ran(),), head="h2"), CHANGED),
        (core(evidence=(ran(candidate="c0"),)), CHANGED),
        (core(evidence=(replace(ran(candidate="c0", seat="web"), tree="t9"),)), ('"of a candidate"',)),
        (core(evidence=(ran(seat="web"),)), "test did not run for cache yet"),
        (core(evidence=(ran(verdict=Verdict.PASS),)), "test passed when it ran last: no test fails"),
        (core(evidence=(ran(verdict=Verdict.ERROR),)), "test did not run for cache yet"),
        (core(step(at=1.0), evidence=(ran(at=2.0),)), ('"of a candidate"',)),
        (core(step(at=3.0), evidence=(ran(at=2.0),)), ('"of a step"',)),
        (core(step(at=3.0, on=CANDIDATE), evidence=(ran(at=2.0),)), ('"of a candidate"',)),
        (core(step("")), "the log of test names no failed test"),
    ],
)
async def test_the_newest_run_on_what_is_there_now_is_asked(
    known: Core, names: tuple[str, ...] | str
) -> None:
    assert await listed(known) == names


async def test_a_secret_in_the_name_of_a_test_is_not_sent() -> None:
    found = await listed(core(step(f"not ok 1 - logs in with {SECRET}\n")))
    assert isinstance(found, tuple)
    assert SECRET not in found[0]
