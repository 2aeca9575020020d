"""Vaults on first use: each is filled in a thread of its own, and whoever needs it hears how far that is."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import Future
from pathlib import Path

from fleetui.engine.protocols.errors import NotYet, PortError
from fleetui.model.fleet import Project
from fleetui.model.value import value
from fleetui.ports.disk_errors import why as disk_says
from fleetui.ports.git.vault import Vault, how_far, open_vault
from fleetui.ports.worker import Worker

PATIENCE_S = 5.0
"""How long a call waits for a vault that is being filled before it says so."""
PATIENT_S = 30.0
"""The same for what was asked for once and would be refused."""
_REST = 10
"""A long copy that failed is not tried again before this many times the time it took: a full disk stays full."""


@value
class _Failed:
    why: str
    rest_until: float
    """On the monotonic clock."""


class Vaults:
    """Has the vault of every project that is asked for made once."""

    def __init__(self, state: Path) -> None:
        self._state = state
        self._there: set[str] = set()
        self._begun: dict[str, tuple[float, Future[Vault]]] = {}
        self._failed: dict[str, _Failed] = {}
        self._looks = Worker("git-filling-looks")

    async def need(self, project: Project, doing: str, *, patient: bool = False) -> None:
        """Return once the vault is there; raises ``NotYet`` with the progress where that takes long."""
        if project.path in self._there:
            return
        failed = self._failed.get(project.path)
        if failed and time.monotonic() < failed.rest_until:
            raise PortError("git", doing, failed.why)
        begun, filling = self._begun.get(project.path) or self._begin(project, doing)
        left = max(0.0, begun + (PATIENT_S if patient else PATIENCE_S) - time.monotonic())
        waiting = asyncio.wrap_future(filling)
        waiting.add_done_callback(_heard)
        await asyncio.wait([waiting], timeout=left)
        if not filling.done():
            looked = self._looks.submit(how_far, self._state, project, doing)
            raise NotYet("git", doing, await asyncio.wrap_future(looked))
        self._end(project.path, begun, filling)
        if failed := self._failed.get(project.path):
            raise PortError("git", doing, failed.why)

    def _begin(self, project: Project, doing: str) -> tuple[float, Future[Vault]]:
        filling = Worker("git-fill").submit(open_vault, self._state, project, doing)
        begun = self._begun[project.path] = (time.monotonic(), filling)
        return begun

    def _end(self, path: str, begun: float, filling: Future[Vault]) -> None:
        if self._begun.get(path) == (begun, filling):
            del self._begun[path]
        self._failed.pop(path, None)
        error = filling.exception()
        if error is None:
            self._there.add(path)
        elif isinstance(error, PortError | OSError):
            why = error.detail if isinstance(error, PortError) else disk_says(error, str(self._state))
            took = time.monotonic() - begun
            self._failed[path] = _Failed(why, begun + took + (_REST * took if took > PATIENCE_S else 0.0))
        else:
            raise error


def _heard(waiting: asyncio.Future[Vault]) -> None:
    """How it ended is asked of the filling itself: without this, asyncio would tell that nobody did."""
    if not waiting.cancelled():
        waiting.exception()
