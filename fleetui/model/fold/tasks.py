"""Tasks, issues that agents were given, and what was touched that a task says not to."""

from __future__ import annotations

from dataclasses import replace

from fleetui.model import events as e
from fleetui.model.fleet import Fleet
from fleetui.model.fold.handler import Handlers, with_key, without_key
from fleetui.model.forge.issues.as_task import IssueText, TakenIssue, issue_id
from fleetui.model.task import Task, TaskState, task_key
from fleetui.model.touched import Touched, Trespass


def _task_added(fleet: Fleet, event: e.TaskAdded, at: float) -> Fleet:
    task = Task(
        event.task, event.title, event.body, event.done_when, at, project=event.project, file=event.file
    )
    return replace(fleet, tasks=with_key(fleet.tasks, task.key, task))


def _issue_taken(fleet: Fleet, event: e.IssueTaken, at: float) -> Fleet:
    text = IssueText(
        event.project, event.number, event.title, event.url, event.quote, event.done_when, event.edges,
        event.not_to_touch, event.updated, event.read, event.open,
    )  # fmt: skip
    key = task_key(event.project, issue_id(event.number))
    before = fleet.issues.get(key)
    if event.given:
        taken = TakenIssue(text, at, given=text)
    else:
        taken = before.now(text, at) if before else TakenIssue(text, at, at)
    return replace(fleet, issues=with_key(fleet.issues, key, taken))


def _trespass_found(fleet: Fleet, event: e.TrespassFound, at: float) -> Fleet:
    paths = tuple(map(Touched, event.paths, event.patterns))
    if event.seat not in fleet.seats:
        return fleet
    return replace(fleet, trespasses=with_key(fleet.trespasses, event.seat, Trespass(paths, at)))


def _trespass_ended(fleet: Fleet, event: e.TrespassEnded, _: float) -> Fleet:
    return replace(fleet, trespasses=without_key(fleet.trespasses, event.seat))


def _task_state(fleet: Fleet, event: e.TaskStateChanged, _: float) -> Fleet:
    key = task_key(event.project, event.task)
    task = fleet.tasks.get(key)
    if task is None or event.state not in list(TaskState):
        return fleet
    return replace(fleet, tasks=with_key(fleet.tasks, key, replace(task, state=TaskState(event.state))))


HANDLERS: Handlers = {
    e.TaskAdded: _task_added,
    e.IssueTaken: _issue_taken,
    e.TaskStateChanged: _task_state,
    e.TrespassFound: _trespass_found,
    e.TrespassEnded: _trespass_ended,
}
