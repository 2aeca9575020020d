"""What a run spent, from the answers in its session files: each counted once, however often it is written. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from fleetui.model.tokens import Tokens, Usage

_KEPT = 1000
"""Answers that a later record may still change, and that a turn is counted from; older ones are a sum."""


class Spent:
    """Takes usages of all sessions of one run. What was answered before it began is history that was copied, or another
    run's, and is left out.
    """

    def __init__(self, began: float) -> None:
        """``began`` is in seconds since the epoch."""
        self._began = began
        self._last: dict[str, Usage] = {}
        self._sum = Tokens()
        self._summed_to = 0.0

    def take(self, usages: Iterable[Usage]) -> None:
        """What further records say."""
        for one in usages:
            if one.at and one.at < self._began:
                continue
            self._last[one.key] = one
            if len(self._last) > _KEPT:
                oldest = self._last.pop(next(iter(self._last)))
                self._sum += oldest.tokens
                self._summed_to = max(self._summed_to, oldest.at)

    @property
    def total(self) -> Tokens:
        """Since the run began."""
        return self._sum + _sum(self._last.values())

    def since(self, at: float, until: float = 0.0) -> Tokens | None:
        """From one moment to another, or to now; ``None`` where that is not known any more."""
        if not at or at <= self._summed_to:
            return None
        return _sum(one for one in self._last.values() if one.at >= at and (not until or one.at < until))


def _sum(usages: Iterable[Usage]) -> Tokens:
    total = Tokens()
    for one in usages:
        total += one.tokens
    return total
