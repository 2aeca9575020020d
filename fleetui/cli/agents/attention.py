"""Who may call the operator: acknowledge, snooze, mute. Each takes its own back."""

from __future__ import annotations

import click

from fleetui.cli.common import agent_argument, as_json_option, send_to
from fleetui.model.commands import AcknowledgeAgent, MuteAgent, SnoozeAgent


@click.command()
@agent_argument
@click.option("--off", is_flag=True, help="Take it back: it calls again.")
@as_json_option
def ack(name: str, off: bool, as_json: bool) -> None:
    """Say that you know why it waits; it calls again when its reason changes."""
    send_to(name, AcknowledgeAgent(name, on=not off), as_json=as_json)


@click.command()
@agent_argument
@click.option(
    "--minutes", type=click.IntRange(1, 7 * 24 * 60), default=15, show_default=True, help="How long."
)
@click.option("--off", is_flag=True, help="Wake it now.")
@as_json_option
def snooze(name: str, minutes: int, off: bool, as_json: bool) -> None:
    """Let it call nobody for a while. It stays on screen and in every count."""
    send_to(name, SnoozeAgent(name, 0 if off else minutes), as_json=as_json)


@click.command()
@agent_argument
@click.option("--off", is_flag=True, help="Raise alerts again.")
@as_json_option
def mute(name: str, off: bool, as_json: bool) -> None:
    """Let it raise no alert until you take that back."""
    send_to(name, MuteAgent(name, on=not off), as_json=as_json)
