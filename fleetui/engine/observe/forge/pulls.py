"""The open pull requests of every project that has a forge: one call for each, as often as it says.

What the forge said last stays, with its age and why there is nothing newer: an error is never an empty list.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

from fleetui.engine.core import Core
from fleetui.engine.observe.forge import intervals
from fleetui.engine.observe.forge.repositories import repository_of
from fleetui.engine.observe.forge.timetable import Timetable
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Project
from fleetui.model.forge.pull import PullList
from fleetui.model.forge.repository import Repository
from fleetui.model.value import value

PASS_S = 1.0


@value
class _Answer:
    """What a forge said last of one repository, for every project that is of it."""

    at: float
    found: PullList | None = None
    error: PortError | None = None


class PullWatch:
    """Keeps ``Core.pulls`` fresh."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.timetable = Timetable(core)
        self._fresh: set[str] = set()
        """Projects that want nothing older than now."""
        self._answers: dict[Repository, _Answer] = {}

    async def run(self) -> None:
        """Ask for ever."""
        while True:
            await self.look()
            await rest(PASS_S)

    async def look(self) -> None:
        """Ask for every project that is due; those whose forge was taken out of the configuration are forgotten."""
        projects = [one for one in self.core.settings.projects.values() if one.forge and one.path]
        self._forget({one.name for one in projects})
        await asyncio.gather(*(self._look_at(one) for one in self.timetable.of_these(projects)))

    def soon(self, *names: str) -> None:
        """Ask for these projects at the next pass, or once their forge wants to be asked again."""
        for name in names:
            self.timetable.soon(name)
            self._fresh.add(name)

    async def now(self, projects: Sequence[Project]) -> tuple[tuple[str, PullList], ...]:
        """The lists of these projects, asked for now; with what was known before where a forge does not answer."""
        self._fresh.update(one.name for one in projects)
        await asyncio.gather(*(self._look_at(one) for one in projects))
        return tuple((one.name, self.core.pulls[one.name]) for one in projects)

    async def _look_at(self, project: Project) -> None:
        core = self.core
        self.timetable.asks(project)
        try:
            repository = await repository_of(core, project)
            found = await self._listed(repository, self._oldest(project))
        except PortError as error:
            self._take_failure(project, error)
            return
        self.timetable.answered(project.name)
        core.well(_port(project))
        core.pulls[project.name] = found
        core.touch()

    def _oldest(self, project: Project) -> float:
        """How old the answer of another project of the same repository may be."""
        now, name = self.core.world.now(), project.name
        if name in self._fresh:
            self._fresh.discard(name)
            return now
        return now - intervals.every_s(project) / 2

    async def _listed(self, repository: Repository, oldest: float) -> PullList:
        """One call at a time for each repository, whatever number of projects is of it. Raises ``PortError``."""
        async with self.core.lock(f"pull requests of {repository.host}/{repository.slug}"):
            known = self._answers.get(repository)
            if known is None or known.at < oldest:
                known = self._answers[repository] = await self._asked(repository)
        if known.found is None:
            raise known.error or PortError("github", "pull requests", "the forge did not answer")
        return known.found

    async def _asked(self, repository: Repository) -> _Answer:
        try:
            found = await self.core.world.forge.pulls(repository)
        except PortError as error:
            return _Answer(self.core.world.now(), error=error)
        return _Answer(self.core.world.now(), found)

    def _take_failure(self, project: Project, error: PortError) -> None:
        core, name = self.core, project.name
        self.timetable.take_failure(project, error)
        core.trouble(_port(project), f"{error.doing}: {error.detail}")
        known = core.pulls.get(name) or PullList(Repository("", "", name))
        core.pulls[name] = replace(known, why=error.detail)
        core.touch()

    def _forget(self, kept: set[str]) -> None:
        for name in [one for one in self.core.pulls if one not in kept]:
            del self.core.pulls[name]
            self.timetable.forget(name)
            self.core.well(f"github {name}")
            self.core.touch()


def _port(project: Project) -> str:
    return f"github {project.name}"
