"""The issues of every project that has a query for them, as often as it says; one whole where it is looked at.

What the forge said last stays, with its age and why there is nothing newer: an error is never an empty list.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace

from fleetui.engine.core import Core
from fleetui.engine.observe.forge import intervals
from fleetui.engine.observe.forge.repositories import repository_of
from fleetui.engine.observe.forge.timetable import Timetable
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import PortError
from fleetui.model import events as e
from fleetui.model.fleet import Project
from fleetui.model.forge.issues.as_task import IssueText, issue_id, same_words, text_of
from fleetui.model.forge.issues.issue import IssueList
from fleetui.model.forge.repository import Repository
from fleetui.model.task import task_key

READ_AGAIN_S = 60.0
"""How soon one is read whole again by itself."""
LOOKED_S = 20.0
"""How old a text may be for somebody who looks at it."""
PASS_S = 1.0
AT_ONCE = 2
"""Issues that are read whole by themselves in one pass."""
_Key = tuple[str, int]


class IssueWatch:
    """Keeps ``Core.issues`` fresh, and ``Core.issue_texts`` of those that are looked at or worked on."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.timetable = Timetable(core)
        self._tried: dict[_Key, float] = {}
        self._logins: dict[str, str] = {}

    async def run(self) -> None:
        """Ask for ever."""
        while True:
            await self.look()
            await rest(PASS_S)

    async def look(self) -> None:
        """Ask for every project that is due, then for what changed of those that an agent was given."""
        projects = self.projects()
        self._forget({one.name for one in projects})
        await asyncio.gather(*(self._look_at(one) for one in self.timetable.of_these(projects)))
        for key in list(self._moved())[:AT_ONCE]:
            await self._read(*key)

    def soon(self, project: str) -> None:
        """Ask for this one at the next pass, or once its forge wants to be asked again."""
        self.timetable.soon(project)

    def projects(self, name: str = "") -> list[Project]:
        """Those that have a query, or the one of this name."""
        every = self.core.settings.projects.values()
        return [
            one for one in every if one.forge and one.forge.issues and one.path and name in ("", one.name)
        ]

    async def now(self, project: str = "", number: int = 0) -> tuple[tuple[str, IssueList], ...]:
        """The lists, asked for now where they are older than ``LOOKED_S``; with a number that issue whole, too.

        Raises ``PortError`` where that one cannot be read now.
        """
        projects = self.projects(project)
        oldest = self.core.world.now() - LOOKED_S
        stale = [one for one in projects if self._at(one.name) < oldest]
        await asyncio.gather(
            *(self._look_at(one) for one in stale if not number or one.name not in self.core.issues)
        )
        if number and project and (why := await self.text(project, number)):
            raise PortError("github", f"#{number} of {project}", why)
        return tuple((one.name, self.core.issues[one.name]) for one in projects)

    async def text(self, project: str, number: int) -> str:
        """Have one issue whole, asked for now where that is older than ``LOOKED_S``; why not, where that cannot be."""
        key = (project, number)
        if self._tried.get(key, float("-inf")) < self.core.world.now() - LOOKED_S:
            return await self._read(project, number)
        return ""

    def _at(self, name: str) -> float:
        known = self.core.issues.get(name)
        return known.at if known and not known.why else float("-inf")

    # ------------------------------------------------------------ lists

    async def _look_at(self, project: Project) -> None:
        core, rules = self.core, project.forge
        assert rules is not None  # noqa: S101 - only projects with a query
        self.timetable.asks(project)
        try:
            found = await core.world.forge.issues(await repository_of(core, project), rules.issues)
        except PortError as error:
            self._take_failure(project, error)
            return
        self.timetable.answered(project.name)
        core.well(_port(project.name))
        before = core.issues.get(project.name)
        same = before is not None and before.issues == found.issues
        core.issues[project.name] = replace(found, issues=before.issues) if before and same else found
        core.touch()

    def _take_failure(self, project: Project, error: PortError) -> None:
        core, name = self.core, project.name
        self.timetable.take_failure(project, error)
        core.trouble(_port(name), f"{error.doing}: {error.detail}")
        known = core.issues.get(name) or IssueList(Repository("", "", name))
        core.issues[name] = replace(known, why=error.detail)
        core.touch()

    def _forget(self, kept: set[str]) -> None:
        for name in [one for one in self.core.issues if one not in kept]:
            del self.core.issues[name]
            self.timetable.forget(name)
            self.core.well(_port(name))
            self.core.touch()

    # ------------------------------------------------------------ one, whole

    def _moved(self) -> Iterable[_Key]:
        """Those that an agent was given, and that the list says were changed since they were read, or no longer has."""
        for taken in self.core.fleet.issues.values():
            name, number = taken.text.project, taken.text.number
            listed = self.core.issues.get(name)
            if listed is None or listed.why:
                continue
            known = self.core.issue_texts.get((name, number), taken.text)
            one = listed.of(number)
            changed = known.open if one is None else one.updated > known.updated
            wait = READ_AGAIN_S if one else intervals.LONGEST_S
            if changed and self._may_try((name, number), wait):
                yield name, number

    def _may_try(self, key: _Key, wait: float) -> bool:
        return self._tried.get(key, float("-inf")) < self.core.world.now() - wait

    async def _read(self, name: str, number: int) -> str:
        core = self.core
        project = core.settings.projects.get(name)
        if project is None or project.forge is None:
            return f"{name} has no forge"
        self._tried[name, number] = core.world.now()
        try:
            repository = await repository_of(core, project)
            said = await core.world.forge.issue(repository, number)
            known = (*project.forge.issue_authors, await self._login(repository.host))
        except PortError as error:
            self._tried.pop((name, number), None)
            return error.detail
        text = text_of(name, said, known)
        core.issue_texts = {**core.issue_texts, (name, number): text}
        core.touch()
        await self._write_down(text)
        return ""

    async def _login(self, host: str) -> str:
        if host not in self._logins:
            self._logins[host] = await self.core.world.forge.login(host)
        return self._logins[host]

    async def _write_down(self, text: IssueText) -> None:
        """As owner: that an agent was given other words than those that stand there now."""
        taken = self.core.fleet.issues.get(task_key(text.project, issue_id(text.number)))
        if taken is None or not self.core.acts or self.core.ledger.read_only:
            return
        if not same_words(taken.text, text) or taken.text.open != text.open:
            await self.core.ledger.append(taken_now(text, given=False))


def taken_now(text: IssueText, *, given: bool) -> e.IssueTaken:
    """What the journal is told of it."""
    return e.IssueTaken(
        text.project, text.number, text.title, text.url, text.quote, text.done_when, text.edges,
        text.not_to_touch, text.updated, text.at, text.open, given,
    )  # fmt: skip


def _port(name: str) -> str:
    return f"issues {name}"
