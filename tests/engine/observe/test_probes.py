"""An answer stands for some seconds for whoever looks; whoever sends has it from a question asked after."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from fleetui.engine.observe.claims.probes import KEPT_S, ProbeLooks, probes_in
from fleetui.model.anchors.probe import NOT_ASKED, Answer, Probe
from fleetui.model.fleet import Project

API = Probe("api", ("ask",))


class Asked:
    """Probes whose answers are numbers, given when they are let go; a clock that is set."""

    def __init__(self) -> None:
        self.now = 100.0
        self.begun = 0
        self.let_go = asyncio.Event()
        self.looks = ProbeLooks(self.ask, lambda: self.now, self.spawn)

    async def ask(self, probe: Probe, worktree: str) -> Answer:
        self.begun += 1
        number = self.begun
        await self.let_go.wait()
        return Answer(passed=True, said=str(number))

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        return asyncio.create_task(work, name=name)

    async def latest(self) -> Answer:
        found = self.looks.latest([API], "/w")["api"]
        await asyncio.sleep(0)
        return found


async def test_who_sends_takes_no_answer_to_a_question_of_before() -> None:
    asked = Asked()
    assert await asked.latest() == NOT_ASKED
    sends = asyncio.create_task(asked.looks.asked([API], "/w"))
    await asyncio.sleep(0)
    asked.let_go.set()
    assert (await sends)["api"].said == "2"


async def test_who_looks_has_an_answer_for_some_seconds_and_then_it_is_asked_anew() -> None:
    asked = Asked()
    asked.let_go.set()
    assert (await asked.looks.asked([API], "/w"))["api"].said == "1"
    asked.now += KEPT_S / 2
    assert (await asked.latest()).said == "1"
    assert asked.begun == 1
    asked.now += KEPT_S
    assert (await asked.latest()).said == "1", "the last one, until the new one is there"
    assert asked.begun == 2
    asked.now += 10 * KEPT_S
    assert await asked.latest() == NOT_ASKED


async def test_one_probe_is_asked_once_at_a_time() -> None:
    asked = Asked()
    for _ in range(3):
        await asked.latest()
    assert asked.begun == 1
    asked.let_go.set()


def test_only_what_is_claimed_as_a_probe_names_one() -> None:
    project = Project("shop", "/shop", probes=(API,))
    assert probes_in(project, "exists api\ncontains a.py api") == ()
    assert probes_in(project, "probe api\nprobe api") == (API,)
