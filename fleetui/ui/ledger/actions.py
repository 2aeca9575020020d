"""What can be done to a task from where it is shown."""

from __future__ import annotations

import os
from collections.abc import Sequence

from fleetui.model.commands import AddTask, ExportTask, Outcome, SetTaskState
from fleetui.model.forge.wishes.pull_acts import AssignIssue
from fleetui.model.ledger import LedgerRow
from fleetui.model.names import minted
from fleetui.model.task import TaskState
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.terminal.handover import hand_over
from fleetui.ui.terminal.programs import NotRun, at_line, editor, why_not_edited

NEW_TITLE = "New task"


class TaskActions(ListScreen, inherit_bindings=False):
    """A screen with a task on it."""

    @property
    def row(self) -> LedgerRow:
        """The task under the bar."""
        row = self.chosen.task
        assert row is not None  # noqa: S101 - the table's why_not comes first
        return row

    def meant(self) -> Sequence[LedgerRow]:
        """The marked tasks, or the one under the bar."""
        return (self.row,)

    def do_start_task(self) -> None:
        """The fields of a new agent, filled from the task; made with ``ctrl+s``."""
        rows = self.meant()
        task = rows[0].task
        taken = [agent.name for agent in self.view.agents]
        project = next((row.task.project for row in rows if row.task.project), "")
        given = {
            **self._as_others(project),
            "name": minted(task.id, taken),
            "project": project,
            "task": " ".join(row.task.key for row in rows),
            "branch": task.its_branch,
        }

        def made(name: str | None) -> None:
            agent = self.shared.agent(name) if name else None
            if name and (agent is None or agent.hosted is None):  # a hosted one is assigned by being given it
                self._assign_started(rows)

        self.dashboard.open("new", ended=made, given=given)

    def _as_others(self, project: str) -> dict[str, str]:
        """With the profile of all who work in the project; nothing where they have several, or nobody does."""
        agents = (one for one in self.view.agents if one.seat.project == project and not one.hosted)
        found = {one.seat.profile for one in agents}
        return {"profile": found.pop()} if len(found) == 1 else {}

    def _assign_started(self, rows: Sequence[LedgerRow]) -> None:
        """Have the forge say so, where the project wants that: the key that started it is the operator's own."""
        for row in rows:
            project = self.view.projects.get(row.task.project)
            rules = project.forge if project else None
            if row.task.issues and rules and rules.assign_on_start and not self.shared.limits.in_browser:
                wish = AssignIssue(row.task.project, row.task.issues[0])
                self.app.run_worker(self._assign(wish), group="act")

    def do_edit_task(self) -> None:
        """Its file in the operator's editor, at what is wrong first."""
        self.app.run_worker(self._edit(self.row), group="attach", exclusive=True)

    async def _edit(self, row: LedgerRow) -> None:
        path = row.task.file
        if not path:
            outcome = await self.shared.link.do(ExportTask(row.task.id, row.task.project))
            if not outcome.ok:
                self.say(outcome.text, bad=True)
                return
            path = outcome.value
        await self.open_outside(path, row.task.problems[0].line if row.task.problems else 0)

    async def open_outside(self, path: str, line: int = 0) -> None:
        """A task's file in the operator's editor."""
        if why := why_not_edited(path):
            self.say(why, bad=True)
            return
        try:
            await hand_over(self.app, at_line(editor(os.environ), path, line), environment=os.environ)
        except NotRun as error:
            self.say(str(error), bad=True)

    def do_add_task(self) -> None:
        """A new file, and the editor on it."""
        self.app.run_worker(self._add(), group="attach", exclusive=True)

    async def _add(self) -> None:
        row = self.chosen.task
        project = row.task.project if row else next(iter(self.view.projects), "")
        outcome: Outcome = await self.shared.link.do(AddTask(NEW_TITLE, project=project))
        self.say(outcome.text, bad=not outcome.ok)
        made = next((task for task in self.view.tasks.values() if task.id == outcome.value), None)
        if outcome.ok and made is not None:
            await self.open_outside(made.file)

    def do_task_done(self) -> None:
        """Done, or open again: one key of its file."""
        task = self.row.task
        state = TaskState.OPEN if task.state is not TaskState.OPEN else TaskState.DONE
        self.act(SetTaskState(task.key, state))

    def do_assign(self) -> None:
        """Have the forge say who works on it."""
        task = self.row.task
        self.app.run_worker(self._assign(AssignIssue(task.project, task.issues[0])), group="act")

    async def _assign(self, wish: AssignIssue) -> None:
        outcome = await self.shared.link.act_there(wish)
        self.say(outcome.text, bad=not outcome.ok)

    def do_task_agent(self) -> None:
        """The agent that works on it."""
        self.dashboard.go("focus", self.row.agents[0].name)
