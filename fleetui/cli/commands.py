"""Every command: its name, and where it is found when it is called."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

COMMANDS = {
    "run": "dashboard:run",
    "demo": "dashboard:demo",
    "serve": "serve:serve",
    "init": "init:init",
    "discover": "adopt:discover",
    "adopt": "adopt:adopt",
    "add": "agents:add",
    "start": "agents:start",
    "stop": "agents:stop",
    "pause": "agents:pause",
    "compact": "agents:compact",
    "clear": "agents:clear",
    "resume": "agents:resume",
    "ack": "attention:ack",
    "snooze": "attention:snooze",
    "mute": "attention:mute",
    "remove": "agents:remove",
    "rename": "agents:rename",
    "attach": "agents:attach",
    "restart": "agents:restart",
    "handoff": "agents:handoff",
    "status": "status:status",
    "explain": "explain:explain",
    "queue": "queue:queue",
    "task": "task:task",
    "gate": "gate:gate",
    "merge": "merge:merge",
    "rescue": "rescue:rescue",
    "hook": "hook:hook",
    "journal": "journal:journal",
    "doctor": "doctor:doctor",
    "info": "info:info",
    "logs": "info:logs",
    "keys": "keys:keys",
    "config": "config:config",
    "completions": "config:completions",
}
"""Command to module and attribute below ``fleetui.cli``."""


def find(name: str) -> click.Command:
    """One command, imported now."""
    module, attribute = COMMANDS[name].split(":")
    found: click.Command = getattr(importlib.import_module(f"fleetui.cli.{module}"), attribute)
    return found
