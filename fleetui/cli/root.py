"""The root of the command line: its options, its lazy group, and how errors reach the operator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from fleetui import __version__
from fleetui.cli.commands import COMMANDS, find
from fleetui.cli.common import config_named
from fleetui.cli.output import fail
from fleetui.cli.wiring import NoTerminal, Unreachable, dashboard
from fleetui.config.problems import ConfigError
from fleetui.engine.link import AskError
from fleetui.engine.protocols.errors import PortError
from fleetui.model.names import nearest

if TYPE_CHECKING:
    from fleetui.agents.profile import ProfileError


_WHOLE = 500
"""Characters of a first sentence; click would end it in dots at the edge of the terminal."""


class LazyGroup(click.Group):
    """Commands are imported when they are called, and every known error is one clean line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, or ``None``."""
        return find(cmd_name) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Every command with its whole first sentence, folded where the terminal is narrow."""
        found = [
            (name, command) for name in self.list_commands(ctx) if (command := self.get_command(ctx, name))
        ]
        rows = [(name, command.get_short_help_str(_WHOLE)) for name, command in found if not command.hidden]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command named, or a usage error with the nearest one."""
        name = args[0]
        if name not in COMMANDS and not ctx.resilient_parsing:
            near = nearest(name, COMMANDS)
            hint = f" Did you mean {near!r}?" if near else ""
            ctx.fail(f"There is no command {name!r}.{hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run; what is wrong with the world or the configuration is said, not raised."""
        try:
            return super().invoke(ctx)
        except ConfigError as error:
            click.echo("\n".join(f"fleetui: {problem}" for problem in error.problems), err=True)
            ctx.exit(2)
        except NoTerminal as error:
            click.echo(f"fleetui: {error}", err=True)
            ctx.exit(2)
        except (AskError, Unreachable, PortError) as error:
            fail(str(error))
        except _profile_error() as error:
            click.echo("\n".join(f"fleetui: profile: {mistake}" for mistake in error.mistakes), err=True)
            ctx.exit(2)


def _profile_error() -> type[ProfileError]:
    """Looked up only once something went wrong: most commands need no profiles."""
    from fleetui.agents.profile import ProfileError

    return ProfileError


@click.group(
    cls=LazyGroup, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="fleetui")
@click.option("--config", metavar="FILE", help="Use this fleet.toml. Also: FLEETUI_CONFIG.")
@click.option("--readonly", is_flag=True, help="Open a dashboard that only shows the fleet and never acts.")
@click.pass_context
def root(ctx: click.Context, config: str | None, readonly: bool) -> None:
    """Watch, direct and queue work for many coding agents in tmux. Alone, it opens the dashboard.

    Nothing on this command line approves or lands anything: that is done in the dashboard, by you.
    """
    del config
    if ctx.invoked_subcommand is None:
        ctx.exit(dashboard(config_named(), only_shows=readonly))
    if readonly:
        ctx.fail("--readonly is for the dashboard alone; no command follows it")
