"""Seats and their runs: add, start, stop, restart, rename, remove, attach."""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fleetui.cli.common import (
    agent_argument,
    as_json_option,
    do_slowly,
    known_agent,
    linked,
    paths_here,
    send_to,
    yes_option,
)
from fleetui.cli.output import confirmed, fail, json_out, outcome_out
from fleetui.engine.link import AskHandoff, AskRemoval, AskRestart
from fleetui.model.clean import clean, clean_line
from fleetui.model.commands import (
    AddAgent,
    ClearAgent,
    CompactAgent,
    KillAgent,
    Outcome,
    PauseAgent,
    RemoveAgent,
    RenameAgent,
    RestartAgent,
    ResumeAgent,
    StartAgent,
)
from fleetui.model.conversation_loss import lost_by_clearing
from fleetui.model.counts import count

if TYPE_CHECKING:
    from fleetui.engine.link import Link

F = TypeVar("F", bound=Callable[..., Any])
Told = Callable[["Link", str], Awaitable[Sequence[str]]]
"""What is said about an agent before something is asked."""


@click.command()
@click.argument("name")
@click.option("--project", help="One of the configured projects; the one around this folder when left out.")
@click.option("--profile", default="claude", show_default=True, help="How to start and read it.")
@click.option("--command", default="", help="What to start instead of the profile's program, as one text.")
@click.option("--task", default="", help="What it works on: a task's id.")
@click.option("--branch", default="", help="Its branch; agent/NAME when left out.")
@click.option("--worktree", default="", help="An existing worktree instead of a new one.")
@click.option("--role", default="", help="What it is for, such as reviewer.")
@click.option("--unattended", is_flag=True, help="Start its runs so that they ask nobody before they act.")
@click.option("--relay", is_flag=True, help="Listen to what the program of its runs says of itself.")
@click.option("--no-start", is_flag=True, help="Make the seat, start nothing.")
@as_json_option
def add(
    name: str,
    project: str | None,
    profile: str,
    command: str,
    task: str,
    branch: str,
    worktree: str,
    role: str,
    unattended: bool,
    relay: bool,
    no_start: bool,
    as_json: bool,
) -> None:
    """Make a branch, a worktree and a seat, run the project's set-up step, start the agent."""
    project = project or _project_here()
    folder = os.path.abspath(worktree) if worktree else ""  # noqa: PTH100 - a link stays the link that was named
    wanted = AddAgent(
        name, project, profile, task, branch, folder, role, not no_start, _argv(command), unattended, relay
    )
    outcome_out(linked(lambda link: do_slowly(link, wanted, project)), as_json=as_json)


def _argv(command: str) -> tuple[str, ...]:
    """What ``--command`` says, as the configuration would take it."""
    from fleetui.config.argv import as_argv

    try:
        return as_argv(command)
    except ValueError as error:
        fail(f"--command {error}")


def _project_here() -> str:
    """The project whose repository is around this folder; ends with what to type where there is none."""
    from fleetui.cli.setup.repository import repository_around
    from fleetui.config.load import load

    projects = load(paths_here()).projects
    around = repository_around(Path.cwd())
    here = [name for name, project in projects.items() if around and _same(project.path, around)]
    if len(here) != 1:
        known = (
            f"--project is one of {', '.join(sorted(projects))}" if projects else "fleetui init declares one"
        )
        fail(f"this folder is in no project: {known}")
    return here[0]


def _same(path: str, folder: Path) -> bool:
    try:
        return folder.samefile(path)
    except OSError:
        return False


@click.command()
@agent_argument
@click.option("--resume", is_flag=True, help="Go on with the session of the run that ended last.")
@as_json_option
def start(name: str, resume: bool, as_json: bool) -> None:
    """Start a run in a seat where nothing runs, or let one go on that is suspended (ctrl+z)."""

    async def work(link: Link) -> Outcome:
        project = known_agent(link.view, name).seat.project
        return await do_slowly(link, StartAgent(name, resume=resume), project)

    outcome_out(linked(work), as_json=as_json)


