"""A program in a tmux server of its own, started to be looked at: it ends with the look, and nothing else is there."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.identities import PaneRef, ServerId
from fleetui.model.screen import Frame
from fleetui.ports.tmux.glance import glance
from fleetui.ports.tmux.outer_tmux import BACK_KEY
from fleetui.ports.tmux.silent_servers import SilentServers
from fleetui.ports.tmux.version import INSTALL

START_S = 10.0
_AS_IT_IS = ("sh", "-c", 'exec "$@"', "sh")
_PLACE = "#{pid} #{start_time} #{pane_id} #{pane_pid}"


class TriedProgram:
    """One program, from its start to its end."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="fleetui-try-"))
        self.socket = str(self._folder / "tmux")
        self.pane: PaneRef | None = None

    def start(self, argv: Sequence[str], folder: str, size: tuple[int, int]) -> PaneRef:
        """Start it in ``folder``, in a pane of ``size`` columns and rows. Raises ``PortError``."""
        if shutil.which(argv[0], path=os.environ.get("PATH", os.defpath)) is None:
            raise PortError("tmux", "start it", f"there is no program {clean_line(argv[0])}")
        columns, rows = map(str, size)
        try:
            # tmux gives a single word to a shell, and reads formats in the name of a folder
            said = self._tmux(
                "-f", os.devnull, "new-session", "-d", "-x", columns, "-y", rows, "-P", "-F", _PLACE, *_AS_IT_IS,
                *map(_one_word, argv), folder=folder,
            )  # fmt: skip
            self._tmux("bind-key", "-n", BACK_KEY, "detach-client")
        except PortError as error:
            ended = "no server" in error.detail or "server exited" in error.detail
            raise PortError("tmux", "start it", "it ended at once" if ended else error.detail) from error
        pid, started, pane, pane_pid = said.split()
        server = ServerId(self.socket, int(pid), int(started))
        self.pane = PaneRef(server, pane, int(pane_pid), 0)
        return self.pane

    @property
    def attach(self) -> tuple[str, ...]:
        """What shows it in a terminal; ``BACK_KEY`` comes back."""
        return ("tmux", "-S", self.socket, "attach-session")

    def end(self) -> None:
        """End the program and its server, and remove what was made for it."""
        try:
            if self.pane is not None:
                self._tmux("kill-server")
        except PortError:
            pass  # it ended with its program
        finally:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _tmux(self, *words: str, folder: str | None = None) -> str:
        environment = {name: value for name, value in os.environ.items() if name not in ("TMUX", "TMUX_PANE")}
        try:
            done = subprocess.run(
                ("tmux", "-S", self.socket, *words), env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                timeout=START_S, check=False, cwd=folder,
            )  # fmt: skip
        except FileNotFoundError:
            raise PortError("tmux", "start it", f"tmux is not installed; {INSTALL}") from None
        except subprocess.TimeoutExpired:
            raise PortError("tmux", "start it", f"tmux did not answer within {START_S:g} s") from None
        if done.returncode:
            raise PortError(
                "tmux", "start it", clean_line(done.stderr.decode("utf-8", "replace")) or "tmux failed"
            )
        return done.stdout.decode("utf-8", "replace")


def _one_word(word: str) -> str:
    """A word whose end is no end of a command to tmux."""
    return f"{word[:-1]}\\;" if word.endswith(";") else word


async def shot(pane: PaneRef) -> Frame | None:
    """What a pane shows now; ``None`` once it is gone."""
    silent = SilentServers()
    try:
        return (await glance(pane.server.socket, [pane], silent)).get(pane)
    finally:
        await silent.close()
