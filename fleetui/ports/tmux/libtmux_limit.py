"""How long one piece of work with libtmux may take: libtmux itself waits without an end."""

from __future__ import annotations

import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from fleetui.engine.protocols.errors import PortError
from fleetui.ports.tmux.commands import BUSY, SaidNothing
from fleetui.ports.tmux.version import INSTALL

if TYPE_CHECKING:
    import libtmux
    from libtmux.common import tmux_cmd

LIMIT_S = 8.0
AGAIN, AGAIN_S = 10, 0.1


class LibtmuxLimit:
    """Lets a server be asked one thing after the other, in the thread that waits for the answers.

    Once the time is over, the tmux process that is waited for is ended, no other is started, and the file ``spec`` is
    removed: a server that goes on later starts nothing. The thread itself may hang until then: a stopped server holds
    on to the pipes of whoever asked it.
    """

    def __init__(self, socket: str, doing: str, spec: str, limit_s: float = LIMIT_S) -> None:
        self._socket, self._doing, self._limit_s = socket, doing, limit_s
        self._spec = Path(spec)
        self._done = threading.Event()
        self._over = False

    def __enter__(self) -> LibtmuxLimit:
        threading.Thread(target=self._watch, name="patience", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()

    def ask(self, server: libtmux.Server, *command: str) -> tmux_cmd:
        """What tmux says, whatever its exit code; raises ``PortError`` when the time is over."""
        from libtmux.exc import LibTmuxException

        self._check()
        try:
            said = server.cmd(*command)
        except LibTmuxException as error:
            raise PortError("tmux", command[0], f"tmux is not installed; {INSTALL}") from error
        if said.returncode != 0:
            self._check()
        return said

    def _check(self) -> None:
        if self._over:
            raise SaidNothing(
                "tmux", self._doing, f"the own server did not answer within {self._limit_s:g} s; {BUSY}"
            )

    def _watch(self) -> None:
        if self._done.wait(self._limit_s):
            return
        self._over = True
        self._spec.unlink(missing_ok=True)
        for _ in range(AGAIN):  # the thread may be about to start one
            _end_stuck(self._socket)
            if self._done.wait(AGAIN_S):
                return


def _end_stuck(socket: str) -> None:
    """End the tmux processes libtmux waits for, which are told from ours by how it writes the socket.

    None of them attaches, so their end does not harm a stopped server.
    """
    import psutil  # a libtmux that waits too long is rare: every start would pay for it

    for child in psutil.Process().children():
        try:
            if f"-S{socket}" in child.cmdline():
                child.kill()
        except psutil.Error:
            continue