def _losing(function: F) -> F:
    """Two options of which both say that nothing is kept first; the second names the agent for scripts."""
    lose = click.option(
        "--lose-work-of",
        "losing",
        metavar="NAME",
        default="",
        help="The same in a script: the agent's name again.",
    )
    without = click.option(
        "--without-rescue", "without", is_flag=True, help="Keep nothing first; asks for the agent's name."
    )
    return without(lose(function))


@click.command()
@agent_argument
@yes_option
@_losing
@as_json_option
def stop(name: str, yes: bool, without: bool, losing: str, as_json: bool) -> None:
    """Rescue its work, then stop everything it runs. The seat and its queue stay."""
    typed = _typed(name, without, losing)
    _with_plan(name, yes or bool(typed))
    send_to(name, KillAgent(name, without_rescue=typed), as_json=as_json)


def _typed(name: str, without: bool, losing: str) -> str:
    """The name of the agent whose work may be lost, as the operator typed it; empty where it is to be kept."""
    if losing or not without:
        return losing
    for line in linked(lambda link: _plan(link, name, losing=True)):
        click.echo(clean_line(line, 500), err=True)
    if not sys.stdin.isatty():
        fail(
            f"nobody is there to type the name: --lose-work-of {clean_line(name)} says that its work may be lost"
        )
    return str(click.prompt("type the agent's name to go on without a rescue", err=True)).strip()


@click.command()
@agent_argument
@as_json_option
def compact(name: str, as_json: bool) -> None:
    """Have it sum up its conversation, with the agent's own command, before whatever waits in its queue."""
    send_to(name, CompactAgent(name), as_json=as_json)


@click.command()
@agent_argument
@yes_option
@as_json_option
def clear(name: str, yes: bool, as_json: bool) -> None:
    """Have it forget its conversation, with the agent's own command. Files, branch and queue stay."""
    _ask(name, f"clear the conversation of {clean_line(name)}?", _lost, yes=yes)
    send_to(name, ClearAgent(name), as_json=as_json)


async def _lost(link: Link, name: str) -> Sequence[str]:
    return lost_by_clearing(known_agent(link.view, name))


def _ask(name: str, question: str, told: Told, *, yes: bool) -> None:
    """Check that there is such an agent, say what it is about, and ask; ends where the answer is no."""
    if yes:
        return

    async def work(link: Link) -> Sequence[str]:
        known_agent(link.view, name)
        return await told(link, name)

    for line in linked(work):
        click.echo(clean_line(line, 500), err=True)
    confirmed(question, yes=yes)


@click.command()
@agent_argument
@as_json_option
def pause(name: str, as_json: bool) -> None:
    """Deliver nothing to it until it is resumed."""
    send_to(name, PauseAgent(name), as_json=as_json)


@click.command()
@agent_argument
@as_json_option
def resume(name: str, as_json: bool) -> None:
    """Deliver to it again; also ends a halt."""
    send_to(name, ResumeAgent(name), as_json=as_json)


@click.command()
@agent_argument
@click.option(
    "--worktree", is_flag=True, help="Also its worktree, after a rescue, and its branch where that landed."
)
@click.option(
    "--lose-work-of", "losing", metavar="NAME", default="", help="Also what a rescue does not hold."
)
@yes_option
@as_json_option
def remove(name: str, worktree: bool, losing: str, yes: bool, as_json: bool) -> None:
    """Take a seat out of the fleet. Its branch and worktree stay where they are, unless --worktree is said."""
    rest = "Its worktree goes, too." if worktree else "Its branch and worktree stay."
    question = f"Take {clean_line(name)} out of the fleet? {rest}"
    _ask(name, question, _goes if worktree else _nothing, yes=yes)
    send_to(name, RemoveAgent(name, worktree=worktree, lose=losing), as_json=as_json)


async def _nothing(link: Link, name: str) -> Sequence[str]:
    del link, name
    return ()


async def _goes(link: Link, name: str) -> Sequence[str]:
    plan = await link.ask(AskRemoval(name))
    if plan.why_not:
        fail(plan.why_not)
    goes = [f"goes:  {what}" for what in (plan.worktree, plan.branch and f"branch {plan.branch}") if what]
    lost = [f"lost:  {line}" for line in (*plan.lost, *plan.ignored[:20])]
    return [*goes, *lost, *(f"stays: {line}" for line in plan.stays)]


