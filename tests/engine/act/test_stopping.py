"""Stopping takes everything with it that ran beside the loop, and never waits without an end."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
import time

import pytest

from fleetui.model import commands as c
from tests.support.scratch import Scratch


def others() -> set[str]:
    """Names of the tasks on this loop, but for the test's own."""
    return {task.get_name() for task in asyncio.all_tasks() - {asyncio.current_task()}}


@pytest.mark.parametrize("after", [0.0, 0.05, 0.3])
async def test_nothing_is_left_on_the_loop(scratch: Scratch, after: float) -> None:
    scratch.configure("ada")
    before = others()
    async with scratch.engine() as live:
        await live.do(c.StartAgent("ada"))
        await asyncio.sleep(after)
    assert others() == before


async def test_a_stopped_tmux_server_does_not_hold_it_up(
    scratch: Scratch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fleetui.ports.tmux.structure.LIMIT_S", 0.5)
    scratch.configure("ada", "bea")
    server = 0
    try:
        async with scratch.engine() as live:
            await live.started("ada")
            run = live.engine.core.live_run("ada")
            assert run
            server = run.pane.server.pid

            async def stop_the_server(*_: object) -> bool:
                """In place of the last look before a start, which would find that it does not answer."""
                os.kill(server, signal.SIGSTOP)
                return False

            monkeypatch.setattr("fleetui.engine.act.seats.take_back", stop_the_server)
            live.engine.core.spawn(live.engine.do(c.StartAgent("bea")), "a request")  # type: ignore[arg-type]
            await live.until(lambda: list(scratch.paths.run.glob("start-*")), timeout=30)
            began = time.monotonic()
        assert time.monotonic() - began < 15
    finally:
        if server:
            os.kill(server, signal.SIGCONT)


async def test_whoever_asks_the_journal_is_ended_however_its_answer_and_the_end_meet(
    scratch: Scratch,
) -> None:
    scratch.configure()
    async with scratch.engine() as live:
        journal = live.engine.core.world.journal
        for turns in range(8):
            asking = asyncio.ensure_future(journal.read(0))
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            answered = threading.Event()
            journal._worker.submit(answered.set)  # type: ignore[attr-defined]
            answered.wait(10)
            for _ in range(turns):
                await asyncio.sleep(0)
            if asking.cancel():
                with pytest.raises(asyncio.CancelledError):
                    await asking
