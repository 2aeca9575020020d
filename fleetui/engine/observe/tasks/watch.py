"""The task folders, followed: what the files say, and what the journal is told of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from fleetui.engine.core import Core
from fleetui.engine.pace import rest
from fleetui.engine.protocols.task_files import FoundTask, TaskFolder
from fleetui.model import events as e
from fleetui.model.settings import Settings
from fleetui.model.task import Task, TaskProblem, why_not_id
from fleetui.model.task_file import broken, parse

EVERY_S = 2.0
"""How soon an edit is noticed."""


def task_folders(settings: Settings) -> tuple[TaskFolder, ...]:
    """The folder of every project's tasks, the one of all first."""
    return tuple(
        folder for name in ("", *settings.projects) if (folder := task_folder(settings, name)) is not None
    )


def task_folder(settings: Settings, project: str) -> TaskFolder | None:
    """Where new tasks of a project are written; empty names the folder of all. ``None`` where there is no place."""
    found = settings.projects.get(project)
    if found is not None and found.tasks and found.path:
        return TaskFolder(project, found.path, found.tasks)
    if not settings.task_folder:
        return None
    own, below = PurePath(settings.task_folder), project if found else ""
    return TaskFolder(below, str(own.parent), str(PurePath(own.name, below)))


class TaskWatch:
    """Follows the task folders; as owner it writes down which tasks came and what became of them."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._settings: Settings | None = None
        self._found: tuple[FoundTask, ...] = ()
        self._read: dict[FoundTask, Task] = {}
        self._one_look = asyncio.Lock()

    def text_of(self, task: Task) -> str | None:
        """The text of a task's file when it was looked at last; ``None`` where it could not be read."""
        found = next((one for one in self._found if one.file == task.file), None)
        return found.text if found and not found.problem else None

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await self.look()
            await rest(EVERY_S)

    async def look(self) -> None:
        """Look once; the tasks of the core are those of the files then."""
        async with self._one_look:
            await self._look_once()
        await self._write_down()

    async def _look_once(self) -> None:
        core = self.core
        with core.watching("tasks"):
            found = await core.world.task_files.look(task_folders(core.settings))
            if found is not None:
                self._found = found
            if found is not None or core.settings is not self._settings:
                self._settings = core.settings
                self._take(await self._all())

    def _take(self, tasks: Mapping[str, Task]) -> None:
        if tasks != self.core.task_files:
            self.core.task_files = tasks
            self.core.touch()

    async def _all(self) -> dict[str, Task]:
        """By key; a second file of one key stands under its path, with the reason."""
        projects = tuple(self.core.settings.projects)
        known, read = self._read, dict[FoundTask, Task]()
        for one in self._found:
            if one not in known:
                await asyncio.sleep(0)  # a thousand new files take seconds: keys come between two
            read[one] = known.get(one) or _task(one, projects)
        self._read = read
        tasks: dict[str, Task] = {}
        for task in read.values():
            first = tasks.get(task.key)
            if first is None:
                tasks[task.key] = task
                continue
            why = TaskProblem(f"{first.file} is the task {task.key} already: rename this file")
            tasks[task.file] = replace(task, problems=(*task.problems, why))
        return tasks

    async def _write_down(self) -> None:
        if not self.core.acts or self.core.ledger.read_only:
            return
        if news := tuple(_news(self.core.fleet.tasks, self.core.task_files)):
            await self.core.ledger.append(*news)


def _task(found: FoundTask, projects: Sequence[str]) -> Task:
    if found.problem:
        return broken(found.name, found.problem, project=found.project, file=found.file)
    return parse(found.text, name=found.name, project=found.project, file=found.file, projects=projects)


def _news(known: Mapping[str, Task], files: Mapping[str, Task]) -> Iterator[e.Event]:
    """What the journal does not say yet. Of a broken file only that it is there."""
    for key, task in files.items():
        if key != task.key or why_not_id(task.id):
            continue
        before = known.get(key)
        if before is None or before.file != task.file:
            yield e.TaskAdded(task.id, task.title, project=task.project, file=task.file)
        if not task.problems and task.state != (before.state if before else "open"):
            yield e.TaskStateChanged(task.id, task.project, task.state)
