"""One row on the terminal while something takes long before or after the dashboard is drawn."""

from __future__ import annotations

import sys
import threading
from types import TracebackType
from typing import Self

FIRST_S = 0.3
"""What takes no longer is not worth a word."""


class Progress:
    """Says on standard error what goes on and for how many seconds; the row is gone at the end.

    Silent where standard error is no terminal. ``end`` may be called before the context ends, and again: nothing is
    written after it.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._over = threading.Event()
        self._clock = threading.Thread(target=self._run, name="progress", daemon=True)

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._clock.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def end(self) -> None:
        """Take the row away. Waits a second at most where the terminal takes nothing."""
        self._over.set()
        if self._clock.is_alive():
            self._clock.join(1.0)

    def _run(self) -> None:
        wait, second = FIRST_S, 0
        while not self._over.wait(wait):
            sys.stderr.write(f"\rfleetui: {self._what} ... {second} s ")
            sys.stderr.flush()
            wait, second = 1.0, second + 1
        if second:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
