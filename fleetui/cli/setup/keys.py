"""Every key, from the one table that the screens, the footer and the help read too."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fleetui.cli.common import as_json_option, paths_here
from fleetui.cli.output import folded_table, json_out
from fleetui.config.problems import ConfigError, Problem, key_text, printable

if TYPE_CHECKING:
    from fleetui.config.paths import Paths
    from fleetui.model.settings import Settings


@click.command()
@click.option("--check", is_flag=True, help="Only check the operator's own keys; exit code 2 on a mistake.")
@click.option("--markdown", is_flag=True, help="As a table for a document.")
@as_json_option
def keys(check: bool, markdown: bool, as_json: bool) -> None:
    """Print every key and what it does, with the operator's own keys over the usual ones."""
    from fleetui.config.load import load
    from fleetui.ui.actions.keymap import Keymap, listing

    paths = paths_here()
    settings = load(paths)
    problems = key_problems(paths, settings)
    if problems and check:
        raise ConfigError(problems)
    for problem in problems:
        click.echo(f"fleetui: {problem}", err=True)
    rows = listing(Keymap(settings.screen.keys))
    if check:
        click.echo(f"{len(settings.screen.keys)} keys of your own, all fine")
    elif as_json:
        json_out([{"keys": row[0], "id": row[1], "where": row[2], "help": row[3]} for row in rows])
    elif markdown:
        _markdown(rows)
    else:
        folded_table(("KEYS", "ACTION", "WHERE", "WHAT"), rows)


def key_problems(paths: Paths, settings: Settings) -> tuple[Problem, ...]:
    """What is wrong with the operator's own keys; those that are wrong keep their usual keys."""
    from fleetui.ui.actions.keymap import Keymap

    found = []
    for mistake in Keymap(settings.screen.keys).mistakes:
        name, _, text = mistake.removeprefix("keys.").partition(": ")
        found.append(Problem(str(paths.config), printable(text), key_text(("screen", "keys", name))))
    return tuple(found)


def _markdown(rows: list[tuple[str, str, str, str]]) -> None:
    click.echo("| key | action | where | what |\n|---|---|---|---|")
    for row in rows:
        click.echo("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |")
