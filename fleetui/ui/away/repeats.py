"""A bound on alerts: of one kind about one agent a few within a while, then how many more there were, said once."""

from __future__ import annotations

from collections.abc import Callable

MOST = 3
WHILE_S = 600.0


class Repeats:
    """Counts what is told. A while begins with the first of a kind.

    ``later`` runs something after some seconds; ``more`` gets whom and which kind it is about, and how many were left
    out, at the end of a while with too many.
    """

    def __init__(
        self, later: Callable[[float, Callable[[], None]], object], more: Callable[[str, str, int], None]
    ) -> None:
        self._later = later
        self._more = more
        self._told: dict[tuple[str, str], int] = {}

    def may_tell(self, who: str, kind: str) -> bool:
        """Count one; true while it is one of the first of its while."""
        key = (who, kind)
        number = self._told.get(key, 0) + 1
        if number == 1:
            self._later(WHILE_S, lambda: self._end(key))
        self._told[key] = number
        return number <= MOST

    def forget(self) -> None:
        """The operator looks now: what was left out is seen."""
        self._told = {key: min(number, MOST) for key, number in self._told.items()}

    def _end(self, key: tuple[str, str]) -> None:
        left_out = self._told.pop(key) - MOST
        if left_out > 0:
            self._more(*key, left_out)
