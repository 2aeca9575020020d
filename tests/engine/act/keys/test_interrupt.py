"""A turn is stopped only where an agent surely works; at rest and at a dialog no key is pressed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from fleetui.model import commands as c
from fleetui.model.interrupts import interruption
from fleetui.model.queue import EntryState
from fleetui.model.status import Phase
from tests.support.fleets import fleet
from tests.support.scratch import Live, Scratch

LONG = ["--turn", "600"]


async def _working(live: Live, name: str) -> None:
    await live.started(name)
    await live.do(c.AddEntry(name, "a long one"))
    await live.phase(name, Phase.WORKING, 40)
    await live.until(lambda: live.queue(name)[0].state is EntryState.ACCEPTED, 40)


async def test_a_working_agent_is_stopped_once_and_the_journal_knows(scratch: Scratch) -> None:
    scratch.configure("cache", cache=LONG)
    async with scratch.engine() as live:
        await _working(live, "cache")
        assert (await live.do(c.InterruptAgent("cache"))).text == "cache: stopped"
        await live.phase("cache", Phase.IDLE, 40)
        assert "interrupted by the operator" in scratch.fleetui("journal", "--agent", "cache").stdout
        again = await live.engine.do(c.InterruptAgent("cache"))
        assert (again.ok, again.text) == (False, "cache was not interrupted: it is idle")


def _with_keys(live: Live, keys: tuple[str, ...], again: str, monkeypatch: pytest.MonkeyPatch) -> None:
    core = live.engine.core
    profile = replace(core.world.profiles["standin"], interrupt=keys, interrupt_again=re.compile(again))
    monkeypatch.setattr(core, "profile", lambda seat: profile)


async def test_a_further_key_is_not_pressed_where_the_agent_does_not_wait_for_it(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure("cache", cache=LONG)
    async with scratch.engine() as live:
        await _working(live, "cache")
        _with_keys(live, ("Escape", "C-d"), "again to stop", monkeypatch)  # which ends it once it rests
        assert (await live.do(c.InterruptAgent("cache"))).text == "cache: stopped"
        await live.phase("cache", Phase.IDLE, 40)
        assert "C-d" not in [one["key"] for one in scratch.got("cache", "key")]


async def test_a_further_key_is_pressed_once_the_footer_asks_for_it(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch.configure("cache", cache=LONG)
    async with scratch.engine() as live:
        await _working(live, "cache")
        _with_keys(live, ("Up", "Escape"), r"\? for help", monkeypatch)
        assert (await live.do(c.InterruptAgent("cache"))).text == "cache: stopped"


async def test_a_dialog_is_not_answered_by_an_interrupt(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--ask-on", "1"])
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.AddEntry("cache", "one"))
        await live.phase("cache", Phase.ASKING, 40)
        await live.until(lambda: not live.engine.core.lock("cache").locked(), 40)
        refused = await live.engine.do(c.InterruptAgent("cache"))
        assert not refused.ok
        assert "asks something" in refused.text
        assert scratch.got("cache", "key") == []
        assert scratch.got("cache", "answer") == []


def test_the_question_says_how_many_who_and_who_is_left_out() -> None:
    heading, lines = interruption(fleet().agents)
    works = [agent.name for agent in fleet().agents if agent.status.phase is Phase.WORKING and agent.alive]
    assert heading == f"Interrupt {len(works)} agents"
    assert lines[0] == ", ".join(works)
    assert any(line.startswith("left out: billing: it is asking") for line in lines)
