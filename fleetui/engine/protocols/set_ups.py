"""What the engine needs to keep what a set-up step made, for checkouts that would have it made again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from fleetui.model.value import value


@value
class Brought:
    """What became of bringing a kept copy into a checkout."""

    why_not: str = ""
    """Why nothing of it is there; empty where all of it is."""
    size: int = 0
    """Bytes."""
    seconds: float = 0.0


class SetUpPort(Protocol):
    """Copies that this process made and sealed. Those of another process are not believed."""

    def has(self, key: str) -> bool:
        """True while a copy is kept under this key."""
        ...

    async def keep(self, key: str, folder: str, paths: Sequence[str], most: int) -> str:
        """Copy these paths of a checkout; all copies together take at most ``most`` bytes, the ones not used for the
        longest time go first. Why nothing is kept, or empty. Never raises for a full disk."""
        ...

    async def bring(self, key: str, folder: str) -> Brought:
        """Copy what is kept into a clean checkout and compare it with its seal. A copy that is not what was kept, by
        any difference, is forgotten, and the checkout has to be made anew."""
        ...
