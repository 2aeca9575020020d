"""fleetui's own entries in the settings of an agent: put in beside everybody else's, and taken out again.

Claude Code and Codex share the form: ``{"hooks": {EVENT: [{"hooks": [{"type": "command", "command": ...}]}]}}``, and
Claude Code has a ``statusLine`` with one command
(https://docs.claude.com/en/docs/claude-code/hooks, .../statusline, https://developers.openai.com/codex/hooks).
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence
from typing import NamedTuple

from fleetui.model.json_text import JsonError, Node, parse_json, put_in, put_instead, take_out
from fleetui.model.value import value

SCRIPT = "fleetui-hook"
STATUS_LINE = "StatusLine"
EMPTY = "{}\n"
"""What a settings file that is missing or empty stands for."""
_PART = re.compile(rf"\bsh ('(?:[^']|'\"'\"')*/{SCRIPT}'|\S*/{SCRIPT}) (\S+) (\S+) ")
_WRAPPED = re.compile(
    r"\{ sh .* "
    + STATUS_LINE
    + r" \"\$PPID\" 2>/dev/null \|\| cat; \} (?:>/dev/null|\| \{\n(?P<own>.*)\n\})",
    re.DOTALL,
)

Ours = Callable[[str], bool]
"""Whether the script of this path is one whose entries may be replaced and taken out."""


@value
class HookPlan:
    """What is to stand in the settings."""

    script: str
    kind: str
    """The first argument of the script: which agent it speaks of."""
    events: tuple[str, ...]
    timeout: int = 5
    """Seconds after which the agent goes on without the hook."""
    status_line: bool | None = None
    """Whether the status line is read, too; ``None`` reads one that is there, and adds none."""


class HookEntry(NamedTuple):
    """Where one of our entries stands."""

    event: str
    group: int
    place: int


def hook_command(script: str, kind: str, event: str) -> str:
    """The command of one hook: silent, never failing, and reading what it is given even when the script is gone."""
    return f'sh {shlex.quote(script)} {kind} {event} "$PPID" 2>/dev/null || cat >/dev/null'


def wrapped_line(script: str, kind: str, own: str) -> str:
    """A status line's command that is read, then shown by the operator's own, which gets the same bytes."""
    first = f'{{ sh {shlex.quote(script)} {kind} {STATUS_LINE} "$PPID" 2>/dev/null || cat; }}'
    return f"{first} | {{\n{own}\n}}" if own else f"{first} >/dev/null"


def own_line(command: str) -> str:
    """The operator's own command in a wrapped one; empty where there was none."""
    match = _WRAPPED.fullmatch(command)
    return (match["own"] or "") if match else command


def script_in(command: object) -> str:
    """Path of the script that a command runs; empty for a command that is not of fleetui."""
    match = _PART.search(command) if isinstance(command, str) else None
    try:
        return shlex.split(match[1])[0] if match else ""
    except ValueError:
        return ""


# ---------------------------------------------------------------- whole texts


def with_hooks(text: str, plan: HookPlan, ours: Ours) -> str:
    """The settings with exactly the entries of a plan; the same text when they stand there already.

    Raises ``JsonError`` for settings that are broken, or in which something else stands where hooks belong.
    """
    text = text if text.strip("\ufeff \t\r\n") else EMPTY
    if _stands(parse_json(text), plan):
        return text
    text = without_hooks(text, ours)
    for event in plan.events:
        entry = {"type": "command", "command": hook_command(plan.script, plan.kind, event)}
        text = _with_group(text, event, {"hooks": [entry | {"timeout": plan.timeout}]})
    return _with_line(text, plan)


def without_hooks(text: str, ours: Ours) -> str:
    """The settings without any of our entries, and without what only they needed; all else as it is."""
    if not text.strip("\ufeff \t\r\n"):
        return text
    while (found := _first_of_ours(parse_json(text), ours)) is not None:
        text = _taken(text, *found)
    return _without_line(text, ours)


def entries_in(text: str, ours: Ours) -> tuple[HookEntry, ...]:
    """Our entries that stand there, the status line as the last one; raises ``JsonError``."""
    top = parse_json(text if text.strip("\ufeff \t\r\n") else EMPTY)
    there = [HookEntry(*one[:3]) for one in _handlers(top) if ours(script_in(one[3]))]
    line = [HookEntry(STATUS_LINE, 0, 0)] if ours(script_in(_line_command(top))) else []
    return tuple(there + line)


