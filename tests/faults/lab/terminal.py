"""An operator's terminal: a tmux server of its own with a dashboard in it, and the two ways keys can reach it."""

from __future__ import annotations

import contextlib
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.tmux import PrivateTmux, private_tmux
from tests.support.waiting import until

if TYPE_CHECKING:
    from tests.faults.lab.fleet import Lab

ROOT = Path(__file__).parents[3]


class Terminal:
    """A dashboard in a tmux pane."""

    def __init__(self, tmux: PrivateTmux, pane: str) -> None:
        self.tmux = tmux
        self.pane = pane

    @classmethod
    @contextlib.contextmanager
    def opened(cls, lab: Lab, *, size: tuple[int, int] = (160, 48)) -> Iterator[Terminal]:
        """Open a dashboard of the lab's fleet and wait for its first screen."""
        with private_tmux() as tmux:
            pane = tmux.start(dashboard_command(lab), width=size[0], height=size[1])
            terminal = cls(tmux, pane)
            terminal.shows("NEXT FOR YOU")
            yield terminal

    def text(self) -> str:
        """What is on the screen."""
        return self.tmux.text(self.pane)

    def shows(self, *texts: str, limit: float = 60) -> str:
        """Wait until all of these are on the screen; the screen."""
        return until(lambda: (now := self.text()) and all(text in now for text in texts) and now, limit, 0.2)

    def injects(self, *keys: str) -> None:
        """Keys from a program of the same user, each once what the last one did is drawn: nobody typed them."""
        for key in keys:
            self.tmux("send-keys", "-t", self.pane, key)
            self.settles()

    def settles(self) -> str:
        """Wait until two looks in a row show the same; what they show."""
        last = ""

        def same() -> bool:
            nonlocal last
            before, last = last, self.text()
            return before == last

        until(same, 20, 0.25)
        return last


def dashboard_command(lab: Lab) -> str:
    """The shell command that opens the fleet's dashboard."""
    wanted = ("HOME", "FLEETUI_HOME", "TMUX_TMPDIR")
    environment = [f"{name}={lab.scratch.environment[name]}" for name in wanted]
    argv = ["env", "-u", "COLUMNS", "-u", "LINES", f"PYTHONPATH={ROOT}", *environment]
    return f"cd {shlex.quote(str(lab.root))} && exec {shlex.join([*argv, sys.executable, '-m', 'fleetui'])}"
