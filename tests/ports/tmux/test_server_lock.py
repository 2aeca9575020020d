"""Attaching and making windows at the same moment, which ends a tmux 3.3a server when nothing keeps them apart."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import tempfile

from fleetui.engine.protocols.tmux import WindowSpec
from fleetui.model.identities import PaneRef
from fleetui.ports.tmux import Tmux


async def test_the_own_server_lives_however_attaching_and_making_windows_meet() -> None:
    for attempt in range(12):
        folder = tempfile.mkdtemp(prefix="turn-")
        tmux = Tmux(f"{folder}/tmux", folder)
        panes: list[PaneRef] = []
        servers: set[int] = set()
        try:
            watching = asyncio.create_task(watch(tmux, panes))
            specs = [WindowSpec(f"a{n}", f"run-{attempt}-{n}", ("cat",), "/", {}) for n in range(4)]
            for made in await asyncio.gather(*(tmux.create(spec) for spec in specs)):
                panes.append(made)
                servers.add(made.server.pid)
            watching.cancel()
            assert len(servers) == 1, "the server ended and another took its place"
        finally:
            await tmux.disconnect()
            for pid in servers:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            shutil.rmtree(folder)


async def watch(tmux: Tmux, panes: list[PaneRef]) -> None:
    while True:
        await tmux.observe(tmux.own_socket, frozenset(pane.pane for pane in panes))
        await asyncio.sleep(0)
