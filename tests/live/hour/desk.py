"""A user's own tmux: sessions and windows of some sizes, agents typed into shells beside each other."""

from __future__ import annotations

import os
import shlex
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from tests.live.agents import Home
from tests.live.stage import stop_below

SHELL = ["bash", "--norc", "--noprofile", "-i"]


@dataclass(frozen=True)
class Place:
    """Where an agent lives: its pane's session and what is beside it."""

    name: str
    cli: str
    session: str
    size: tuple[int, int]
    beside: bool = False
    """Shares the session's window with an earlier agent, a shell between them."""
    own: bool = False
    """Started by fleetui, in a seat of its own tmux."""
    relay: bool = False
    """With a relay, which hears what its program says of itself."""


PLACES = (
    Place("ada", "claude", "work", (190, 44)),
    Place("cody", "codex", "work", (190, 44), beside=True),
    Place("bea", "claude", "side", (80, 24)),
    Place("cara", "codex", "third", (97, 31)),
    Place("dora", "claude", "notes", (120, 40)),
    Place("owen", "claude", "", (120, 40), own=True),
    Place("rosa", "claude", "", (120, 40), own=True, relay=True),
    Place("otto", "codex", "", (120, 40), own=True),
    Place("cole", "copilot", "", (120, 40), own=True),
    Place("pia", "pi", "", (120, 40), own=True, relay=True),
)


class Desk:
    """The user's tmux server, on the socket where fleetui looks for one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "t"
        self.socket = self.folder / f"tmux-{os.getuid()}" / "default"
        self._server: psutil.Process | None = None

    def __enter__(self) -> Self:
        self.socket.parent.mkdir(parents=True, mode=0o700)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        stop_below(self._server)

    def tmux(self, *words: str, text: str | None = None) -> str:
        """One call of tmux on this server; its output."""
        clean = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "TERM": "xterm-256color"}
        done = subprocess.run(
            ["tmux", "-u", "-f", "/dev/null", "-S", str(self.socket), *words],
            input=text,
            capture_output=True,
            text=True,
            timeout=20,
            check=False,
            env=clean,
        )
        assert done.returncode == 0, f"tmux {words}: {done.stderr}"
        return done.stdout.rstrip("\n")

    def seat(self, place: Place, home: Home) -> str:
        """A shell in the place, with all an agent there gets; its pane."""
        given = [word for pair in home.environment().items() for word in ("-e", "=".join(pair))]
        here = [*given, "-c", str(home.project), "-P", "-F", "#{pane_id}"]
        shell = [
            "env",
            "PS1=$ ",
            f"PATH={home.environment()['PATH']}",
            *SHELL,
        ]  # tmux takes its client's PATH
        if place.beside:
            split = ["split-window", "-d", "-h", "-t", place.session]
            beside = self.tmux(*split, "-l", "109", *here, "--", *shell)
            return self.tmux(*split[:-1], beside, "-l", "80", *here, "--", *shell)
        columns, rows = place.size
        size = ["-x", str(columns), "-y", str(rows), "-s", place.session]
        pane = self.tmux("new-session", "-d", *size, *here, "--", *shell)
        if place.session == "notes":
            self.tmux("new-window", "-d", "-t", "notes", *here, "--", *shell)
        self._server = self._server or psutil.Process(int(self.tmux("display-message", "-p", "#{pid}")))
        return pane

    def command_of(self, pane: str) -> int:
        """Process id of the shell in a pane."""
        return int(self.tmux("display-message", "-p", "-t", pane, "#{pane_pid}"))


def start_line(cli: str, home: Home) -> str:
    """What a user types to start an agent; each has a model server of its own to be told apart by."""
    if cli == "claude":
        return "claude"
    address = f'model_providers.local.base_url="{home.server}/v1"'
    return f"codex --no-daemon -c {shlex.quote(address)}"


def home_for(home: Home, server: str) -> Home:
    """The same home with another model server."""
    return replace(home, server=server)
