"""A run goes on with the same session instead of a handoff; which session it is stands in the journal."""

from __future__ import annotations

import json

from fleetui.agents.starting import chosen_session
from fleetui.engine.link import AskRestart, RestartPlan
from fleetui.model import commands as c
from fleetui.model.events import RunStarted
from fleetui.model.status import Phase
from fleetui.ports.journal.codec import Codec, Written
from tests.support.scratch import Live, Scratch

OLD_ROW = {
    "seat": "cache", "run": "r1", "adopted": False,
    "pane": {"server": {"socket": "/s", "pid": 1, "started": 1}, "pane": "%1", "pid": 2, "pid_started": 2},
}  # fmt: skip


def begun(scratch: Scratch) -> list[list[str]]:
    """The arguments behind those of the configuration, of every start."""
    return [item["argv"][item["argv"].index("--record") + 2 :] for item in scratch.got("cache", "start")]


async def test_a_fresh_run_gets_an_id_and_a_resumed_one_goes_on_with_it(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        first = live.engine.core.fleet.run_of("cache")
        assert first is not None
        assert first.session == chosen_session(first.tag)
        assert begun(scratch) == [["--session", first.session]]
        live.engine.hold("cache", held=True)
        await live.do(c.AddEntry("cache", "what waits"))
        outcome = await live.do(c.RestartAgent("cache", resume=True))
        assert "goes on with its session" in outcome.text
        live.engine.hold("cache", held=False)
        await live.until(lambda: scratch.texts("cache") == ["what waits"])
        second = live.engine.core.fleet.run_of("cache")
        assert second is not None
        assert (second.session, second.resumed) == (first.session, True)
        assert second.tag != first.tag
        assert begun(scratch)[1] == ["--resume", first.session]
        assert live.engine.core.fleet.rescues


async def test_an_empty_seat_goes_on_with_what_its_program_printed_at_its_end(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        refused = await live.engine.do(c.StartAgent("cache", resume=True))
        assert not refused.ok
        assert "runs already" in refused.text
        await live.do(c.TypeKeys("cache", ("Enter",), "/exit"))
        await live.until(lambda: live.engine.core.live_run("cache") is None)
        plan = await _plan(live)
        assert (plan.same, plan.why_not_same) == ("it printed the id when it ended", "")
    async with scratch.engine() as again:
        ended = again.agent("cache").ended
        assert ended is not None
        assert ended.resume.endswith(ended.session)
        await again.do(c.StartAgent("cache", resume=True))
        await again.phase("cache", Phase.IDLE)
        assert begun(scratch)[1] == ["--resume", ended.session]


async def test_a_seat_in_which_nothing_ran_has_nothing_to_go_on_with(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        refused = await live.engine.do(c.StartAgent("cache", resume=True))
        assert (refused.ok, "nothing ran in this seat yet" in refused.text) == (False, True)
        assert "nothing ran" in (await _plan(live)).why_not_same


async def test_an_unattended_seat_is_started_so_and_says_so(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--ask-on", "1"])
    with scratch.paths.config.open("a") as file:
        file.write("unattended = true\n")
    async with scratch.engine() as live:
        await live.started("cache")
        assert begun(scratch)[0][-3:] == ["--unattended", *begun(scratch)[0][-2:]]
        assert live.agent("cache").unattended
        await live.do(c.AddEntry("cache", "go"))
        await live.until(lambda: scratch.got("cache", "done"))
        assert not scratch.got("cache", "dialog")


def test_a_run_of_a_journal_from_before_sessions_were_kept_has_none() -> None:
    read = Codec().read(Written("run-started", 1, "cache", json.dumps(OLD_ROW)))
    assert read.problem == ""
    assert isinstance(read.event, RunStarted)
    assert (read.event.session, read.event.resumed, read.event.unattended) == ("", False, False)


async def _plan(live: Live) -> RestartPlan:
    plan = await live.engine.ask(AskRestart("cache"))
    assert isinstance(plan, RestartPlan)
    return plan
