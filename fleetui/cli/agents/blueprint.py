"""Blueprints: list them, show one, check the operator's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fleetui.cli.common import as_json_option, paths_here
from fleetui.cli.output import fail, json_out, no_such, table
from fleetui.model.clean import clean
from fleetui.model.steps import Planned, Step, written

if TYPE_CHECKING:
    from collections.abc import Iterable

    from fleetui.model.blueprints import Blueprint


@click.group()
def blueprint() -> None:
    """Named lists of follow-ups and steps with fields; queue NAME add --blueprint queues one."""


@blueprint.command("list")
@as_json_option
def listed(as_json: bool) -> None:
    """List every blueprint with the fields that have to be said."""
    found = known()
    if as_json:
        json_out([_plain(one) for one in found.values()])
        return
    table(
        ("NAME", "NEEDS", "ABOUT"),
        [(one.name, _fields(one.needed) or "-", one.about) for one in found.values()],
    )


@blueprint.command()
@click.argument("name")
@as_json_option
def show(name: str, as_json: bool) -> None:
    """Show one blueprint whole: its fields and its entries in order."""
    found = known()
    one = found.get(name) or no_such("blueprint", name, found)
    if as_json:
        json_out(_plain(one))
        return
    click.echo(clean(f"{one.name}: {one.about}" if one.about else one.name))
    click.echo(clean(f"from {one.source}" if one.source else "comes with fleetui"))
    for field in one.fields:
        said = f"{one.usual[field]!r} unless said" if field in one.usual else "has to be said"
        click.echo(clean(f"  {{{field}}}  {said}"))
    for number, entry in enumerate(one.entries, 1):
        click.echo(clean(f"\n{number}. {_words(entry)}"))


@blueprint.command()
@as_json_option
def check(as_json: bool) -> None:
    """Check the operator's blueprints: every mistake with its file. Exit code 2 when there is one."""
    from fleetui.config.blueprint_files import folder, known_blueprints

    paths = paths_here()
    found, problems = known_blueprints(paths)
    own = [one for one in found.values() if one.source]
    if as_json:
        json_out({"ok": not problems, "problems": [str(one) for one in problems], "own": len(own)})
    else:
        for one in problems:
            click.echo(clean(str(one)), err=True)
        click.echo(clean(f"{len(own)} blueprints of your own in {folder(paths)} and {paths.config} are fine"))
    if problems:
        raise SystemExit(2)


def known() -> dict[str, Blueprint]:
    """Every blueprint; what is wrong with others is told on stderr."""
    from fleetui.config.blueprint_files import known_blueprints

    found, problems = known_blueprints(paths_here())
    for one in problems:
        click.echo(clean(f"left out: {one}"), err=True)
    return found


def planned_by(name: str, said: Iterable[str]) -> tuple[Planned, ...]:
    """The entries of a blueprint with ``FIELD=VALUE`` filled in; ends with what is missing, with nothing queued."""
    from fleetui.model.blueprints import BlueprintError, filled

    found = known()
    one = found.get(name) or no_such("blueprint", name, found)
    values: dict[str, str] = {}
    for pair in said:
        word, equals, text = pair.partition("=")
        if not equals:
            raise click.UsageError(f"{pair!r} is no FIELD=VALUE.")
        if word in values:
            raise click.UsageError(f"{word} is said twice.")
        values[word] = text
    try:
        return filled(one, values)
    except BlueprintError as error:
        fail(str(error))


def _fields(names: Iterable[str]) -> str:
    return " ".join(f"{name}=…" for name in names)


def _words(entry: Planned) -> str:
    return entry.line if isinstance(entry, Step) else entry.strip()


def _plain(one: Blueprint) -> dict[str, object]:
    return {
        "name": one.name,
        "about": one.about,
        "source": one.source,
        "fields": list(one.fields),
        "needed": list(one.needed),
        "usual": dict(one.usual),
        "entries": [written(entry) for entry in one.entries],
    }
