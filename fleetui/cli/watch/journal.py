"""What happened."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, cast

import click

from fleetui.cli.common import as_json_option, known_agent, linked
from fleetui.cli.output import clock, json_out, table
from fleetui.engine.link import AskJournal, JournalLine

if TYPE_CHECKING:
    from fleetui.engine.link import Link


@click.command()
@click.option(
    "-n", "--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many."
)
@click.option("--agent", "name", default="", help="Only what happened to this agent.")
@as_json_option
def journal(limit: int, name: str, as_json: bool) -> None:
    """Show the latest records of the journal, oldest first."""

    async def work(link: Link) -> tuple[JournalLine, ...]:
        if name:
            known_agent(link.view, name)
        return cast("tuple[JournalLine, ...]", await link.ask(AskJournal(limit, name)))

    lines = linked(work)
    if as_json:
        json_out([asdict(line) for line in lines])
    elif not lines:
        click.echo("nothing happened yet")
    else:
        rows = [(line.seq, clock(line.at), line.kind, line.seat or "-", line.text) for line in lines]
        table(("SEQ", "WHEN", "WHAT", "AGENT", "TEXT"), rows)
