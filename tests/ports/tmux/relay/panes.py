"""A pane without a tmux: the launcher on a terminal that the test itself holds, with a relay or without one."""

from __future__ import annotations

import os
import pty
import select
import signal
import struct
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import ioctl
from pathlib import Path

from fleetui.engine.protocols.tmux import WindowSpec
from fleetui.model.identities import ProcessId
from fleetui.ports.processes import proc
from fleetui.ports.processes.sets import RELAY, command_line, send
from fleetui.ports.tmux import launch
from fleetui.ports.tmux.structure import write_spec
from tests.support.waiting import until


class Pane:
    """What tmux would have: the other end of a pane's terminal."""

    def __init__(self, argv: tuple[str, ...], folder: Path, relay: str) -> None:
        path = write_spec(str(folder), WindowSpec("ada", "TESTRELAY", argv, str(folder), {}, relay=relay))
        self.pid, self.descriptor = pty.fork()
        if self.pid == 0:
            os.execv(sys.executable, [sys.executable, "-I", launch.__file__, path])  # noqa: S606
        self.got = bytearray()
        self.reads = threading.Event()
        self.reads.set()
        self._over = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        self.code: int | None = None

    def _read(self) -> None:
        while not self._over:
            self.reads.wait()
            try:
                # one that waits in a read would keep the terminal open
                piece = os.read(self.descriptor, 65536) if readable(self.descriptor) else None
            except (OSError, ValueError):
                return
            if piece is None:
                continue
            if not piece:
                return
            self.got += piece

    def type(self, data: bytes) -> None:
        """Type these bytes, however slowly they are taken."""
        view = memoryview(data)
        while view:
            view = view[os.write(self.descriptor, view[:512]) :]

    def shows(self, text: bytes) -> None:
        """Wait for these bytes."""
        until(lambda: text in self.got, 20)

    def size(self, rows: int, columns: int) -> None:
        """Give the pane another size."""
        ioctl(self.descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def stop_reading(self) -> None:
        """Leave what it writes from now on to the caller."""
        self._over = True
        self._thread.join(10)

    def ended(self, within_s: float = 20) -> int:
        """Wait for its end and all its bytes; the exit code."""
        if self.code is None:
            self.code = until(self._waited, within_s)[0]
            self._thread.join(10)
        return self.code

    def _waited(self) -> tuple[int] | None:
        pid, status = os.waitpid(self.pid, os.WNOHANG)
        return (os.waitstatus_to_exitcode(status),) if pid else None

    def children(self) -> list[proc.Stat]:
        """What the keeper started and still lives."""
        return [one for one in proc.table().values() if one.parent == self.pid and one.lives]

    def relay(self) -> ProcessId | None:
        """The relay, once it runs."""
        return next(
            (one.id for one in self.children() if any(w.endswith(RELAY) for w in command_line(one.pid))), None
        )

    def close(self) -> None:
        """Close the terminal, as the end of a tmux server does."""
        if self.descriptor >= 0:
            descriptor, self.descriptor = self.descriptor, -1
            os.close(descriptor)

    def end(self) -> None:
        """End whatever still runs."""
        left = [one.id for one in self.children()]
        keeper = proc.identify(self.pid) if self.code is None else None
        send([*left, *([keeper] if keeper else [])], signal.SIGKILL)
        self.reads.set()
        self.close()
        if self.code is None:
            with suppress(ChildProcessError):
                os.waitpid(self.pid, 0)


@contextmanager
def pane(folder: Path, *argv: str, relayed: bool = True) -> Iterator[Pane]:
    """A program in a pane; ended with the block."""
    (folder / "reports").mkdir(mode=0o700, exist_ok=True)
    made = Pane(argv, folder, str(folder / "reports") if relayed else "")
    try:
        yield made
    finally:
        made.end()


def readable(descriptor: int) -> bool:
    """True where there is something to read, or soon is."""
    return bool(select.select([descriptor], [], [], 0.02)[0])


def reports(folder: Path) -> str:
    """All that the run in this folder reported."""
    return "".join(path.read_text() for path in (folder / "reports").iterdir())
