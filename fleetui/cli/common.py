"""What all groups of commands share: options, the named agent, one command sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from fleetui.cli import wiring
from fleetui.cli.output import no_such, outcome_out
from fleetui.model.clean import clean_line
from fleetui.model.commands import Command, Outcome

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from fleetui.config.paths import Paths
    from fleetui.engine.link import Link
    from fleetui.model.view import AgentView, FleetView

_TELL_S = 1.0

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])

as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for scripts.")
yes_option = click.option("--yes", is_flag=True, help="Do not ask.")


def config_named() -> str | None:
    """What ``--config`` said, if anything."""
    found = click.get_current_context().find_root().params.get("config")
    return str(found) if found else None


def paths_here() -> Paths:
    """Where everything is, for this call."""
    from fleetui.config.paths import find_paths

    return find_paths(config_named())


def linked(work: Callable[[Link], Awaitable[T]]) -> T:
    """Do one piece of work on the fleet."""
    return wiring.with_link(config_named(), work)


def send(command: Command, *, as_json: bool) -> None:
    """Do one command and print how it ended."""
    outcome_out(linked(lambda link: link.do(command)), as_json=as_json)


def send_to(name: str, command: Command, *, as_json: bool) -> None:
    """The same for a command to an agent, whose name is checked first."""

    async def work(link: Link) -> Any:
        known_agent(link.view, name)
        return await link.do(command)

    outcome_out(linked(work), as_json=as_json)


async def do_slowly(link: Link, command: Command, project: str) -> Outcome:
    """Do what may wait for the copy of a project's objects; on stderr it says how far that is."""
    import asyncio  # slow to import, and most commands do not wait

    doing = asyncio.ensure_future(link.do(command))
    said = ""
    while not (await asyncio.wait({doing}, timeout=_TELL_S))[0]:
        far = next((one.text for one in link.view.health if one.port == f"project {project}"), said)
        if far != said:
            click.echo(clean_line(far, 300), err=True)
            said = far
    return doing.result()


def known_agent(view: FleetView, name: str) -> AgentView:
    """The agent of this name; ends with the nearest one when there is none."""
    found = view.agent(name)
    if found is None:
        no_such("agent", name, (agent.name for agent in view.agents))
    return found


def complete_name(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Agents' names that begin so, from what the owner last published: quick, and nothing is started."""
    from click.shell_completion import CompletionItem

    from fleetui.cli.watch.tmux_status import read_published
    from fleetui.config.paths import find_paths

    found = read_published(find_paths().published) or {}
    names = [str(agent.get("name")) for agent in found.get("agents", ()) if isinstance(agent, dict)]
    return [CompletionItem(name) for name in names if name.startswith(begun)]


def agent_argument(function: F) -> F:
    """An argument that names an agent, completed from what the owner last published."""
    return click.argument("name", shell_complete=complete_name)(function)
