"""Pull requests that are to be merged at the forge: all that decides about them, asked for while that matters."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from fleetui.engine.core import Core
from fleetui.engine.decide.fetched_pulls import fetched_pulls
from fleetui.engine.observe.forge.repositories import repository_of
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.forge import Limited
from fleetui.model.fleet import Project
from fleetui.model.forge.merging import PullNow
from fleetui.model.forge.pull import Mergeable, Pull

EVERY_S = 60.0
UNKNOWN_S = 5.0
"""How soon one is asked again of which the forge does not know yet whether it merges."""
FAILED_S = 120.0
PASS_S = 1.0
AT_ONCE = 2
_Key = tuple[str, int]


class PullsNow:
    """Keeps ``Core.pulls_now`` fresh, for the branches of the fleet in projects that release at their forge."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._due: dict[_Key, float] = {}
        self._seen: dict[_Key, Pull] = {}
        self._limits: dict[str, float] = {}
        """Until when the forge of a project wants to be left alone, whoever asks."""

    async def run(self) -> None:
        """Ask for ever."""
        while True:
            await self.look()
            await rest(PASS_S)

    async def look(self) -> None:
        """Ask for what is due, a few at a time; what is not open any more is forgotten."""
        wanted = dict(self._wanted())
        for key in {*self.core.pulls_now, *self._seen}.difference(wanted):
            self._forget(key)
        now = self.core.world.now()
        due = [key for key, pull in wanted.items() if self._is_due(key, pull, now)]
        await asyncio.gather(*(self._ask(*key, wanted[key]) for key in due[:AT_ONCE]))

    def soon(self, project: str) -> None:
        """Ask for those of a project at the next pass, or once its forge wants to be asked again."""
        for key in self._seen:
            if key[0] == project:
                self._due[key] = self._limits.get(project, 0.0)

    async def now(self, project: Project, number: int) -> PullNow:
        """Ask once, now. Raises ``PortError``."""
        found = await self.core.world.forge.pull(
            await repository_of(self.core, project), number, project.base
        )
        self.core.pulls_now[project.name, number] = found
        self.core.touch()
        return found

    def _forget(self, key: _Key) -> None:
        """It is not open any more: nor is what was wrong with it."""
        self.core.pulls_now.pop(key, None)
        self._seen.pop(key, None)
        self._due.pop(key, None)
        self.core.well(_port(*key))

    def _wanted(self) -> Iterable[tuple[_Key, Pull]]:
        for seat in self.core.seats():
            project, git = self.core.project(seat), self.core.sight(seat.name).git
            listed = self.core.pulls.get(project.name)
            if project.forge is None or not project.forge.merges or git is None or listed is None:
                continue
            if pull := listed.of_branch(git.branch, project.base):
                yield (project.name, pull.number), pull
        for one, pull in fetched_pulls(self.core):
            yield (one.project, one.number), pull

    def _is_due(self, key: _Key, pull: Pull, now: float) -> bool:
        moved = key not in self._seen or self._seen[key] != pull
        return self._due.get(key, 0.0) <= now or (moved and key in self.core.pulls_now)

    async def _ask(self, name: str, number: int, pull: Pull) -> None:
        core, key = self.core, (name, number)
        self._seen[key], self._due[key] = pull, core.world.now() + FAILED_S
        project = core.settings.projects.get(name)
        if project is None:
            return
        port = _port(name, number)
        try:
            found = await self.now(project, number)
        except PortError as error:
            core.pulls_now.pop(key, None)
            self._limits[name] = error.until if isinstance(error, Limited) else 0.0
            self._due[key] = self._limits[name] or self._due[key]
            core.trouble(port, f"{error.doing}: {error.detail}")
            return
        core.well(port)
        unknown = found.pull.mergeable is Mergeable.UNKNOWN
        self._due[key] = core.world.now() + (UNKNOWN_S if unknown else EVERY_S)


def _port(project: str, number: int) -> str:
    return f"github {project} #{number}"
