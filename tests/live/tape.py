"""What a pane showed, with times: when a status is wrong, the screen that made it is told."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import NamedTuple, Self

EVERY_S = 0.3
KEPT = 600


class Shown(NamedTuple):
    """A screen that came up at a moment."""

    at: float
    title: str
    raw: str


class Tape:
    """Looks at a pane by ``look`` while it is entered, and keeps each screen that differs from the one before."""

    def __init__(self, look: Callable[[], tuple[str, str]]) -> None:
        self._look = look
        self.shown: deque[Shown] = deque(maxlen=KEPT)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join(5)

    def at(self, moment: float) -> Shown | None:
        """The screen that stood at a moment."""
        return next((one for one in reversed(self.shown) if one.at <= moment), None)

    def _run(self) -> None:
        while not self._over.wait(EVERY_S):
            title, raw = self._look()
            last = self.shown[-1] if self.shown else None
            if raw and (last is None or (last.title, last.raw) != (title, raw)):
                self.shown.append(Shown(time.time(), title, raw))
