"""``fleetui run`` as a process of its own that may be told to die at one point, and what the journal says after."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

from fleetui.model.events import Record
from fleetui.model.fleet import Fleet
from fleetui.model.fold.records import fold_all
from fleetui.ports.fault import VARIABLE
from fleetui.ports.journal.port import Journal
from fleetui.ports.kept_files.snapshot_file import read_snapshot
from fleetui.ports.owner_lock import Lock
from tests.support.scratch import Scratch
from tests.support.waiting import until

ROOT = Path(__file__).parents[2]


class Background:
    """A fleet whose engine runs outside this process and can be killed and started again."""

    def __init__(self, scratch: Scratch) -> None:
        self.scratch = scratch
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self, *argv: str, fault: str = "", wait: bool = True) -> subprocess.Popen[bytes]:
        """Start ``fleetui run`` (or ``python ARGV``) and wait until it owns the fleet."""
        env = {**self.scratch.environment, "PYTHONPATH": str(ROOT), VARIABLE: fault}
        command = [sys.executable, *(argv or ("-m", "fleetui", "run"))]
        log = (self.scratch.root / "background.log").open("ab")
        process = subprocess.Popen(command, env=env, cwd=self.scratch.root, stdout=log, stderr=log)
        log.close()
        self._processes.append(process)
        if wait:
            until(lambda: self._owns(process), 60)
        return process

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """End it as a system that shuts down would, and see that it goes by itself."""
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0, self.said()

    def until_killed(self, process: subprocess.Popen[bytes], timeout: float = 40) -> None:
        """Wait until it died at its point."""
        until(lambda: process.poll() is not None, timeout)
        assert process.returncode == -signal.SIGKILL, self.said()

    def shown(self, name: str) -> dict[str, object]:
        """What is published of one agent; empty before there is anything."""
        snapshot = read_snapshot(self.scratch.paths.published) or {}
        return next((agent for agent in snapshot.get("agents", []) if agent["name"] == name), {})

    def until_phase(self, name: str, phase: str, timeout: float = 30) -> None:
        """Wait until the running engine publishes that phase."""
        until(lambda: self.shown(name).get("phase") == phase, timeout)

    def records(self) -> tuple[Record, ...]:
        """The journal as it is now."""

        async def read() -> tuple[Record, ...]:
            journal = await Journal.open(self.scratch.paths.journal)
            try:
                return await journal.read(0)
            finally:
                await journal.close()

        return asyncio.run(read())

    def fleet(self) -> Fleet:
        """The journal folded."""
        return fold_all(self.records())

    def panes(self) -> list[str]:
        """``pane-id command-start`` of every pane that runs an agent on the own server."""
        listed = self.scratch.tmux(
            "list-panes", "-a", "-F", "#{pane_id} #{pane_dead} #{pane_pid} #{window_name}"
        )
        rows = [line.split(" ", 3) for line in listed.splitlines()]
        return [row[2] for row in rows if row[1] == "0" and self._is_agent(row[2])]

    def said(self) -> str:
        """Output of everything started so far."""
        return (self.scratch.root / "background.log").read_text()

    def close(self) -> None:
        """Kill what is left, by pid."""
        for process in self._processes:
            if process.poll() is None:
                process.kill()
            process.wait(10)

    def _owns(self, process: subprocess.Popen[bytes]) -> bool:
        assert process.poll() is None, self.said()
        holder = Lock(self.scratch.paths.lock).holder()
        return holder is not None and holder[0] == process.pid

    def _is_agent(self, pid: str) -> bool:
        try:
            return b"FLEETUI_RUN=" in Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            return False
