"""Closing the dashboard hands waiting work to an engine without a screen; opening one takes it back."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

from fleetui.model import commands as c
from fleetui.model.queue import EntryState
from tests.support.scratch import Scratch
from tests.support.waiting import until_async


async def test_closing_with_work_left_goes_on_without_a_screen_and_opening_takes_it_back(
    scratch: Scratch,
) -> None:
    scratch.configure("cache", "docs")
    async with scratch.engine() as live:
        await live.started("cache", "docs")
        live.engine.hold("cache", held=True)
        live.engine.hold("docs", held=True)
        await live.do(c.AddEntry("cache", "while nobody looks"))
        await live.do(c.PauseAgent("docs"))
        await live.do(c.AddEntry("docs", "stays"))
    background = 0
    try:
        await until_async(lambda: scratch.texts("cache") == ["while nobody looks"], 30)
        async with scratch.engine() as live:
            background = _headless(scratch)
            assert live.engine.core.acts
            await live.until(lambda: live.queue("cache")[0].state is EntryState.ACCEPTED)
            assert live.queue("docs")[0].state is EntryState.QUEUED
            live.engine.ownership.hands_over = False
    finally:
        if background:
            with contextlib.suppress(ProcessLookupError):
                os.kill(background, signal.SIGTERM)


def _headless(scratch: Scratch) -> int:
    """Pid of the background engine of this fleet, 0 when it has ended."""
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            line = entry.read_bytes()
            if b"--until-done" in line and str(scratch.root).encode() in line:
                return int(entry.parent.name)
    return 0


async def test_a_background_engine_ends_by_itself_when_nothing_is_left(scratch: Scratch) -> None:
    scratch.configure("cache")
    async with scratch.engine() as live:
        await live.started("cache")
        live.engine.ownership.hands_over = False
        await live.do(c.AddEntry("cache", "last one"))
    process = subprocess.Popen(
        [sys.executable, "-m", "fleetui", "run", "--until-done"],
        env=scratch.environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert await asyncio.to_thread(process.wait, 40) == 0
    finally:
        process.kill()
    assert scratch.texts("cache") == ["last one"]
