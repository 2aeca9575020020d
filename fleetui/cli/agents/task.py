"""Pieces of work: write them down, look at them, check their files, start an agent on them."""

from __future__ import annotations

import contextlib
import os
import sys
from typing import TYPE_CHECKING

import click

from fleetui.cli.common import as_json_option, do_slowly, linked, send
from fleetui.cli.output import clock, fail, json_out, no_such, outcome_out, table
from fleetui.model.clean import clean
from fleetui.model.commands import AddTask, ExportTask, SetTaskState, StartTask
from fleetui.model.ledger import LedgerRow, how_far, ledger
from fleetui.model.task import TaskState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fleetui.engine.link import Link
    from fleetui.model.commands import Outcome
    from fleetui.model.view import FleetView

_id_argument = click.argument("task_id", metavar="ID")


@click.group()
def task() -> None:
    """Pieces of work, a Markdown file each. They outlive the agents that do them."""


@task.command()
@click.argument("title")
@click.option("--body", default="", help="What to change.")
@click.option("--done-when", default="", help="How it is verified.")
@click.option("--project", default="", help="Its project; the only one there is if left out.")
@click.option("--branch", default="", help="The branch it is done on; task/ID if left out.")
@click.option("--edge", "edges", multiple=True, help="What has to be thought of; again for more.")
@click.option("--not-to-touch", multiple=True, help="A path pattern, as in a .gitignore; again for more.")
@click.option("--issue", default="", help="Where it is spoken of, such as #41.")
@click.option("--edit", "and_edit", is_flag=True, help="Open your editor on its file.")
@as_json_option
def add(
    title: str, body: str, done_when: str, project: str, branch: str, edges: tuple[str, ...],
    not_to_touch: tuple[str, ...], issue: str, and_edit: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write a piece of work down, as a file in the project's task folder."""
    command = AddTask(title, body, done_when, project, branch, edges, not_to_touch, issue)
    if not and_edit:
        send(command, as_json=as_json)
        return
    outcome = linked(lambda link: link.do(command))
    outcome_out(outcome, as_json=as_json)
    _edit(outcome.value, project)


@task.command("list")
@as_json_option
def listed(as_json: bool) -> None:
    """List every piece of work: how far it is and who is on it."""
    view = linked(_view)
    rows = ledger(view)
    if as_json:
        json_out([_plain(row) for row in rows])
    elif not rows:
        click.echo("no task is written down yet: fleetui task add TITLE")
    else:
        cells = [
            (row.task.id, row.stage.word, row.task.project or "-", ", ".join(_agents(row)) or "-", _said(row))
            for row in rows
        ]
        table(("ID", "STATE", "PROJECT", "AGENTS", "TITLE"), cells)
    for project, known in view.issues.items():
        if known.why:
            click.echo(clean(f"issues of {project}: {known.why}"), err=True)


@task.command()
@_id_argument
@as_json_option
def show(task_id: str, as_json: bool) -> None:
    """Show one piece of work whole; an id may be cut short."""
    row = linked(lambda link: _whole(link, task_id))
    if as_json:
        json_out(_plain(row))
        return
    one = row.task
    far = how_far(row)
    click.echo(clean(f"{one.id}  {one.title}"))
    click.echo(
        clean(f"{row.stage.word}{f': {far}' if far else ''}, agents: {', '.join(_agents(row)) or 'none'}")
    )
    facts = (("file", one.file), ("project", one.project), ("branch", one.its_branch), ("issue", one.issue))
    for name, text in (*facts, ("added", clock(one.added) if one.added else "")):
        if text:
            click.echo(clean(f"{name:<8} {text}"))
    for problem in one.problems:
        click.echo(clean(f"wrong    {problem.said}"))
    for head, text in (
        ("", one.body), ("done when:\n", one.done_when), ("edges:\n", "\n".join(one.edges)),
        ("not to touch:\n", "\n".join(one.not_to_touch)),
    ):  # fmt: skip
        if text:
            click.echo(clean(f"\n{head}{text}"))


@task.command()
@_id_argument
@click.option("--state", type=click.Choice(list(TaskState)), help="Only put this state into its file.")
def edit(task_id: str, state: str | None) -> None:
    """Open your editor on a task's file, and say afterwards what is wrong with it."""
    if state:
        send(SetTaskState(_chosen(linked(_view), task_id).task.key, state), as_json=False)
    else:
        _edit(task_id)


@task.command()
@click.argument("task_ids", metavar="[ID]...", nargs=-1)
@as_json_option
def check(task_ids: tuple[str, ...], as_json: bool) -> None:
    """Say all that is wrong with task files; exit code 1 when something is."""
    view = linked(_view)
    rows = [_chosen(view, name) for name in task_ids] if task_ids else list(ledger(view))
    wrong = [(row, problem) for row in rows for problem in row.task.problems]
    if as_json:
        json_out(
            [{"file": row.task.file, "line": problem.line, "text": problem.text} for row, problem in wrong]
        )
    for row, problem in () if as_json else wrong:
        click.echo(clean(f"{row.task.file or row.task.id}:{problem.line or 1}: {problem.text}"))
    if wrong:
        sys.exit(1)
    if not as_json:
        click.echo(f"{len(rows)} checked, nothing is wrong")


@task.command()
@_id_argument
@click.option("--project", default="", help="Whose folder; the only project's if left out.")
@as_json_option
def export(task_id: str, project: str, as_json: bool) -> None:
    """Write a task that only the journal knows out as a file."""
    send(ExportTask(_chosen(linked(_view), task_id).task.id, project), as_json=as_json)


@task.command()
@click.argument("task_ids", metavar="ID...", nargs=-1, required=True)
@click.option("--agent", default="", help="The new agent's name; made from the task's if left out.")
@click.option("--profile", default="claude", show_default=True, help="How it is started and read.")
@click.option("--project", default="", help="For a task that names none.")
@click.option("--unattended", is_flag=True, help="Its runs ask nobody before they act.")
@as_json_option
def start(
    task_ids: tuple[str, ...], agent: str, profile: str, project: str, unattended: bool, as_json: bool
) -> None:
    """Start a new agent on one task or several: its branch is the first one's, its first prompt what they say."""

    async def work(link: Link) -> Outcome:
        view = await _view(link)
        rows = [_chosen(view, name) for name in task_ids]
        keys = tuple(row.task.key for row in rows)
        command = StartTask(keys, agent, profile, project, unattended=unattended)
        return await do_slowly(link, command, rows[0].task.project or project)

    outcome_out(linked(work), as_json=as_json)


def _edit(task_id: str, project: str = "") -> None:
    """The editor on the file, made where there is none yet; then what is wrong with it."""
    import subprocess

    from fleetui.ui.terminal.programs import NotRun, at_line, editor, why_not_edited

    try:
        argv = editor(os.environ)
    except NotRun as error:
        fail(str(error))
    row = _chosen(linked(_view), task_id)
    if not row.task.file:
        outcome = linked(lambda link: link.do(ExportTask(row.task.id, project)))
        outcome_out(outcome, as_json=False)
        row = _chosen(linked(_view), task_id)
    if why := why_not_edited(row.task.file):
        fail(why)
    line = row.task.problems[0].line if row.task.problems else 0
    code = subprocess.call(at_line(argv, row.task.file, line))
    if code:
        fail(f"the editor ended with {code}")
    after = next((one for one in ledger(linked(_view)) if one.task.file == row.task.file), None)
    for problem in after.task.problems if after else ():
        click.echo(clean(f"{row.task.file}:{problem.line or 1}: {problem.text}"))
    if after and after.task.problems:
        fail(f"the file is not right yet: fleetui task edit {row.task.id}")


def _chosen(view: FleetView, name: str) -> LedgerRow:
    """By key or id, or the only one whose id begins so."""
    rows = ledger(view)
    name = f"issue-{name[1:]}" if name[:1] == "#" and name[1:].isdecimal() else name
    fitting = [row for row in rows if name in (row.task.key, row.task.id)]
    fitting = fitting or [row for row in rows if row.task.id.startswith(name)]
    if len(fitting) > 1:
        fail(f"{name!r} fits several tasks: {', '.join(row.task.key for row in fitting)}")
    return fitting[0] if fitting else no_such("task", name, [row.task.id for row in rows])


async def _view(link: Link) -> FleetView:
    """With the issues that its projects' queries find, as far as their forges answer."""
    await _ask_issues(link)
    return link.view


async def _ask_issues(link: Link, project: str = "", number: int = 0) -> None:
    """Tasks that are files are there all the same where this cannot be answered."""
    from fleetui.engine.link import AskError, AskIssues

    with contextlib.suppress(AskError):
        await link.ask(AskIssues(project, number))


async def _whole(link: Link, task_id: str) -> LedgerRow:
    """The one that is meant; an issue with its text."""
    row = _chosen(await _view(link), task_id)
    for number in row.task.issues:
        await _ask_issues(link, row.task.project, number)
    return _chosen(link.view, row.task.key)


def _agents(row: LedgerRow) -> Sequence[str]:
    return [agent.name for agent in row.agents]


def _said(row: LedgerRow) -> str:
    return f"{row.task.title}: {row.task.problems[0].said}" if row.task.problems else row.task.title


def _plain(row: LedgerRow) -> dict[str, object]:
    one = row.task
    return {
        "id": one.id,
        "title": one.title,
        "project": one.project,
        "stage": row.stage.word,
        "state": one.state.value,
        "how_far": how_far(row),
        "branch": one.its_branch,
        "body": one.body,
        "done_when": one.done_when,
        "edges": one.edges,
        "not_to_touch": one.not_to_touch,
        "issue": one.issue,
        "issue_number": one.issues[0] if one.issues else None,
        "labels": row.issue.labels if row.issue else (),
        "assignees": row.issue.assignees if row.issue else (),
        "file": one.file,
        "problems": [{"line": problem.line, "text": problem.text} for problem in one.problems],
        "added": one.added,
        "agents": _agents(row),
        "landed": row.landed,
    }
