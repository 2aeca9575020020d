"""Every command: its name, and where it is found when it is called."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

COMMANDS = {
    "run": "watch.dashboard:run",
    "demo": "watch.dashboard:demo",
    "serve": "watch.serve:serve",
    "init": "setup.init:init",
    "discover": "agents.adopt:discover",
    "adopt": "agents.adopt:adopt",
    "add": "agents.runs:add",
    "start": "agents.runs:start",
    "stop": "agents.runs:stop",
    "pause": "agents.runs:pause",
    "compact": "agents.runs:compact",
    "clear": "agents.runs:clear",
    "interrupt": "agents.interrupt:interrupt",
    "resume": "agents.runs:resume",
    "ack": "agents.attention:ack",
    "snooze": "agents.attention:snooze",
    "mute": "agents.attention:mute",
    "remove": "agents.runs:remove",
    "rename": "agents.runs:rename",
    "attach": "agents.runs:attach",
    "restart": "agents.runs:restart",
    "handoff": "agents.runs:handoff",
    "status": "watch.status:status",
    "wait": "watch.wait:wait",
    "events": "watch.events:events",
    "report": "watch.report:report",
    "explain": "explain.explain:explain",
    "queue": "agents.queue:queue",
    "anchors": "agents.anchors:anchors",
    "profile": "agents.profile:profile",
    "blueprint": "agents.blueprint:blueprint",
    "task": "agents.task:task",
    "gate": "release.gate:gate",
    "merge": "release.merge:merge",
    "review": "release.review:review",
    "pull": "release.pull:pull",
    "why": "explain.why:why",
    "rescue": "agents.rescue:rescue",
    "hook": "setup.hook:hook",
    "journal": "watch.journal:journal",
    "doctor": "setup.doctor:doctor",
    "info": "setup.info:info",
    "logs": "setup.info:logs",
    "help": "setup.manual:manual",
    "keys": "setup.keys:keys",
    "config": "setup.config:config",
    "completions": "setup.config:completions",
}
"""Command to module and attribute below ``fleetui.cli``."""


def find(name: str) -> click.Command:
    """One command, imported now."""
    module, attribute = COMMANDS[name].split(":")
    found: click.Command = getattr(importlib.import_module(f"fleetui.cli.{module}"), attribute)
    return found
