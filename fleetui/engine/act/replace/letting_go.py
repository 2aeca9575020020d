"""The fleet given to another process while something is under way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from fleetui.engine.core import Core
from fleetui.time_limit import time_limit

LET_GO_S = 4.0
"""How long a part of a replacement may take to its end once another process is to act; most take less than one."""


class LettingGo:
    """What is under way comes to the end of its part, and begins no other."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._lets_go = False
        self._rests = asyncio.Event()
        """Set while nothing is under way."""
        self._rests.set()
        self._under_way = 0
        core.before_giving_up.append(self.let_go)

    async def let_go(self) -> None:
        """Begin no further part of what is under way: the next owner carries it on from what the journal says."""
        self._lets_go = True
        try:
            with suppress(TimeoutError):
                async with time_limit(LET_GO_S):
                    await self._rests.wait()
        finally:
            self._lets_go = False

    @contextmanager
    def under_way(self) -> Iterator[None]:
        """Something is under way meanwhile."""
        self._under_way += 1
        self._rests.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._rests.set()

    @property
    def is_given_up(self) -> bool:
        """True where the next part is another process's."""
        return self._lets_go or not self.core.acts
