"""What runs until it is ended: the engine without a screen, and the demo."""

from __future__ import annotations

import click

from fleetui.cli import wiring
from fleetui.cli.common import config_named

MANY, FEW = 15, 1
"""Stand-ins of a demo: a full screen, or so few that the way of one pull request is easy to follow."""


@click.command()
@click.option("--until-done", is_flag=True, help="End once nothing waits to be delivered.")
@click.pass_context
def run(ctx: click.Context, until_done: bool) -> None:
    """Run the engine without a screen: queues flow on until a dashboard takes over."""
    code = wiring.headless(config_named(), until_done=until_done)
    if code == wiring.OWNED:
        click.echo("fleetui: another fleetui acts for this fleet already", err=True)
    ctx.exit(code)


@click.command()
@click.option(
    "--agents", type=click.IntRange(1, 36), help="How many stand-ins (15 when left out; 1 with --forge)."
)
@click.option("--seed", type=int, default=7, show_default=True, help="Same seed, same demo.")
@click.option(
    "--speed", type=click.FloatRange(0.1, 100), default=1.0, show_default=True, help="How fast it plays."
)
@click.option("--keep", is_flag=True, help="Leave its folder when the dashboard closes.")
@click.option(
    "--forge", is_flag=True, help="With a GitHub on this machine: issues, pull requests, a reviewer."
)
@click.pass_context
def demo(ctx: click.Context, agents: int | None, seed: int, speed: float, keep: bool, forge: bool) -> None:
    """Open the dashboard on a demo fleet of stand-in agents; everything is removed at exit."""
    wanted = agents or (FEW if forge else MANY)
    ctx.exit(wiring.demo(wiring.DemoOptions(wanted, seed, speed, keep, forge)))
