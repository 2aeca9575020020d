"""Agents that run in tmux already: find them, take them. Nothing in their panes changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from fleetui.cli.common import as_json_option, linked
from fleetui.cli.output import fail, json_out, no_such, outcome_out, table
from fleetui.engine.link import AskPanes
from fleetui.model.commands import AdoptPane, DismissProgram, Outcome

if TYPE_CHECKING:
    from fleetui.engine.link import Link
    from fleetui.model.paneless import PanelessAgent
    from fleetui.model.view import FoundAgent


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also panes in which no known agent runs.")
@click.option("--dismiss", metavar="PROGRAM", help="Do not list agents of a program that no profile reads.")
@click.option("--recall", metavar="PROGRAM", help="List them again.")
@as_json_option
def discover(everything: bool, dismiss: str | None, recall: str | None, as_json: bool) -> None:
    """List agents that run in tmux and have no seat yet, also such as no profile reads."""
    if dismiss or recall:
        _dismiss(str(dismiss or recall), dismissed=bool(dismiss), as_json=as_json)
        return
    panes, hidden, paneless = linked(_listed)
    found = [
        pane for pane in panes if everything or pane.profile or (pane.program and pane.program not in hidden)
    ]
    if as_json:
        json_out([_plain(pane) for pane in found])
        return
    for session in paneless:
        click.echo(f"{session.line} (no pane: it is looked at with its own program)")
    if not found:
        click.echo("no agent runs in a tmux server of yours without a seat")
        return
    table(
        ("SUGGESTED", "PROFILE", "TARGET", "PANE", "FOLDER", "BRANCH"),
        [(p.suggested, _kind(p), p.where, p.pane.pane, p.cwd, p.branch or "-") for p in found],
    )
    for one in found:
        if one.program:
            click.echo(f"{one.program} in {one.pane.pane}: {one.advice}")


def _kind(pane: FoundAgent) -> str:
    return pane.profile or (f"{pane.program}?" if pane.program else "-")


def _dismiss(program: str, *, dismissed: bool, as_json: bool) -> None:
    async def work(link: Link) -> Outcome:
        return await link.do(DismissProgram(program, dismissed))

    outcome_out(linked(work), as_json=as_json)


async def _listed(
    link: Link,
) -> tuple[tuple[FoundAgent, ...], tuple[str, ...], tuple[PanelessAgent, ...]]:
    """Every pane without a seat, the programs that are not to be listed, and the agents without a pane."""
    return await free_panes(link), link.view.dismissed, link.view.paneless


@click.command()
@click.argument("target")
@click.option("--name", required=True, help="What to call it.")
@click.option("--profile", default="", help="How to read it; needed where no known agent runs.")
@click.option("--project", default="", help="One of the configured projects.")
@click.option(
    "--socket",
    default="",
    metavar="PATH-or-NAME",
    help="The tmux server: when several have the target, or a PATH that tmux's folder and fleet.toml do not name.",
)
@as_json_option
def adopt(target: str, name: str, profile: str, project: str, socket: str, as_json: bool) -> None:
    """Take a running pane into the fleet. TARGET is session:window.pane, a %pane id or a suggested name."""

    async def work(link: Link) -> Outcome:
        pane = chosen(await free_panes(link, socket), target, socket)
        kind = profile or pane.profile
        if not kind:
            unread = f"; {pane.advice}" if pane.program else ""
            fail(
                f"no known agent runs in {target}: say which with --profile, such as --profile shell{unread}"
            )
        return await link.do(AdoptPane(name, pane.pane, kind, pane.cwd, project))

    outcome_out(linked(work), as_json=as_json)


async def free_panes(link: Link, socket: str = "") -> tuple[FoundAgent, ...]:
    """Every pane without a seat; ``socket`` may name one more server to look at."""
    return await link.ask(AskPanes(_named(socket)))


def _named(socket: str) -> tuple[str, ...]:
    return (str(Path(socket).expanduser().absolute()),) if "/" in socket else ()


def chosen(panes: tuple[FoundAgent, ...], target: str, socket: str) -> FoundAgent:
    """The one pane a target names; ends when there is none, or more than one."""
    fitting = [pane for pane in panes if target in (pane.where, pane.pane.pane, pane.suggested)]
    on_server = [pane for pane in fitting if not socket or _is_on(pane, socket)]
    if len(on_server) == 1:
        return on_server[0]
    if on_server:
        sockets = ", ".join(sorted({pane.pane.server.socket for pane in on_server}))
        fail(f"{target} is a pane of several tmux servers: say which with --socket: {sockets}")
    if fitting:
        fail(f"{target} is not on the tmux server {socket}, but on {fitting[0].pane.server.socket}")
    return no_such("free pane", target, (pane.where for pane in panes))


def _is_on(pane: FoundAgent, socket: str) -> bool:
    path = pane.pane.server.socket
    if "/" not in socket:
        return path.rpartition("/")[2] == socket
    if path == socket:
        return True
    try:
        return Path(socket).expanduser().samefile(path)
    except OSError:
        return False


def _plain(pane: FoundAgent) -> dict[str, object]:
    return {
        "suggested": pane.suggested,
        "profile": pane.profile,
        "program": pane.program,
        "target": pane.where,
        "pane": {"socket": pane.pane.server.socket, "id": pane.pane.pane, "pid": pane.pane.pid},
        "cwd": pane.cwd,
        "repository": pane.repository,
        "branch": pane.branch,
    }
