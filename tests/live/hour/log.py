"""What happened, kept in the order it happened in; those who wait for something are told."""

from __future__ import annotations

import threading
import time
from collections import defaultdict

from tests.live.hour.truth import Heard, Truth


class Log:
    """Everything that happened to every agent. Safe from any thread."""

    def __init__(self) -> None:
        self._heard: dict[str, list[Heard]] = defaultdict(list)
        self._live: dict[str, Truth] = defaultdict(Truth)
        self._news = threading.Condition()

    def add(self, name: str, kind: str, detail: str = "") -> Heard:
        """Something happened to an agent, now."""
        with self._news:
            heard = Heard(time.time(), kind, detail)
            self._heard[name].append(heard)
            self._live[name].hear(heard)
            self._news.notify_all()
            return heard

    def count(self, name: str) -> int:
        """A place to wait from."""
        with self._news:
            return len(self._heard[name])

    def comes(self, name: str, kinds: tuple[str, ...], since: int, timeout: float) -> Heard | None:
        """The first of these kinds after a place; ``None`` when none came in time."""
        with self._news:
            self._news.wait_for(lambda: self._first(name, kinds, since), timeout)
            return self._first(name, kinds, since)

    def _first(self, name: str, kinds: tuple[str, ...], since: int) -> Heard | None:
        return next((one for one in self._heard[name][since:] if one.kind in kinds), None)

    def says(self, name: str, kind: str, detail: str, since: int, timeout: float) -> bool:
        """Whether this kind with this detail came, after a place and in time."""

        def came() -> bool:
            return any(one.kind == kind and one.detail == detail for one in self._heard[name][since:])

        with self._news:
            return self._news.wait_for(came, timeout)

    def last(self, name: str) -> Heard | None:
        """The latest thing that happened to an agent."""
        with self._news:
            return self._heard[name][-1] if self._heard[name] else None

    def of(self, name: str) -> list[Heard]:
        """All that happened to one agent so far."""
        with self._news:
            return list(self._heard[name])

    def right_now(self, name: str) -> frozenset[str]:
        """The right phases as far as they are known now; what comes may still excuse another."""
        with self._news:
            return self._live[name].right(time.time())
