"""A dashboard whose terminal goes away hands its waiting work over, as one that is closed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path

from fleetui.model import commands as c
from fleetui.model.queue import EntryState
from tests.support.scratch import Scratch
from tests.support.tmux import PrivateTmux
from tests.support.waiting import until, until_async


async def test_a_lost_terminal_hands_waiting_work_over(scratch: Scratch) -> None:
    scratch.configure("cache", cache=["--turn", "60"])
    async with scratch.engine() as live:
        await live.started("cache")
        live.engine.ownership.hands_over = False
        await live.do(c.AddEntry("cache", "takes six seconds"))
        await live.do(c.AddEntry("cache", "while nobody looks"))
        await live.until(lambda: live.queue("cache")[0].state is EntryState.ACCEPTED)
    folder = scratch.root / "terminal"
    folder.mkdir()
    terminal = PrivateTmux(folder)
    home = scratch.environment["FLEETUI_HOME"]
    keeper = terminal.start("sleep 600")
    program = f"exec env -u COLUMNS -u LINES -u TMUX FLEETUI_HOME={home} {sys.executable} -m fleetui"
    pane = terminal.window(program)
    try:
        await asyncio.to_thread(until, lambda: "cache" in terminal("capture-pane", "-p", "-t", pane), 30)
        terminal("kill-pane", "-t", pane)
        assert len(scratch.texts("cache")) == 1, "the work was done before the terminal was lost"
        await until_async(lambda: scratch.texts("cache")[1:] == ["while nobody looks"], 60)
    finally:
        del keeper
        for pid in background(scratch):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        terminal("kill-server")


def background(scratch: Scratch) -> list[int]:
    """Engines without a screen that serve this fleet."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            line = entry.read_bytes()
            if b"--until-done" in line and str(scratch.root).encode() in line:
                found.append(int(entry.parent.name))
    return found