@click.command()
@agent_argument
@click.argument("to")
@as_json_option
def rename(name: str, to: str, as_json: bool) -> None:
    """Give an agent another name; queue and history go with it."""
    send_to(name, RenameAgent(name, to), as_json=as_json)


@click.command()
@agent_argument
@click.option("--bare", is_flag=True, help="Give the fresh run no handoff.")
@click.option("--resume", is_flag=True, help="Go on with the same session instead of a fresh one.")
@yes_option
@_losing
@as_json_option
def restart(
    name: str, bare: bool, resume: bool, yes: bool, without: bool, losing: str, as_json: bool
) -> None:
    """Rescue its work, stop everything it runs, start afresh with a handoff; the queue goes on."""
    if bare and resume:
        fail("--bare starts afresh and --resume does not: choose one")
    typed = _typed(name, without, losing)
    _with_plan(name, yes or bool(typed), resume=resume)
    command = RestartAgent(name, handoff="" if bare else None, resume=resume, without_rescue=typed)
    send_to(name, command, as_json=as_json)


@click.command()
@agent_argument
@as_json_option
def handoff(name: str, as_json: bool) -> None:
    """Print the handoff a restart would give now."""

    async def work(link: Link) -> str:
        known_agent(link.view, name)
        return await link.ask(AskHandoff(name))

    text = linked(work)
    if as_json:
        json_out({"name": name, "handoff": text})
    else:
        click.echo(clean(text))


@click.command()
@agent_argument
@click.option("--print", "only_print", is_flag=True, help="Print the command instead of running it.")
def attach(name: str, only_print: bool) -> None:
    """Attach this terminal to an agent's pane. F12 comes back, elsewhere what is said; the agent goes on."""

    async def work(link: Link) -> tuple[str, ...]:
        known_agent(link.view, name)
        shown = None if only_print else await link.show_here(name)
        if shown is not None:
            if not shown.ok:
                fail(shown.text)
            click.echo(shown.text)
            return ()
        command = link.attach_command(name)
        if command is None:
            fail(f"nothing runs in {name}; see: fleetui start {name}")
        return command

    command = linked(work)
    if only_print:
        import shlex

        click.echo(shlex.join(command))
        return
    if not command:
        return
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        fail("attaching needs a terminal; --print shows the command")
    _become(command)


def _become(command: tuple[str, ...]) -> None:
    """This process becomes tmux. Inside another tmux it would refuse, unless that is hidden from it."""
    environment = {key: value for key, value in os.environ.items() if key != "TMUX"}
    try:
        os.execvpe(command[0], command, environment)  # noqa: S606 - the terminal is handed over on purpose
    except OSError as error:
        fail(f"{command[0]} cannot be started: {error.strerror}")


def _with_plan(name: str, yes: bool, *, resume: bool = False) -> None:
    """Say what would be kept and stopped, and ask."""
    _ask(name, f"stop {name}?", partial(_plan, resume=resume), yes=yes)


async def _plan(link: Link, name: str, *, resume: bool = False, losing: bool = False) -> Sequence[str]:
    known_agent(link.view, name)
    plan = await link.ask(AskRestart(name))
    if resume and plan.why_not_same:
        fail(f"{name} cannot go on with its session: {plan.why_not_same}")
    said = (
        ("kept", "" if losing else plan.kept),
        ("lost", plan.lost if losing else ""),
        ("rescue", f"none: {plan.unrescued}" if plan.unrescued and not losing else ""),
        ("not kept", "; ".join([*plan.left_out, *plan.ignored])),
        ("worktree", f"made anew from {plan.anew} by a restart" if plan.anew else ""),
        ("stopped", ", ".join(plan.stopped)),
        ("goes on", f"with its session: {plan.same}" if resume else ""),
        ("queue", f"kept: {count(len(plan.waiting), 'follow-up')}" if plan.waiting else ""),
    )
    return [f"{head + ':':<10}{text}" for head, text in said if text]
