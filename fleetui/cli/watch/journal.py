"""What happened."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from fleetui.cli.common import as_json_option, known_agent, linked
from fleetui.cli.output import age, clock, json_out, table
from fleetui.engine.link import AskJournal, AskStory, JournalLine

if TYPE_CHECKING:
    from fleetui.engine.link import Link


@click.command()
@click.option(
    "-n", "--limit", type=click.IntRange(1, 100_000), default=50, show_default=True, help="How many."
)
@click.option("--agent", "name", default="", help="Only what happened to this agent.")
@click.option("--entry", "entry", default="", metavar="ID", help="The story of one entry of a queue, whole.")
@as_json_option
def journal(limit: int, name: str, entry: str, as_json: bool) -> None:
    """Show the latest records of the journal, oldest first."""
    if entry and name:
        raise click.UsageError("An entry is of one agent: say --entry alone.")

    async def work(link: Link) -> tuple[JournalLine, ...]:
        if entry:
            return await link.ask(AskStory(entry))
        if name:
            known_agent(link.view, name)
        return await link.ask(AskJournal(limit, name))

    lines = linked(work)
    if as_json:
        json_out([asdict(line) for line in lines])
    elif not lines:
        click.echo("nothing happened yet")
    elif entry:
        table(("WHEN", "AFTER", "AGENT", "WHAT", "TEXT"), _story(lines))
    else:
        rows = [(line.seq, clock(line.at), line.kind, line.seat or "-", line.text) for line in lines]
        table(("SEQ", "WHEN", "WHAT", "AGENT", "TEXT"), rows)


def _story(lines: tuple[JournalLine, ...]) -> list[tuple[str, str, str, str, str]]:
    """The same with how long each came after the one before."""
    before = (lines[0].at, *(line.at for line in lines))
    return [
        (clock(line.at), f"+{age(max(0.0, line.at - at))}", line.seat, line.kind, line.text)
        for at, line in zip(before, lines, strict=False)
    ]
