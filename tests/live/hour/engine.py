"""The fleet of the play: its engine finds the user's tmux, and may be one without a screen or a dashboard."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import threading
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path

from tests.live.fleet import READY_S, ROOT, LiveFleet
from tests.support.processes import lives
from tests.support.tmux import PrivateTmux
from tests.support.waiting import until

ENDS_S = 30
HANDED_OVER_S = 2.0
"""How long after one engine ended another may take over what still waits."""


class UsersFleet(LiveFleet):
    """Its engine finds the tmux server of the desk, and no other."""

    def __init__(self, terminal: PrivateTmux | None = None, *, groups: tuple[str, ...] = ()) -> None:
        """In a ``terminal`` the engine is a dashboard."""
        super().__init__(groups=groups)
        self.profiles.mkdir()
        self.changing = threading.Lock()
        """Held while the engine ends and begins anew, and while a verb counts on it."""
        self._terminal = terminal
        self._windows = count(1)

    @property
    def profiles(self) -> Path:
        """Where profiles of its own may be."""
        return self.folder / "profiles"

    def _config(self) -> str:
        return f'{super()._config()}\n[profiles]\nfolders = ["{self.profiles}"]\n'

    @property
    def socket(self) -> Path:
        """Where it finds the user's tmux server; the folder is there."""
        folder = self.folder / "t" / f"tmux-{os.getuid()}"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return folder / "default"

    def environment(self) -> dict[str, str]:
        """With the folder in which the user's tmux has its socket."""
        return {**super().environment(), "TMUX_TMPDIR": str(self.folder / "t")}

    def start_engine(self) -> None:
        """Start it, and wait until it acts."""
        if self._terminal is None:
            super().start_engine()
            return
        given = [f"{name}={value}" for name, value in self.environment().items()]
        program = [
            "env",
            "-u",
            "COLUMNS",
            "-u",
            "LINES",
            "-u",
            "TMUX",
            *given,
            sys.executable,
            "-m",
            "fleetui",
        ]
        line = f"cd {shlex.quote(str(ROOT))} && exec {shlex.join(program)}"
        pane = self._terminal.start(line, width=140, height=44, name=f"dashboard{next(self._windows)}")
        pid = int(self._terminal.show(pane, "#{pane_pid}"))
        until(lambda: self.published().get("owner") == pid, READY_S)

    def stop_engine(self) -> None:
        """End it as a logout would; a dashboard that still has something to deliver hands it to another engine."""
        if self._terminal is None:
            super().stop_engine()
            return
        while owner := self._owner():
            os.kill(owner, signal.SIGTERM)
            until(partial(self._is_over, owner), ENDS_S)
            with suppress(AssertionError):
                until(self._owner, HANDED_OVER_S)

    def _is_over(self, owner: int) -> bool:
        return self._owner() != owner

    def _owner(self) -> int:
        """The process that acts now, or 0."""
        pid = int(self.published().get("owner") or 0)
        return pid if lives(pid) else 0
