"""Gates: what they proved, and running them. A gate's word is evidence; it approves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fleetui.cli.common import agent_argument, as_json_option, complete_name, known_agent, linked
from fleetui.cli.output import age, json_out, no_such, outcome_out, table
from fleetui.model.commands import Outcome, RunGates

if TYPE_CHECKING:
    from fleetui.engine.link import Link
    from fleetui.model.view import AgentView, FleetView, GateMark


@click.group()
def gate() -> None:
    """A project's checks, on the commit that would land."""


@gate.command("list")
@click.argument("name", required=False, shell_complete=complete_name)
@as_json_option
def listed(name: str | None, as_json: bool) -> None:
    """List what every gate said, of all agents or of one."""

    async def work(link: Link) -> list[tuple[AgentView, GateMark]]:
        agents = (known_agent(link.view, name),) if name else link.view.agents
        return [(agent, mark) for agent in agents for mark in agent.gates]

    from fleetui.ports.clock import CLOCK

    found, now = linked(work), CLOCK.now()
    if as_json:
        json_out([_plain(agent, mark, now) for agent, mark in found])
    elif not found:
        click.echo("no gate is configured: [[projects.NAME.gates]] in fleet.toml")
    else:
        rows = [
            (agent.name, mark.gate, mark.verdict.value, age(now - mark.at if mark.at else None), mark.detail)
            for agent, mark in found
        ]
        table(("AGENT", "GATE", "VERDICT", "AGE", "DETAIL"), rows)


@gate.command()
@agent_argument
@click.option("--gate", "only", default="", help="One gate's name; all of them when left out.")
@as_json_option
def run(name: str, only: str, as_json: bool) -> None:
    """Run the project's gates on the commit that would land for an agent's branch."""

    async def work(link: Link) -> Outcome:
        agent = known_agent(link.view, name)
        _check_gate(link.view, agent, only)
        return await link.do(RunGates(name, only))

    outcome_out(linked(work), as_json=as_json)


def _check_gate(view: FleetView, agent: AgentView, only: str) -> None:
    project = view.projects.get(agent.seat.project)
    names = [one.name for one in project.gates] if project else []
    if only and only not in names:
        no_such("gate", only, names)


def _plain(agent: AgentView, mark: GateMark, now: float) -> dict[str, object]:
    return {
        "agent": agent.name,
        "gate": mark.gate,
        "verdict": mark.verdict.value,
        "age_s": round(now - mark.at, 1) if mark.at else None,
        "detail": mark.detail,
        "commit": mark.commit or None,
        "tries": mark.tries,
    }
