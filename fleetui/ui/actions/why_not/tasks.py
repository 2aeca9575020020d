"""Why something cannot be done with a task."""

from __future__ import annotations

from fleetui.model.ledger import Stage
from fleetui.model.view import FleetView
from fleetui.ui.actions.selection import Selection


def needs_task(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a task."""
    return None if chosen.task else "no task is written down: a adds one"


def needs_task_of_ours(view: FleetView, chosen: Selection) -> str | None:
    """Needs a task that is written down here, and not on a forge."""
    if chosen.task and chosen.task.task.issues:
        return f"#{chosen.task.task.issues[0]} is an issue: it is written and closed on its forge"
    return needs_task(view, chosen)


def needs_assignable_issue(view: FleetView, chosen: Selection) -> str | None:
    """Needs an issue of a project that says whom to assign, or how to label."""
    if chosen.task is None or not chosen.task.task.issues:
        return "this task is no issue"
    project = view.projects.get(chosen.task.task.project)
    rules = project.forge if project else None
    if project is None or rules is None or not (rules.assign or rules.label):
        return f'[projects.{chosen.task.task.project}.github] says nobody: assign = "@me" or label = "in progress"'
    if rules.repository:
        return None
    return f'[projects.{project.name}.github] needs repository = "owner/name": agents can change where a remote leads'


def needs_startable_task(view: FleetView, chosen: Selection) -> str | None:
    """Needs tasks that are right, open, of one project, and that nobody works on."""
    rows = chosen.tasks or ((chosen.task,) if chosen.task else ())
    for row in rows:
        name = row.task.id
        if row.task.problems:
            return f"{name}: {row.task.problems[0].said}"
        if row.agents:
            return f"{row.agents[0].name} works on {name} already"
        if row.stage is not Stage.OPEN:
            return (
                f"{name} is {row.stage.word}: x opens it again"
                if row.stage is not Stage.LANDED
                else f"{name} landed"
            )
    projects = sorted({row.task.project for row in rows if row.task.project})
    if len(projects) > 1:
        return f"the marked tasks are of {' and '.join(projects)}: start an agent for each"
    return needs_task(view, chosen)


def needs_task_agent(view: FleetView, chosen: Selection) -> str | None:
    """Needs a task that somebody works on."""
    if chosen.task is None:
        return needs_task(view, chosen)
    return None if chosen.task.agents else "nobody works on it: n starts an agent"
