"""The manual, in the terminal: the texts of ``docs/``, by topic."""

from __future__ import annotations

import shutil

import click

from fleetui.cli.commands import COMMANDS
from fleetui.cli.output import fail, no_such, table


@click.command("help")
@click.argument("topic", required=False)
def manual(topic: str | None) -> None:
    """Read the manual: TOPIC, or where it has a word; without one what topics there are."""
    from fleetui.ui.shell.manual import found, page, topics

    known = topics()
    if topic is None:
        table(("TOPIC", "ABOUT"), known.items())
        click.echo("\nfleetui help TOPIC prints one; fleetui COMMAND --help is about one command")
    elif topic in known:
        click.echo(page(topic, shutil.get_terminal_size().columns))
    elif topic in COMMANDS:
        fail(f"no topic is called {topic!r}, but a command: fleetui {topic} --help")
    elif hits := found(topic):
        table(("TOPIC", "UNDER"), (hit[:2] for hit in hits))
        click.echo(f"\nno topic is called {topic!r}; these have the word: fleetui help TOPIC prints one")
    else:
        no_such("topic", topic, known)
