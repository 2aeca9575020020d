"""Every task there is: those with a file, those that only the journal knows, and issues."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import is_

from fleetui.engine.core import Core
from fleetui.model.forge.issues.as_task import issue_tasks
from fleetui.model.task import Task, TaskProblem, tasks_of


class TaskList:
    """Every task by key; the same object while nothing in it changed."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._made_of: tuple[object, ...] = ()
        self._tasks: dict[str, Task] = {}

    def now(self) -> Mapping[str, Task]:
        """Those with a file as it says, the others as they were written down."""
        core = self.core
        lists = tuple(core.issues.values())
        made_of = (
            core.fleet.tasks,
            core.task_files,
            core.seats(),
            core.fleet.issues,
            core.issue_texts,
            *lists,
        )
        if len(self._made_of) != len(made_of) or not all(map(is_, self._made_of, made_of)):
            self._made_of = made_of
            named = [(seat.task, seat.project) for seat in core.seats() if seat.task]
            issues = issue_tasks(core.issues, core.issue_texts, core.fleet.issues)
            made = {**issues, **_all_tasks(core.fleet.tasks, core.task_files, named)}
            self._tasks = self._tasks if made == self._tasks else made
        return self._tasks


def _all_tasks(
    written: Mapping[str, Task], files: Mapping[str, Task], named: Sequence[tuple[str, str]]
) -> dict[str, Task]:
    """One that somebody works on and whose file is gone is said to be so: what must not be touched is not known now."""
    moved = {task.id for task in files.values()}
    tasks = {key: task for key, task in written.items() if not task.file and task.id not in moved}
    tasks.update(files)
    for name, project in named:
        for task in tasks_of(written, name, project):
            if task.file and task.key not in tasks:
                tasks[task.key] = replace(task, problems=(TaskProblem("its file is gone: put it back"),))
    return tasks
