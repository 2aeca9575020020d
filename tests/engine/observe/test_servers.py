"""A tmux server that dies or stops takes nothing else down, and is spoken of truthfully."""

from __future__ import annotations

import os
import signal

from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.attention import Want
from fleetui.model.queue import EntryState
from fleetui.model.status import Phase
from tests.support.scratch import Live, Scratch


def server(live: Live) -> int:
    pane = live.agent("cache").pane
    assert pane is not None
    return pane.server.pid


async def test_a_dead_server_is_noticed_within_seconds_said_once_and_every_queue_stays(
    scratch: Scratch,
) -> None:
    scratch.configure("cache", "docs")
    async with scratch.engine() as live:
        await live.started("cache", "docs")
        for name in ("cache", "docs"):
            await live.do(c.PauseAgent(name))
            await live.do(c.AddEntry(name, "kept"))
        os.kill(server(live), signal.SIGKILL)
        await live.until(lambda: any("server died" in h.text for h in live.engine.view.health), 5)
        await live.until(
            lambda: live.engine.core.live_run("docs") is None and live.engine.core.live_run("cache") is None
        )
        await live.do(c.RefreshNow())
        records = await live.engine.core.world.journal.read(0)
        assert sum(isinstance(record.event, e.ServerDied) for record in records) == 1
        for name in ("cache", "docs"):
            attention = live.agent(name).attention
            assert attention is not None
            assert attention.want is Want.FAILED
            assert [entry.state for entry in live.agent(name).queue] == [EntryState.QUEUED]
        await live.do(c.ReviveServer())
        await live.phase("cache", Phase.IDLE)
        await live.phase("docs", Phase.IDLE)
        await live.until(lambda: not any("server died" in h.text for h in live.engine.view.health))


async def test_a_stopped_server_is_slow_not_dead_and_the_rest_goes_on(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        pid = server(live)
        os.kill(pid, signal.SIGSTOP)
        try:
            await live.until(lambda: live.engine.view.health, 15)
            assert live.engine.core.live_run("cache") is not None
            await live.do(c.AddEntry("cache", "meanwhile"))
        finally:
            os.kill(pid, signal.SIGCONT)
        await live.until(lambda: not live.engine.view.health, 30)
        await live.until(lambda: scratch.texts("cache") == ["meanwhile"], 40)


async def test_everything_is_found_again_after_a_restart_of_fleetui(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        before = live.agent("cache").pane
        live.engine.ownership.hands_over = False
    async with scratch.engine() as live:
        await live.phase("cache", Phase.IDLE)
        assert live.agent("cache").pane == before
