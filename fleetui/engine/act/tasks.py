"""Tasks: written as files, given another state, and started as the work of a new agent."""

from __future__ import annotations

from collections.abc import Iterable

from fleetui.engine.act.seats import Seats
from fleetui.engine.act.starts import program_check
from fleetui.engine.core import Core, Refused
from fleetui.engine.observe.forge.issues import IssueWatch, taken_now
from fleetui.engine.observe.tasks.task_list import TaskList
from fleetui.engine.observe.tasks.watch import TaskWatch, task_folder
from fleetui.engine.protocols.task_files import TaskFolder
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.clean import clean_line, clean_prompt
from fleetui.model.commands import Outcome
from fleetui.model.counts import count
from fleetui.model.fleet import SeatState
from fleetui.model.forge.issues.as_task import IssueText
from fleetui.model.handoff import first_line
from fleetui.model.names import minted, no_such, why_not_branch
from fleetui.model.task import Task, TaskState, find_task, tasks_of, together
from fleetui.model.task_file import compose, with_key
from fleetui.model.task_prompt import first_prompt

TRIES = 20
"""How many names are tried for a new file; others write in that folder, too."""


class Tasks:
    """Performs the commands on tasks."""

    def __init__(self, core: Core, seats: Seats, watch: TaskWatch, issues: IssueWatch) -> None:
        self.core = core
        self.seats = seats
        self.watch = watch
        self.issues = issues
        self.list = TaskList(core)

    async def add(self, want: c.AddTask) -> Outcome:
        """A new file."""
        if not want.title.strip():
            raise Refused("a task needs a title")
        if want.branch and (why := why_not_branch(want.branch)):
            raise Refused(why)
        project = self._project(want.project)
        task = Task(
            "", clean_line(want.title), want.body, want.done_when.strip(), branch=want.branch, edges=want.edges,
            not_to_touch=want.not_to_touch, issue=want.issue,
        )  # fmt: skip
        folder = self._folder(project)
        await self.watch.look()
        taken = {one.id for one in self.list.now().values() if one.project == project}
        name, path = await self._written(folder, taken, task)
        await self.watch.look()
        return Outcome(ok=True, text=f"task {name}: {first_line(task.title)}   {path}", value=name)

    async def _written(self, folder: TaskFolder, taken: Iterable[str], task: Task) -> tuple[str, str]:
        used = set(taken)
        for _ in range(TRIES):
            name = minted(task.title, used, "task")
            try:
                return name, await self.core.world.task_files.write(folder, name, compose(task))
            except FileExistsError:
                used.add(name)
        raise Refused(f"no name is free for it in {folder.path}: give it another title")

    async def export(self, want: c.ExportTask) -> Outcome:
        """A file for a task that only the journal knows; it keeps its id."""
        task = await self._task(want.task)
        if task.issues:
            raise Refused(f"{task.key} is an issue: its text is written at {task.issue}")
        if task.file:
            return Outcome(ok=True, text=f"{task.key} is a file already: {task.file}", value=task.file)
        folder = self._folder(self._project(want.project))
        try:
            path = await self.core.world.task_files.write(folder, task.id, compose(task))
        except FileExistsError:
            raise Refused(f"{folder.path}/{task.id}.md is there already") from None
        await self.watch.look()
        return Outcome(ok=True, text=f"{task.id} is a file now: {path}", value=path)

    async def set_state(self, want: c.SetTaskState) -> Outcome:
        """One key of its front matter."""
        if want.state not in list(TaskState):
            raise Refused(f"a task is {', '.join(TaskState)}: not {want.state!r}")
        task = await self._task(want.task)
        if task.issues:
            raise Refused(f"{task.key} is an issue: it is closed and opened at {task.issue}")
        if not task.file:
            await self.export(c.ExportTask(want.task))
            task = await self._task(want.task)
        before = self.watch.text_of(task)
        after = with_key(before, "state", want.state) if before is not None else None
        folder = self._folder(task.project)
        if before is None or after is None or not task.file.startswith(f"{folder.path}/"):
            raise Refused(
                f'it is not sure how to change {task.file}: write state = "{want.state}" there yourself'
            )
        await self.core.world.task_files.rewrite(folder, task.id, before, after)
        await self.watch.look()
        return Outcome(ok=True, text=f"{task.key} is {want.state}", value=task.id)

    async def start(self, want: c.StartTask) -> Outcome:
        """A seat on the task's branch, a run in it, and the task as its first prompt."""
        await self.watch.look()
        tasks = self._startable(want.tasks)
        if any(task.issues for task in tasks):
            tasks = await self._with_issues(tasks, want)
        project = self._project(next((task.project for task in tasks if task.project), want.project))
        await program_check.check_for_new(self.core, want.profile, ())
        whole = together(tasks)
        branch = want.branch or whole.its_branch
        name = want.name or minted(tasks[0].id, self.core.names())
        seat = c.AddAgent(
            name, project, want.profile, whole.id, branch, unattended=want.unattended, start=False
        )
        made = await self.seats.add(seat)
        if not made.ok:
            return made
        text = clean_prompt(first_prompt(whole, want.prompt))[0]
        taken = [taken_now(one, given=True) for task in tasks if (one := self._text(task))]
        await self.core.ledger.append(*taken, e.EntryAdded(name, self.core.world.mint(), text, literal=True))
        begun = await self.seats.start(name)
        what = tasks[0].key if len(tasks) == 1 else count(len(tasks), "task")
        text = f"{name} is on {what}, branch {branch}"
        return Outcome(ok=begun.ok, text=text if begun.ok else f"{text}; {begun.text}", value=name)

    async def _with_issues(self, tasks: list[Task], want: c.StartTask) -> list[Task]:
        """The same with what the forge says now; where it does not answer, with the text that is kept here."""
        for task in tasks:
            for number in task.issues:
                why = await self.issues.text(task.project, number)
                if why and not self._text(task):
                    raise Refused(
                        f"what #{number} says is not known here, and the forge does not answer: {why}"
                    )
        return self._startable(want.tasks)

    def _text(self, task: Task) -> IssueText | None:
        """What is known here of the issue that a task is."""
        kept = self.core.fleet.issues.get(task.key)
        known = (self.core.issue_texts.get((task.project, number)) for number in task.issues)
        return next((one for one in known if one), kept.text if kept else None)

    # ------------------------------------------------------------ helpers

    def _startable(self, names: tuple[str, ...]) -> list[Task]:
        tasks = [self._known(name) for name in names]
        if not tasks:
            raise Refused("name a task: fleetui task list")
        for task in tasks:
            self._check(task)
        projects = sorted({task.project for task in tasks if task.project})
        if len(projects) > 1:
            raise Refused(f"these tasks are of {' and '.join(projects)}: start an agent for each")
        return tasks

    def _check(self, task: Task) -> None:
        if task.problems:
            raise Refused(f"{task.key} cannot be started: {task.problems[0].said} ({task.file})")
        if task.state is not TaskState.OPEN:
            raise Refused(
                f"{task.key} is {task.state}: fleetui task edit {task.key} --state open opens it again"
            )
        for seat in self.core.seats():
            works = seat.state is not SeatState.ARCHIVED and seat.task
            if works and task in tasks_of(self.list.now(), seat.task, seat.project):
                raise Refused(f"{seat.name} works on {task.key} already")

    async def _task(self, name: str) -> Task:
        await self.watch.look()
        return self._known(name)

    def _known(self, name: str) -> Task:
        tasks = self.list.now()
        found = find_task(tasks, name)
        if found is None:
            same = [task.key for task in tasks.values() if task.id == name]
            if same:
                raise Refused(f"several tasks are called {name!r}: {', '.join(same)}")
            raise Refused(no_such("task", name, (task.id for task in tasks.values())))
        return found

    def _project(self, name: str) -> str:
        projects = list(self.core.settings.projects)
        if not name:
            return projects[0] if len(projects) == 1 else ""
        if name not in projects:
            raise Refused(no_such("project", name, projects))
        return name

    def _folder(self, project: str) -> TaskFolder:
        folder = task_folder(self.core.settings, project)
        if folder is None:
            raise Refused('there is no folder for tasks: set tasks = "docs/tasks" of a project in fleet.toml')
        return folder
