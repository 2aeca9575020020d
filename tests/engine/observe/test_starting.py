"""An agent that is being started reads starting from the first moment, whatever ran in its seat before."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fleetui.model import commands as c
from fleetui.model.status import Phase
from tests.support.scratch import Live, Scratch


@asynccontextmanager
async def phases_seen(live: Live, name: str) -> AsyncIterator[set[Phase]]:
    """Every phase that a screen could have drawn meanwhile."""
    found: set[Phase] = set()

    async def look() -> None:
        while True:
            found.add(live.agent(name).status.phase)
            await asyncio.sleep(0.002)

    stop = live.engine.follow(
        lambda view: found.update(a.status.phase for a in view.agents if a.name == name)
    )
    looking = asyncio.ensure_future(look())
    try:
        yield found
    finally:
        looking.cancel()
        stop()


async def test_a_fresh_agent_and_one_that_ended_read_starting_until_their_screen_is_read(
    scratch: Scratch,
) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        for _ in range(2):
            starting = asyncio.ensure_future(live.do(c.StartAgent("cache")))
            await asyncio.sleep(0)
            async with phases_seen(live, "cache") as found:
                await starting
                await live.phase("cache", Phase.IDLE)
            assert Phase.STARTING in found
            assert not found & {Phase.EXITED, Phase.UNKNOWN, Phase.FAILED}
            await live.do(c.KillAgent("cache"))
            await live.phase("cache", Phase.EXITED)


async def test_one_whose_program_is_missing_is_no_longer_starting(scratch: Scratch) -> None:
    scratch.configure()
    with scratch.paths.config.open("a") as file:
        file.write('[agents.cache]\nprofile = "standin"\nproject = "shop"\ncommand = ["no-such"]\n')
    async with scratch.engine() as live:
        assert not (await live.engine.do(c.StartAgent("cache"))).ok
        assert live.agent("cache").status.phase is Phase.EXITED


async def test_a_dashboard_that_opens_on_a_running_agent_never_calls_it_exited(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
    async with scratch.engine() as again, phases_seen(again, "cache") as found:
        found.add(again.agent("cache").status.phase)
        await again.phase("cache", Phase.IDLE)
    assert not found & {Phase.EXITED, Phase.FAILED}
