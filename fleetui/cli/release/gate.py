"""Gates: what they proved, and running them. A gate's word is evidence; it approves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fleetui.cli.common import agent_argument, as_json_option, complete_name, known_agent, linked
from fleetui.cli.output import age, json_out, no_such, outcome_out, table
from fleetui.model.clean import clean_line
from fleetui.model.commands import Outcome, RunGates, StopGates

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


@gate.command()
@agent_argument
@click.option(
    "--gate", "only", default="", help="One gate's name; the one whose log matters most when left out."
)
@as_json_option
def log(name: str, only: str, as_json: bool) -> None:
    """Print what a gate wrote on the commit that would land: the first that failed, or any that left a log."""

    async def work(link: Link) -> tuple[GateMark, str]:
        agent = known_agent(link.view, name)
        _check_gate(link.view, agent, only)
        mark = _mark(agent, only)
        return mark, await link.ask(AskLog(mark.log)) if mark.log else ""

    from fleetui.engine.link import AskLog
    from fleetui.model.clean import clean
    from fleetui.ports.clock import CLOCK

    mark, text = linked(work)
    if as_json:
        agent = {"agent": name, "gate": mark.gate, "verdict": mark.verdict.value, "detail": mark.detail}
        age_s = round(CLOCK.now() - mark.at, 1) if mark.at else None
        json_out({**agent, "commit": mark.commit or None, "tries": mark.tries, "age_s": age_s, "log": text})
        return
    click.echo(f"{mark.gate} {mark.verdict.value} {clean_line(mark.detail)}".rstrip(), err=True)
    click.echo(clean(text), nl=not text.endswith("\n"))


def _mark(agent: AgentView, only: str) -> GateMark:
    marks = [mark for mark in agent.gates if only in ("", mark.gate)]
    if not marks:
        raise click.ClickException("no gate is configured: [[projects.NAME.gates]] in fleet.toml")
    red = (mark for wanted in ("fail", "error") for mark in marks if mark.verdict.value == wanted)
    return next(red, None) or next((mark for mark in marks if mark.log), marks[0])


@gate.command()
@agent_argument
@as_json_option
def stop(name: str, as_json: bool) -> None:
    """End the gates that run for an agent's branch now: they count as not run until they are run again."""

    async def work(link: Link) -> Outcome:
        return await link.do(StopGates(known_agent(link.view, name).name))

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