# ---------------------------------------------------------------- hooks


def _handlers(top: Node) -> Sequence[tuple[str, int, int, object]]:
    """Event, place of the group, place in the group and command, for every hook there is."""
    found = []
    for item in _hooks_of(top).items:
        if not item.node.is_list:
            raise JsonError(f"hooks.{item.key} should be a list")
        for place, group in enumerate(item.node.items):
            inside = group.node.get("hooks") if group.node.is_object else None
            for number, one in enumerate(inside.items if inside else ()):
                command = one.node.get("command") if one.node.is_object else None
                found.append((item.key or "", place, number, command.value if command else None))
    return found


def _hooks_of(top: Node) -> Node:
    if not top.is_object:
        raise JsonError("an object should stand there: { ... }")
    hooks = top.get("hooks")
    if hooks is None:
        return Node(0, 0, {})
    if not hooks.is_object:
        raise JsonError("hooks should be an object: { ... }")
    return hooks


def _stands(top: Node, plan: HookPlan) -> bool:
    """True when each event has exactly our entry of this plan, and no other has one."""
    there = [(event, command) for event, _, _, command in _handlers(top) if script_in(command) == plan.script]
    wanted = [(event, hook_command(plan.script, plan.kind, event)) for event in plan.events]
    return sorted(map(str, there)) == sorted(map(str, wanted)) and _line_stands(top, plan)


def _first_of_ours(top: Node, ours: Ours) -> tuple[str, int, int] | None:
    for event, place, number, command in _handlers(top):
        if ours(script_in(command)):
            return event, place, number
    return None


def _taken(text: str, event: str, place: int, number: int) -> str:
    """The text without one hook, and without the group, event and table that held nothing else."""
    top = parse_json(text)
    hooks = _hooks_of(top)
    groups = _needed(hooks, event)
    handlers = _needed(groups.items[place].node, "hooks")
    if len(handlers.items) > 1:
        return take_out(text, handlers, number)
    if len(groups.items) > 1:
        return take_out(text, groups, place)
    if len(hooks.items) > 1:
        return take_out(text, hooks, _place_of(hooks, event))
    return take_out(text, top, _place_of(top, "hooks"))


def _with_group(text: str, event: str, group: dict[str, object]) -> str:
    top = parse_json(text)
    hooks = top.get("hooks")
    if hooks is None:
        return put_in(text, top, {event: [group]}, "hooks")
    there = hooks.get(event)
    return put_in(text, hooks, [group], event) if there is None else put_in(text, there, group)


# ---------------------------------------------------------------- the status line


def _line_command(top: Node) -> object:
    line = top.get("statusLine")
    command = line.get("command") if line is not None and line.is_object else None
    return command.value if command is not None else None


def _line_stands(top: Node, plan: HookPlan) -> bool:
    command = _line_command(top)
    if script_in(command) == plan.script:
        return plan.status_line is not False
    return not plan.status_line and (plan.status_line is False or not command)


def _with_line(text: str, plan: HookPlan) -> str:
    """The operator's own is wrapped; where there is none, one is added only if the plan says so."""
    top = parse_json(text)
    line, own = top.get("statusLine"), _line_command(top)
    if plan.status_line is False or not (own or plan.status_line):
        return text
    if line is None:
        command = wrapped_line(plan.script, plan.kind, "")
        return put_in(text, top, {"type": "command", "command": command}, "statusLine")
    command_node = line.get("command") if line.is_object else None
    if command_node is None or not isinstance(own, str):
        raise JsonError("statusLine should have a command, as text")
    return put_instead(text, command_node, wrapped_line(plan.script, plan.kind, own))


def _without_line(text: str, ours: Ours) -> str:
    top = parse_json(text)
    command = _line_command(top)
    if not isinstance(command, str) or not ours(script_in(command)):
        return text
    own = own_line(command)
    if not own:
        return take_out(text, top, _place_of(top, "statusLine"))
    return put_instead(text, _needed(_needed(top, "statusLine"), "command"), own)


def _needed(node: Node, key: str) -> Node:
    found = node.get(key)
    if found is None:
        raise JsonError(f"{key} is not there any more")
    return found


def _place_of(node: Node, key: str) -> int:
    return next(place for place, item in enumerate(node.items) if item.key == key)
