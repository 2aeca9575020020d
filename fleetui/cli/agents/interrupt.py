"""Stop what agents work on, and nothing else of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fleetui.cli.common import as_json_option, complete_name, known_agent, linked
from fleetui.cli.output import outcome_out
from fleetui.model.commands import InterruptAgent, Outcome
from fleetui.model.interrupts import why_not_interrupted

if TYPE_CHECKING:
    from fleetui.engine.link import Link


@click.command()
@click.argument("names", nargs=-1, shell_complete=complete_name, metavar="[NAME]...")
@click.option("--all", "everybody", is_flag=True, help="Every agent that works now.")
@as_json_option
def interrupt(names: tuple[str, ...], everybody: bool, as_json: bool) -> None:
    """Stop the turn that agents work on. Run and conversation stay, and the queue goes on: pause holds it.

    Who does not surely work, or asks something, gets no key and is named.
    """
    if bool(names) == everybody:
        raise click.UsageError("Say who, or --all.")

    async def work(link: Link) -> Outcome:
        for name in names:
            known_agent(link.view, name)
        chosen = names or tuple(agent.name for agent in link.view.agents if not why_not_interrupted(agent))
        outcomes = [await link.do(InterruptAgent(name)) for name in dict.fromkeys(chosen)]
        if len(outcomes) == 1:
            return outcomes[0]
        said = "; ".join(outcome.text for outcome in outcomes)
        return Outcome(ok=all(outcome.ok for outcome in outcomes), text=said or "nobody works")

    outcome_out(linked(work), as_json=as_json)
