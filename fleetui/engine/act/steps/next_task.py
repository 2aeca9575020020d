"""The next task as a step: what lies in the worktree is kept, then the seat stands on a fresh branch from the base."""

from __future__ import annotations

from fleetui.engine.act.rescue import Rescuer
from fleetui.engine.act.steps.performing import Performing
from fleetui.engine.core import Core
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.engine.observe.tasks.task_list import TaskList
from fleetui.engine.observe.tasks.watch import TaskWatch
from fleetui.model import events as e
from fleetui.model.counts import count
from fleetui.model.fleet import Seat
from fleetui.model.names import why_not_branch
from fleetui.model.steps import NextTaskStep
from fleetui.model.task import Task, TaskState, find_task
from fleetui.model.task_prompt import first_prompt


class NextTaskPerformer:
    """Performs and settles next-task steps."""

    def __init__(self, core: Core, facts: SlowFacts, rescuer: Rescuer, watch: TaskWatch) -> None:
        self.core = core
        self.watch = watch
        self.facts = facts
        self.rescuer = rescuer

    async def perform(self, it: Performing) -> None:
        """Rescue it all, commits on no branch too, then switch; what the rescue does not hold is not given up."""
        await self.watch.look()
        task, project = self._wanted(it), self.core.project(it.seat)
        branch = task.its_branch if isinstance(task, Task) else task
        why = why_not_begun(task) if isinstance(task, Task) else ""
        if why := why or why_not_next(self.core, it.seat, branch):
            await it.held(why)
            return
        git = await self.facts.git(it.seat)
        if git is None:
            await it.held("its worktree is not known")
            return
        if git.branch == branch:
            await it.held(f"it is on {branch} already")
            return
        self.core.set_doing(it.seat.name, "next task: rescue")
        rescue = await self.rescuer.rescue(it.seat)
        made = self.core.fleet.rescues.get(rescue)
        if made is None or made.left_out:
            left = made.left_out[0] if made else "nothing was kept"
            await it.held(f"the rescue would not hold all of it: {left}")
            return
        await it.begins(detail=branch)
        self.core.set_doing(it.seat.name, f"next task: branch {branch}")
        others = self.core.others(it.seat)
        await self.core.world.git.fresh_branch(project, it.seat.worktree, branch, made.commit, others)
        kept = f", {count(made.files, 'file')} kept as rescue {made.id}" if made.files else ""
        await self._over(it, branch, kept)

    async def settle(self, it: Performing) -> None:
        """By the branch that the worktree stands on, and whether it holds exactly that."""
        branch = it.entry.gave
        git = await self.facts.git(it.seat)
        if git is not None and branch and git.branch == branch and not git.dirty:
            await self._over(it, branch, "")
        else:
            where = git.branch if git else "an unknown branch"
            await it.held(
                f"it was cut short: the worktree stands on {where}; the last rescue has what was not committed"
            )

    async def _over(self, it: Performing, branch: str, kept: str) -> None:
        """Branch, task and its first follow-up are written down in one."""
        await self.watch.look()
        task = self._wanted(it)
        facts: list[e.Event] = [e.SeatChanged(it.seat.name, branch=branch)]
        if isinstance(task, Task):
            facts = [e.SeatChanged(it.seat.name, branch=branch, task=task.key)]
            text = first_prompt(task)
            facts.append(e.EntryAdded(it.seat.name, f"t-{it.work}", text, front=True, literal=True))
        await it.done(f"it stands on {branch}{kept}", "", "", *facts)
        self.facts.git_soon(it.seat.name)

    def _wanted(self, it: Performing) -> Task | str:
        step = it.entry.step
        assert isinstance(step, NextTaskStep)  # noqa: S101 - the table of performers goes by the class
        return task_of(self.core, it.seat, step.task)


def task_of(core: Core, seat: Seat, words: str) -> Task | str:
    """The task of this name; else the words are a branch."""
    return find_task(TaskList(core).now(), words, seat.project) or words


def why_not_next(core: Core, seat: Seat, branch: str) -> str:
    """Why a seat could never be put on such a branch; empty when it could."""
    if seat.adopted:
        return "it was taken as it runs, so its worktree is yours: switch it yourself"
    if not core.project(seat).path:
        return "it works in no repository"
    return why_not_branch(branch) or ""


def why_not_begun(task: Task) -> str:
    """Why a task is not begun as its file says now; empty when it is."""
    if task.problems:
        return f"{task.key} cannot be started: {task.problems[0].said}"
    return "" if task.state is TaskState.OPEN else f"{task.key} is {task.state}"
