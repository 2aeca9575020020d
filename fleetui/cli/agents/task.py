"""Pieces of work: write them down, list them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fleetui.cli.common import as_json_option, linked, send
from fleetui.cli.output import clock, fail, json_out, no_such, table
from fleetui.model.clean import clean
from fleetui.model.commands import AddTask

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fleetui.engine.link import Link
    from fleetui.model.fleet import Task
    from fleetui.model.view import FleetView


@click.group()
def task() -> None:
    """Pieces of work. They outlive the agents that do them."""


@task.command()
@click.argument("title")
@click.option("--body", default="", help="What to change, edges, what not to touch.")
@click.option("--done-when", default="", help="How it is verified.")
@as_json_option
def add(title: str, body: str, done_when: str, as_json: bool) -> None:
    """Write a piece of work down."""
    send(AddTask(title, body, done_when), as_json=as_json)


@task.command("list")
@as_json_option
def listed(as_json: bool) -> None:
    """List every piece of work and who is on it."""
    view = linked(_view)
    tasks = sorted(view.tasks.values(), key=lambda one: one.added)
    if as_json:
        json_out([_plain(one, view) for one in tasks])
    elif not tasks:
        click.echo("no task is written down yet: fleetui task add TITLE")
    else:
        rows = [(one.id, ", ".join(_agents(one, view)) or "-", one.title) for one in tasks]
        table(("ID", "AGENTS", "TITLE"), rows)


@task.command()
@click.argument("task_id", metavar="ID")
@as_json_option
def show(task_id: str, as_json: bool) -> None:
    """Show one piece of work whole; an id may be cut short."""
    view = linked(_view)
    one = _chosen(view.tasks, task_id)
    if as_json:
        json_out(_plain(one, view))
        return
    click.echo(clean(f"{one.id}  {one.title}"))
    click.echo(f"added {clock(one.added)}, agents: {', '.join(_agents(one, view)) or 'none'}")
    for head, text in (("", one.body), ("done when: ", one.done_when)):
        if text:
            click.echo(clean(f"\n{head}{text}"))


def _chosen(tasks: Mapping[str, Task], task_id: str) -> Task:
    fitting = [one for key, one in tasks.items() if key == task_id] or [
        one for key, one in tasks.items() if key.startswith(task_id)
    ]
    if len(fitting) > 1:
        fail(f"{task_id!r} fits several tasks: {', '.join(one.id for one in fitting)}")
    return fitting[0] if fitting else no_such("task", task_id, tasks)


async def _view(link: Link) -> FleetView:
    return link.view


def _agents(one: Task, view: FleetView) -> list[str]:
    return [agent.name for agent in view.agents if agent.seat.task == one.id]


def _plain(one: Task, view: FleetView) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.title,
        "body": one.body,
        "done_when": one.done_when,
        "added": one.added,
        "agents": _agents(one, view),
    }
