"""The command line: what can be said, found lazily so that each command loads only its own parts."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
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


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code: 0 done, 1 failed or refused, 2 wrong use or configuration."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given == ["status", "--tmux"]:
        from fleetui.cli.segment import segment

        sys.exit(segment())
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a locale without a sign must not end the program
    command_line().main(args=given, prog_name="fleetui")


def command_line() -> click.Group:
    """The whole command line."""
    from fleetui.cli.root import root

    return root


def find(name: str) -> click.Command:
    """One command, imported now."""
    module, attribute = COMMANDS[name].split(":")
    found: click.Command = getattr(importlib.import_module(f"fleetui.cli.{module}"), attribute)
    return found
