"""A private tmux server full of panes to watch."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from fleetui.model.identities import PaneRef, ServerId

PANE = Path(__file__).with_name("pane.py")
FORMAT = "#{pid} #{start_time} #{pane_id} #{pane_pid}"


class AgentServer:
    """Panes named ``a00``, ``a01`` ... in windows of their own, 100x50, on a socket nobody else uses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = str(folder / "agents")
        self.panes: dict[str, PaneRef] = {}
        self.cwd_of: dict[str, Path] = {}
        self.pid = 0
        script = folder / "claude.py"
        script.symlink_to(PANE)
        self.program = (sys.executable, "-I", "-S", str(script))
        """Runs ``pane.py`` under a name by which its process counts as an agent's."""
        self.working: set[str] = set()
        self._told = 0.0

    def run(self, *args: str) -> str:
        """One tmux command on this server alone."""
        argv = ["tmux", "-f", "/dev/null", "-u", "-S", self.socket, *args]
        env = {key: value for key, value in os.environ.items() if key not in ("TMUX", "TMUX_PANE")}
        done = subprocess.run(argv, capture_output=True, text=True, timeout=20, check=True, env=env)
        return done.stdout

    def add(self, name: str, argv: tuple[str, ...], cwd: Path | None = None) -> PaneRef:
        """Start a program in a new window."""
        repository = self.folder / "repo"
        self.cwd_of[name] = cwd or (repository if repository.exists() else self.folder)
        where = ("-c", str(self.cwd_of[name]))
        if not self.pid:
            self.run("new-session", "-d", "-s", "agents", "-x", "100", "-y", "50", *where, "sleep", "100000")
            self.run("set-option", "-g", "status", "off")
            self.pid = int(self.run("display-message", "-p", "#{pid}"))
        made = self.run("new-window", "-d", "-t", "agents:", "-n", name, *where, "-PF", FORMAT, *argv)
        server, started, pane, pid = made.split()
        identity = ServerId(self.socket, int(server), int(started))
        self.panes[name] = PaneRef(identity, pane, int(pid), start_ticks(int(pid)))
        return self.panes[name]

    def fill(self, count: int, cwds: list[Path]) -> None:
        """Agents up to ``count``, all quiet."""
        for number in range(len(self.panes), count):
            argv = (*self.program, "agent", str(number), "quiet")
            self.add(f"a{number:02d}", argv, cwds[number % len(cwds)] if cwds else None)
        time.sleep(1.0)

    def busy(self, count: int) -> None:
        """Let exactly the first ``count`` agents work."""
        wanted = [name for name in self.panes if name.startswith("a")]
        working = set(wanted[:count])
        if working != self.working:
            # two signals that wait together come in the order of their numbers, not in that of their sending
            time.sleep(max(0.0, self._told + 0.5 - time.monotonic()))
            for name in working ^ self.working:
                os.kill(self.panes[name].pid, signal.SIGUSR1 if name in working else signal.SIGUSR2)
            self.working, self._told = working, time.monotonic()

    def remove(self, name: str) -> None:
        """Close one pane."""
        self.run("kill-pane", "-t", self.panes.pop(name).pane)

    def close(self) -> None:
        """End the server and wait until it is gone."""
        if not self.pid:
            return
        with contextlib.suppress(subprocess.SubprocessError):
            self.run("kill-server")
        limit = time.monotonic() + 5
        while Path(f"/proc/{self.pid}").exists() and time.monotonic() < limit:
            time.sleep(0.02)


def start_ticks(pid: int) -> int:
    """Start of a process in clock ticks since boot."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19])


def end_server(socket: Path) -> None:
    """End whatever tmux server listens on a socket below the scratch folder."""
    if socket.exists():
        with contextlib.suppress(subprocess.SubprocessError):
            argv = ["tmux", "-S", str(socket), "kill-server"]
            subprocess.run(argv, capture_output=True, timeout=10, check=False)
