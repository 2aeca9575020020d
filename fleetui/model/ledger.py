"""The ledger: every task with who works on it and how far that is, from what is known elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum

from fleetui.model.counts import count
from fleetui.model.evidence import Verdict
from fleetui.model.forge.issues.issue import Issue
from fleetui.model.forge.pull import Pull
from fleetui.model.hosted.sight import HostedSight
from fleetui.model.task import Task, TaskState, tasks_of
from fleetui.model.value import value
from fleetui.model.view import AgentView, BranchRow, FleetView

RED = (Verdict.FAIL, Verdict.ERROR)


class Stage(IntEnum):
    """How far a task is, in the order of the ledger."""

    BROKEN = 1
    """Its file cannot be taken as it is."""
    IN_WORK = 2
    OPEN = 3
    LANDED = 4
    """Its branch landed, and nobody goes on with it; its file does not say yet that it is done."""
    DONE = 5
    DROPPED = 6

    @property
    def word(self) -> str:
        """As it is said."""
        return self.name.lower().replace("_", " ")


@value
class LedgerRow:
    """One task as the ledger shows it."""

    task: Task
    stage: Stage
    agents: tuple[AgentView, ...] = ()
    """Those that work on it."""
    branch: BranchRow | None = None
    """Its branch on the merge board."""
    landed: str = ""
    """The commit its branch landed as last."""
    issue: Issue | None = None
    """The issue that it is, as the list has it."""
    pull: Pull | None = None
    """The open pull request that brings its branch."""
    closing: tuple[Pull, ...] = ()
    """Other open ones that close its issue, somebody else's, too."""

    @property
    def its_branch(self) -> str:
        """The branch that the work is on, or is to be; empty where a hosted agent has none yet."""
        if self.hosted:
            return self.pull.branch if self.pull else ""
        return self.branch.branch if self.branch else self.task.its_branch

    @property
    def hosted(self) -> HostedSight | None:
        """What its forge says, where a hosted agent alone works on it."""
        return self.agents[0].hosted if len(self.agents) == 1 else None

    @property
    def key(self) -> str:
        """What tells rows apart: two files may claim one task."""
        return self.task.file or self.task.key


def ledger(view: FleetView) -> tuple[LedgerRow, ...]:
    """Every task: those that need the operator first, then what is in work, then what is open, by project and name."""
    working = _workers(view)
    rows = [_row(view, key, task, tuple(working.get(key, ()))) for key, task in view.tasks.items()]
    return tuple(sorted(rows, key=lambda row: (row.stage, row.task.project, row.task.id, row.key)))


def _workers(view: FleetView) -> Mapping[str, list[AgentView]]:
    found: dict[str, list[AgentView]] = {}
    for agent in view.agents:
        if agent.seat.task:
            for task in tasks_of(view.tasks, agent.seat.task, agent.seat.project):
                found.setdefault(task.key, []).append(agent)
    return found


def _row(view: FleetView, key: str, task: Task, agents: tuple[AgentView, ...]) -> LedgerRow:
    names = {agent.name for agent in agents}
    branch = next((row for row in view.board if row.seat in names), None)
    name = branch.branch if branch else task.its_branch
    landed = (branch.landed if branch and not branch.taken_back else "") or view.landed.get(
        (task.project, name), ""
    )
    going_on = any(agent.alive for agent in agents) or bool(branch and branch.ahead and not branch.landed)
    stage = _stage(task, key, agents, landed, going_on=going_on)
    pull = next((agent.pull for agent in agents if agent.hosted and agent.pull), None)
    pull = pull or _pull(view, task, name)
    closing = _closing(view, task, pull)
    return LedgerRow(task, stage, agents, branch, landed, _issue(view, task), pull, closing)


def _issue(view: FleetView, task: Task) -> Issue | None:
    listed = view.issues.get(task.project) if task.issues else None
    return listed.of(task.issues[0]) if listed else None


def _pull(view: FleetView, task: Task, branch: str) -> Pull | None:
    listed, project = view.pulls.get(task.project), view.projects.get(task.project)
    return listed.of_branch(branch, project.base) if listed and project else None


def _closing(view: FleetView, task: Task, own: Pull | None) -> tuple[Pull, ...]:
    listed = view.pulls.get(task.project) if task.issues else None
    found = listed.closing(task.issues[0]) if listed else ()
    return tuple(one for one in found if own is None or one.number != own.number)


def _stage(task: Task, key: str, agents: tuple[AgentView, ...], landed: str, *, going_on: bool) -> Stage:
    if task.problems or key not in (task.key, task.id):
        return Stage.BROKEN
    if task.state is not TaskState.OPEN:
        return Stage.DONE if task.state is TaskState.DONE else Stage.DROPPED
    if landed and not going_on:
        return Stage.LANDED
    return Stage.IN_WORK if agents else Stage.OPEN


def how_far(row: LedgerRow) -> str:
    """How far its branch is, in a few words: commits, gates, landed."""
    if row.task.problems:
        return row.task.problems[0].said
    if row.branch and row.branch.taken_back:
        return f"taken back by {row.branch.taken_back[:7]}"
    if row.stage is Stage.LANDED or (row.branch and row.branch.landed):
        return f"landed as {row.landed[:7]}"
    if row.hosted:
        return row.hosted.summary
    if row.branch is None:
        if row.closing and not row.agents and not row.landed:
            one = row.closing[0]
            return f"#{one.number} by {one.author or 'nobody'} closes it"
        if row.issue and not row.agents and not row.landed:
            return row.issue.said
        return "no commit yet" if row.agents else f"landed as {row.landed[:7]}" if row.landed else ""
    if row.branch.may_land:
        return f"{count(row.branch.ahead, 'commit')}, may land"
    ran = [mark for mark in row.branch.gates if mark.verdict is not Verdict.NONE]
    red = [f"{mark.gate} {mark.verdict}" for mark in ran if mark.verdict in RED]
    rest = [f"{mark.gate} {mark.verdict}" for mark in ran if mark.verdict not in RED]
    dirty = [f"{count(row.branch.dirty, 'file')} not committed"] if row.branch.dirty else []
    return ", ".join([*red, count(row.branch.ahead, "commit"), *dirty, *rest])


def is_red(row: LedgerRow) -> bool:
    """True while a gate failed on its branch, or could not run."""
    return bool(row.branch and any(mark.verdict in RED for mark in row.branch.gates))
