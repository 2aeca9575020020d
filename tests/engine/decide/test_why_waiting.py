"""Everybody can see why a follow-up is not on its way."""

from __future__ import annotations

from fleetui.engine.decide.why_waiting import why_waits
from fleetui.model import commands as c
from fleetui.model.status import Phase
from tests.support.scratch import Live, Scratch


def waits(live: Live) -> str:
    return live.engine.view.agents[0].waits


async def test_a_paused_seat_says_so_until_its_follow_up_goes_out(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await live.do(c.PauseAgent("cache"))
        await live.do(c.AddEntry("cache", "one"))
        await live.until(lambda: waits(live) == "paused")
        await live.do(c.ResumeAgent("cache"))
        await live.until(lambda: scratch.texts("cache") == ["one"], 30)
        await live.until(lambda: not waits(live))


async def test_text_in_the_composer_is_named_for_as_long_as_it_stands_there(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await live.phase("cache", Phase.IDLE)
        await live.do(c.TypeKeys("cache", ("m", "i", "n", "e")))
        await live.until(lambda: live.agent("cache").draft == "mine")
        await live.do(c.AddEntry("cache", "later"))
        await live.until(lambda: waits(live) == "draft in composer")
        core = live.engine.core
        core.sight("cache").refused("", 0.0)  # as in a dashboard that watches and never tries
        assert why_waits(core, core.seat("cache")) == "draft in composer"
        assert scratch.texts("cache") == []
