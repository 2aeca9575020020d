"""A program in a terminal of its own: what is typed and what it drew, with the time of each byte."""

from __future__ import annotations

import codecs
import fcntl
import os
import pty
import select
import signal
import struct
import termios
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.screen import Screen


@dataclass(frozen=True)
class Chunk:
    """Bytes that left the program, and when they could be read (monotonic ns)."""

    at: int
    data: bytes


class Terminal:
    """Runs ``argv`` on a pseudo terminal and reads it in a thread, so that it never has to wait for us."""

    def __init__(
        self, argv: Sequence[str], env: Mapping[str, str], cwd: str, size: tuple[int, int] = (220, 60)
    ) -> None:
        self.width, self.height = size
        self.started = time.monotonic_ns()
        self.pid, self._handle = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", self.height, self.width, 0, 0))
            os.chdir(cwd)
            os.execvpe(argv[0], list(argv), dict(env))  # noqa: S606 - a list of arguments, no shell
        self.chunks: list[Chunk] = []
        self.screen = Screen(self.width, self.height)
        self._drawn = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._ended = threading.Event()
        self._arrived = threading.Condition()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def type(self, keys: str) -> int:
        """Type; the time just before (monotonic ns)."""
        at = time.monotonic_ns()
        os.write(self._handle, keys.encode())
        return at

    def draw(self) -> int:
        """Bring the screen up to what has arrived; the time of the last chunk drawn."""
        while self._drawn < len(self.chunks):
            self._feed(self.chunks[self._drawn])
        return self.chunks[self._drawn - 1].at if self._drawn else 0

    def wait(self, seen: Callable[[Screen], bool], timeout: float) -> int | None:
        """Draw chunk by chunk until ``seen``; when the deciding chunk arrived (monotonic ns), or ``None``."""
        limit = time.monotonic() + timeout
        while True:
            while self._drawn < len(self.chunks):
                chunk = self.chunks[self._drawn]
                self._feed(chunk)
                if seen(self.screen):
                    return chunk.at
            with self._arrived:
                if self._drawn == len(self.chunks) and not self._arrived.wait(0.2) and self._ended.is_set():
                    return None
            if time.monotonic() > limit:
                return None

    def forget(self) -> None:
        """Drop what was drawn already, so that a long run takes no memory here."""
        self.draw()
        with self._arrived:
            del self.chunks[: self._drawn]
            self._drawn = 0

    def settle(self, seconds: float) -> None:
        """Let time pass and draw what came."""
        time.sleep(seconds)
        self.draw()

    @property
    def alive(self) -> bool:
        """True while the program runs."""
        return not self._ended.is_set()

    def end(self) -> None:
        """TERM, then KILL, exactly this process."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            if self._gone():
                break
            os.kill(self.pid, number)
            limit = time.monotonic() + 5
            while not self._gone() and time.monotonic() < limit:
                time.sleep(0.02)
        self._ended.set()
        self._thread.join(2)
        os.close(self._handle)

    def _gone(self) -> bool:
        try:
            return os.waitpid(self.pid, os.WNOHANG)[0] != 0
        except ChildProcessError:
            return True

    def _feed(self, chunk: Chunk) -> None:
        self.screen.feed(self._decoder.decode(chunk.data))
        self._drawn += 1

    def _read(self) -> None:
        while not self._ended.is_set():
            ready, _, _ = select.select([self._handle], [], [], 0.5)
            if not ready:
                continue
            try:
                data = os.read(self._handle, 1 << 18)
            except OSError:
                data = b""
            if not data:
                break
            with self._arrived:
                self.chunks.append(Chunk(time.monotonic_ns(), data))
                self._arrived.notify_all()
        self._ended.set()
