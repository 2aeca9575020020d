"""One agent in a tmux server of its own: started, looked at, typed to, and gone at the end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

import psutil

from tests.support.waiting import until

CALL_S = 10
_FACTS = (
    "#{pane_title}\t#{pane_dead}\t#{cursor_flag}\t#{cursor_x}\t#{cursor_y}\t#{pane_width}\t#{pane_height}"
)
_APART = "=== and another look ==="


class Shot(NamedTuple):
    """A pane at one moment."""

    raw: str
    """With styles, as ``capture-pane -e`` gives it."""
    text: str
    title: str
    dead: bool
    cursor: tuple[int, int] | None
    size: tuple[int, int]


class Stage:
    """A private tmux server with one window; everything below it is stopped, by identity, when it is left."""

    def __init__(
        self, folder: Path, command: list[str], cwd: Path, size: tuple[int, int] = (120, 40)
    ) -> None:
        self.socket = folder / "tmux"
        self._command = _known_to_tmux(command)
        self._cwd = cwd
        self._size = size
        self._server: psutil.Process | None = None

    def __enter__(self) -> Self:
        columns, rows = self._size
        size = ["-x", str(columns), "-y", str(rows)]
        self.tmux("set", "-g", "remain-on-exit", "on", ";", "set", "-g", "history-limit", "2000", start=True)
        self.tmux("new-session", "-d", *size, "-c", str(self._cwd), "--", *self._command)
        self._server = psutil.Process(int(self.tmux("display-message", "-p", "#{pid}")))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        stop_below(self._server)

    def tmux(self, *arguments: str, text: str | None = None, start: bool = False) -> str:
        """One call of tmux on this server; its output."""
        first = ["start-server", ";", "set", "-g", "exit-empty", "off", ";"] if start else []
        command = ["tmux", "-f", "/dev/null", "-S", str(self.socket), *first, *arguments]
        clean = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=CALL_S, check=True, env=clean
        )
        return done.stdout.rstrip("\n")

    def shot(self) -> Shot:
        """The pane now: all of it at the same moment, so in one call."""
        apart = (";", "display-message", "-p", _APART, ";")
        looks = (
            "capture-pane",
            "-p",
            *apart,
            "display-message",
            "-p",
            _FACTS,
            *apart,
            "capture-pane",
            "-e",
            "-p",
        )
        text, facts, raw = (part.removeprefix("\n") for part in self.tmux(*looks).split(_APART))
        title, dead, shown, x, y, width, height = facts.rstrip("\n").split("\t")
        cursor = (int(x), int(y)) if shown == "1" else None
        return Shot(f"{raw}\n", text.rstrip("\n"), title, dead == "1", cursor, (int(width), int(height)))

    def paste(self, text: str) -> None:
        """Bracketed paste, no Enter."""
        self.tmux("load-buffer", "-b", "live", "-", text=text)
        self.tmux("paste-buffer", "-p", "-r", "-d", "-b", "live")

    def press(self, *keys: str) -> None:
        """Keys by tmux name."""
        self.tmux("send-keys", *keys)

    def until_shows(self, *parts: str, timeout: float = 30.0, without: str = "") -> Shot:
        """Wait for a pane that shows all ``parts`` and not ``without``."""
        last = self.shot()

        def seen() -> Shot | None:
            nonlocal last
            last = self.shot()
            fits = all(part in last.text for part in parts) and not (without and without in last.text)
            return last if fits else None

        try:
            return until(seen, timeout)
        except AssertionError as error:
            raise AssertionError(f"{parts} not seen within {timeout} s on:\n{last.text}") from error


def _known_to_tmux(command: list[str]) -> list[str]:
    """The same for ``env -i`` with what tmux tells its panes: agents draw other titles in tmux than outside."""
    if command[:2] != ["env", "-i"]:
        return command
    kept = 'exec env -i TMUX="$TMUX" TMUX_PANE="$TMUX_PANE" "$@"'
    return ["sh", "-c", kept, "sh", *command[2:]]


def stop_below(server: psutil.Process | None) -> None:
    """End a tmux server and everything that was below it, exactly these processes."""
    if server is None:
        return
    try:
        members = [server, *server.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for sign in (signal.SIGTERM, signal.SIGKILL):
        for process in members:
            try:
                process.send_signal(sign)
            except psutil.NoSuchProcess:
                continue
        _, members = psutil.wait_procs(members, timeout=3)


def remove(folder: Path) -> None:
    """Remove a scratch folder that a stopping agent may still have written to."""
    until(lambda: not (shutil.rmtree(folder, ignore_errors=True), folder.exists())[1], 5)
