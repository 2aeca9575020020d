"""A task: one piece of work, as a value; which one is meant by a name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum

from fleetui.model.names import why_not_branch
from fleetui.model.value import value

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


class TaskState(StrEnum):
    """What the operator says of a task; who works on it and how far that is stands elsewhere."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


@value
class TaskProblem:
    """One thing that is wrong with a task's file."""

    text: str
    """What is wrong and what to do."""
    line: int = 0
    """Line of the file, from 1; 0 where it is about the whole of it."""

    @property
    def said(self) -> str:
        """``line 3: what is wrong``."""
        return f"line {self.line}: {self.text}" if self.line else self.text


@value
class Task:
    """One piece of work; outlives the agents that do it."""

    id: str
    """Name of its file without ``.md``; for one that only the journal knows, an id of its own."""
    title: str
    body: str = ""
    done_when: str = ""
    """How it is verified; may have several lines."""
    added: float = 0.0
    project: str = ""
    branch: str = ""
    """The branch it is done on; empty: ``task/ID``."""
    state: TaskState = TaskState.OPEN
    edges: tuple[str, ...] = ()
    """What has to be thought of: limits, cases, what does not belong to it."""
    not_to_touch: tuple[str, ...] = ()
    """Path patterns, as in a ``.gitignore``."""
    issue: str = ""
    file: str = ""
    """Its file, absolute; empty for one that only the journal knows."""
    problems: tuple[TaskProblem, ...] = ()
    issues: tuple[int, ...] = ()
    """Numbers of the issues that it is; what others wrote there stands quoted in ``body``."""
    changed: float = 0.0
    """When the text of its issue was seen to be another than what an agent was given; 0 while it is the same."""

    @property
    def key(self) -> str:
        """What it is called among all tasks."""
        return task_key(self.project, self.id)

    @property
    def its_branch(self) -> str:
        """The branch it is done on."""
        return self.branch or f"task/{self.id}"

    @property
    def told_title(self) -> str:
        """As an agent is told it: of an issue the number alone, its title was written by somebody else."""
        return f"issue #{self.issues[0]}" if len(self.issues) == 1 else self.title


def task_key(project: str, task: str) -> str:
    """What a task is called among those of all projects."""
    return f"{project}/{task}" if project else task


def why_not_id(name: str) -> str:
    """Why a file of this name (without ``.md``) is no task's; empty when it may be."""
    fine = _ID.fullmatch(name) and not why_not_branch(f"task/{name}")
    return "" if fine else "its name may hold letters, digits, . _ and - only: rename the file"


def tasks_of(tasks: Mapping[str, Task], name: str, project: str = "") -> tuple[Task, ...]:
    """The tasks of this name: by their whole key, in the project, or the only one of all projects.

    Several are named with blanks between them. Nothing where one of them is not known.
    """
    if whole := _find_one(tasks, name, project):
        return (whole,)
    parts = [_find_one(tasks, part, project) for part in name.split()]
    known = tuple(part for part in parts if part is not None)
    return known if len(known) == len(parts) else ()


def find_task(tasks: Mapping[str, Task], name: str, project: str = "") -> Task | None:
    """The task of this name; several as one."""
    found = tasks_of(tasks, name, project) if name else ()
    return together(found) if found else None


def closing_line(task: Task) -> str:
    """``Closes #41``: what has the forge close the issues of a task with its pull request; empty where it has none."""
    return ", ".join(f"{'closes' if at else 'Closes'} #{number}" for at, number in enumerate(task.issues))


def _find_one(tasks: Mapping[str, Task], name: str, project: str) -> Task | None:
    named = f"issue-{name[1:]}" if name[:1] == "#" and name[1:].isdecimal() else name
    for key in (named, task_key(project, named)):
        if found := tasks.get(key):
            return found
    same = [task for task in tasks.values() if task.id == named]
    return same[0] if len(same) == 1 else None


def together(tasks: Sequence[Task]) -> Task:
    """Several tasks as one: the first one's project and branch, all that must hold."""
    first = tasks[0]
    if len(tasks) == 1:
        return first
    return replace(
        first,
        id=" ".join(task.id for task in tasks),
        title="; ".join(task.told_title for task in tasks),
        body="\n\n".join(f"{task.told_title}\n{task.body}".strip() for task in tasks),
        done_when="\n".join(
            f"{task.id}: {line}" for task in tasks for line in task.done_when.splitlines() if line.strip()
        ),
        branch=first.its_branch,
        edges=tuple(edge for task in tasks for edge in task.edges),
        not_to_touch=tuple(dict.fromkeys(pattern for task in tasks for pattern in task.not_to_touch)),
        issue=", ".join(task.issue for task in tasks if task.issue),
        problems=tuple(problem for task in tasks for problem in task.problems),
        issues=tuple(number for task in tasks for number in task.issues),
        changed=max(task.changed for task in tasks),
    )
