"""A probe is asked when a follow-up that claims it is sent, and looked at by those who only look."""

from __future__ import annotations

import sys
from pathlib import Path

from fleetui.engine.link import AnchorCheck, AskAnchors
from fleetui.model import commands as c
from fleetui.model.anchors.probe import PENDING
from fleetui.model.queue import EntryState
from fleetui.model.steps import CheckStep, WaitStep
from tests.support.pipelines import entries, plan, state_of
from tests.support.scratch import Live, Scratch

ASKS = """
import pathlib, sys
here = pathlib.Path(sys.argv[1])
with here.joinpath("asked").open("a") as log:
    log.write("x")
up = here.joinpath("up").exists()
print("it is up" if up else "nobody answers")
sys.exit(0 if up else 7)
"""


def configure(scratch: Scratch) -> None:
    script = scratch.root / "ask.py"
    script.write_text(ASKS)
    scratch.configure(
        "cache",
        gates=f'[projects.shop.probes.api]\nrun = ["{sys.executable}", "{script}", "{scratch.root}"]\n',
    )


def times(scratch: Scratch) -> int:
    log = scratch.root / "asked"
    return len(log.read_text()) if log.exists() else 0


async def seen(live: Live, text: str) -> AnchorCheck:
    found = await live.engine.ask(AskAnchors("cache", text))
    assert isinstance(found, tuple)
    (one,) = (one for one in found if isinstance(one, AnchorCheck))
    return one


async def test_a_probe_that_fails_holds_a_follow_up_and_is_asked_anew_as_it_is_sent(scratch: Scratch) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.AddEntry("cache", "go on\nprobe api"))
        await live.until(lambda: live.queue("cache")[-1].state is EntryState.HELD, 30)
        assert "exit 7: nobody answers" in live.queue("cache")[-1].reason
        (scratch.root / "up").touch()
        before = times(scratch)
        await live.do(c.AddEntry("cache", "then\nprobe api"))
        await live.do(c.DeleteEntry("cache", live.queue("cache")[-2].id))
        await live.until(lambda: scratch.texts("cache") == ["then\nprobe api"], 30)
        assert times(scratch) > before


async def test_one_who_only_looks_waits_for_none_and_asks_none_twice(scratch: Scratch) -> None:
    configure(scratch)
    async with scratch.engine() as live:
        await live.started("cache")
        assert (await seen(live, "probe api")).detail == PENDING
        for _ in range(5):
            assert (await seen(live, "probe api x\nprobe api")).kind == "probe"
        await live.until(lambda: times(scratch) == 1)
        while (found := await seen(live, "probe api")).detail == PENDING:
            await live.until(lambda: times(scratch) == 1)
        assert (found.verdict, found.detail, found.holds) == ("changed", "exit 7: nobody answers", False)
        assert times(scratch) == 1
        unknown = await seen(live, "probe nope")
        assert (unknown.verdict, unknown.detail) == (
            "unchecked",
            "no probe is called nope: [projects.NAME.probes.NAME] in fleet.toml has them",
        )


async def test_checks_and_conditions_ask_it_too(scratch: Scratch) -> None:
    configure(scratch)
    (scratch.root / "up").touch()
    async with scratch.engine() as live:
        await live.started("cache")
        await plan(live, "cache", CheckStep("probe api"), WaitStep('file "probe api"'), "on")
        await live.until(lambda: state_of(live, "on") is EntryState.ACCEPTED, 40)
        assert entries(live)["check probe api"].gave == "it holds"


async def test_a_file_of_the_repository_names_no_probe(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        planted = "[projects.shop.probes.api]\nrun = ['touch', '/tmp/x']\n"
        Path(live.agent("cache").seat.worktree, "fleet.toml").write_text(planted)
        assert (await seen(live, "probe api")).verdict == "unchecked"
