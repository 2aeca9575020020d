"""A private tmux server for one test: its own socket in a short folder, ended by its pid."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fleetui.model.identities import PaneRef, ServerId
from fleetui.ports.processes import proc
from tests.support.waiting import until


class PrivateTmux:
    """A tmux server on a socket of its own. Nothing here can reach another server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = str(folder / "s")
        self._pids: set[int] = set()

    def __call__(self, *args: str, stdin: bytes | None = None) -> str:
        """Run one tmux command on this server; its output."""
        env = {key: value for key, value in os.environ.items() if key not in ("TMUX", "TMUX_PANE")}
        argv = ["tmux", "-u", "-S", self.socket, "-f", "/dev/null", *args]
        done = subprocess.run(argv, input=stdin, capture_output=True, timeout=20, env=env, check=False)
        assert done.returncode == 0, f"{args}: {done.stderr.decode()}"
        return done.stdout.decode("utf-8", "replace").rstrip("\n")

    def start(self, command: str = "cat", *, width: int = 80, height: int = 24, name: str = "one") -> str:
        """A new session that runs a shell command; its pane id."""
        pane = self(
            "new-session",
            "-d",
            "-P",
            "-F",
            "#{pane_id}",
            "-s",
            name,
            "-x",
            str(width),
            "-y",
            str(height),
            command,
        )
        self._pids.add(self.pid)
        return pane

    def window(self, command: str = "cat") -> str:
        """One more window; its pane id."""
        return self("new-window", "-d", "-P", "-F", "#{pane_id}", command)

    def python(self, program: str, *, name: str = "one") -> str:
        """A session whose pane runs a Python program; its pane id."""
        path = self.folder / f"{name}.py"
        path.write_text(program)
        return self.start(shlex.join([sys.executable, "-u", str(path)]), name=name)

    @property
    def pid(self) -> int:
        """Process id of the server."""
        return int(self("display-message", "-p", "#{pid}"))

    def show(self, pane: str, what: str) -> str:
        """One format of one pane."""
        return self("display-message", "-p", "-t", pane, what)

    def ref(self, pane: str) -> PaneRef:
        """The pane by identity."""
        pid, started, pane_pid = self.show(pane, "#{pid} #{start_time} #{pane_pid}").split()
        server = ServerId(self.socket, int(pid), int(started))
        return PaneRef(server, pane, int(pane_pid), proc.start_ticks(int(pane_pid)))

    def text(self, pane: str) -> str:
        """What the pane shows."""
        return self("capture-pane", "-p", "-t", pane)

    def shows(self, pane: str, text: str) -> None:
        """Wait until the pane shows a text."""
        until(lambda: text in self.text(pane))

    def shows_title(self, pane: str, title: str) -> None:
        """Wait until a pane has this title."""
        until(lambda: self.show(pane, "#{pane_title}") == title)

    def send(self, pane: str, text: str) -> None:
        """Type one plain line."""
        self("send-keys", "-l", "-t", pane, "--", text)
        self("send-keys", "-t", pane, "Enter")

    def clients(self) -> list[str]:
        """The flags of all attached clients."""
        return self("list-clients", "-F", "#{client_flags}").splitlines()

    def adopt(self) -> None:
        """End with the test also a server that the code under test started on this socket."""
        with suppress(AssertionError):
            self._pids.add(self.pid)

    def stop(self, how: int = signal.SIGKILL) -> None:
        """Signal the server by its pid and, for a kill, wait until it is gone."""
        pid = self.pid
        os.kill(pid, how)
        if how == signal.SIGKILL:
            until(lambda: not proc.exists(pid))

    def end(self) -> None:
        """End whatever was started on this socket, and remove the folder."""
        for pid in self._pids:
            if _is_server(pid, self.socket):
                children = _children(pid)
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)
                    os.kill(pid, signal.SIGKILL)
                for child in children:
                    with suppress(ProcessLookupError):
                        os.kill(child, signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)


def _is_server(pid: int, socket: str) -> bool:
    with suppress(OSError):
        # libtmux writes the option and the path as one word
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        return any(word.removeprefix(b"-S") == socket.encode() for word in words)
    return False


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


@contextmanager
def private_tmux() -> Iterator[PrivateTmux]:
    """A private server's socket; the server starts with the first session and ends with the block."""
    tmux = PrivateTmux(Path(tempfile.mkdtemp(prefix="fl-", dir="/tmp")))
    try:
        yield tmux
    finally:
        tmux.end()
