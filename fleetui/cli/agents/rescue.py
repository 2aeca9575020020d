"""Rescues: what was kept before something was stopped, and writing it back."""

from __future__ import annotations

import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from fleetui.cli.common import as_json_option, linked, send
from fleetui.cli.output import clock, fail, json_out, no_such, table
from fleetui.engine.link import AskRescues
from fleetui.model.clean import clean_line
from fleetui.model.commands import RestoreRescue

if TYPE_CHECKING:
    from fleetui.engine.link import Link
    from fleetui.model.fleet import Rescue


@click.group()
def rescue() -> None:
    """Work that was kept before an agent was stopped."""


@rescue.command("list")
@as_json_option
def listed(as_json: bool) -> None:
    """List every rescue, newest first."""
    found = linked(_all)
    if as_json:
        json_out([asdict(one) for one in found])
    elif not found:
        click.echo("nothing had to be rescued yet")
    else:
        rows = [
            (r.id, clock(r.at), r.seat, r.files, len(r.left_out), r.branch or "-", r.commit[:12])
            for r in found
        ]
        table(("ID", "WHEN", "AGENT", "FILES", "LEFT OUT", "BRANCH", "COMMIT"), rows)


@rescue.command()
@click.argument("rescue_id", metavar="ID")
@as_json_option
def show(rescue_id: str, as_json: bool) -> None:
    """Show one rescue whole; an id may be cut short."""
    one = chosen(linked(_all), rescue_id)
    if as_json:
        json_out(asdict(one))
        return
    click.echo(f"{one.id} of {one.seat}, {clock(one.at)}")
    click.echo(f"commit {one.commit}, {one.files} files that differ from {one.head[:12] or 'nothing'}")
    click.echo(f"worktree {clean_line(one.worktree)}, branch {clean_line(one.branch) or 'none'}")
    for path in one.left_out:
        click.echo(f"left out: {clean_line(path)}")
    for path in one.ignored:
        click.echo(f"ignored, not kept: {clean_line(path)}")


@rescue.command()
@click.argument("rescue_id", metavar="ID")
@click.argument("folder", type=click.Path())
@as_json_option
def restore(rescue_id: str, folder: str, as_json: bool) -> None:
    """Write a rescue into FOLDER, which must be new or empty. Nothing else is touched."""
    one = chosen(linked(_all), rescue_id)
    send(RestoreRescue(one.id, os.path.abspath(folder)), as_json=as_json)  # noqa: PTH100 - names stay as named


async def _all(link: Link) -> tuple[Rescue, ...]:
    return await link.ask(AskRescues())


def chosen(rescues: tuple[Rescue, ...], rescue_id: str) -> Rescue:
    """The rescue of this id or this beginning of one; ends when there is none, or more than one."""
    fitting = [one for one in rescues if one.id == rescue_id] or [
        one for one in rescues if one.id.startswith(rescue_id)
    ]
    if len(fitting) > 1:
        fail(f"{rescue_id!r} fits several rescues: {', '.join(one.id for one in fitting)}")
    return fitting[0] if fitting else no_such("rescue", rescue_id, (one.id for one in rescues))
