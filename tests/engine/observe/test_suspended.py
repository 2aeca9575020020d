"""An agent that was stopped, as ctrl+z does it, is no idle one: it is said, and one key lets it go on."""

from __future__ import annotations

import os
import signal

from fleetui.model import commands as c
from fleetui.model.attention import Want
from fleetui.model.queue import EntryState
from fleetui.model.status import Phase
from fleetui.model.view import FleetView
from tests.support.relayed import EITHER
from tests.support.scratch import Live, Scratch


def process_of(live: Live, name: str) -> int:
    """The agent's own process."""
    (itself,) = live.engine.core.sight(name).itself
    return itself.pid


async def stopped(live: Live, name: str) -> None:
    """Stop an agent as its own ctrl+z does."""
    await live.until(lambda: live.engine.core.sight(name).itself)
    os.kill(process_of(live, name), signal.SIGSTOP)


@EITHER
async def test_a_suspended_agent_calls_gets_nothing_typed_and_goes_on_at_a_key(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await stopped(live, "cache")
        await live.do(c.AddEntry("cache", "go on"))
        await live.until(lambda: live.agent("cache").status.suspended)
        agent = live.agent("cache")
        assert agent.attention is not None
        assert (agent.attention.want, agent.attention.key) == (Want.FAILED, "agent.start")
        assert "suspended" in agent.attention.reason
        assert "suspended" in agent.waits
        typed = await live.engine.do(c.TypeKeys("cache", (), "x"))
        assert not typed.ok
        assert not scratch.got("cache", "paste")
        assert live.queue("cache")[0].state is EntryState.QUEUED
        await live.do(c.StartAgent("cache"))
        await live.until(lambda: scratch.texts("cache") == ["go on"], 40)
        assert live.agent("cache").status.phase is not Phase.FAILED
        assert len(scratch.got("cache", "paste")) == 1


async def test_what_fleetui_itself_freezes_for_a_restart_is_not_called_suspended(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        await live.until(lambda: live.engine.core.sight("cache").itself)
        seen: list[bool] = []

        def note(view: FleetView) -> None:
            seen.extend(agent.status.suspended for agent in view.agents)

        live.engine.follow(note)
        await live.do(c.RestartAgent("cache"))
        await live.phase("cache", Phase.IDLE, 40)
        assert seen
        assert not any(seen)
