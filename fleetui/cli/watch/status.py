"""How the fleet is: for people, for scripts, for a status line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

from fleetui.cli.common import as_json_option, linked, paths_here
from fleetui.cli.output import age, json_out, table
from fleetui.cli.watch.tmux_status import age_of, is_kept, read_published, segment
from fleetui.config.command_name import command_name
from fleetui.model.clean import clean_line
from fleetui.model.snapshot.fleet import snapshot

if TYPE_CHECKING:
    from fleetui.engine.link import Link

_TMUX_HELP = (
    "One short text for tmux: set -g status-right '#(fleetui status --tmux)'. Empty when all is fine."
)


@click.command()
@as_json_option
@click.option(
    "--plain", is_flag=True, help="Tab-separated: name, phase, seconds in it, reason to wait, queued."
)
@click.option("--tmux", "for_tmux", is_flag=True, help=_TMUX_HELP)
@click.pass_context
def status(ctx: click.Context, as_json: bool, plain: bool, for_tmux: bool) -> None:
    """Show how every agent is, and who needs you."""
    if for_tmux:
        ctx.exit(segment())
    found = fleet_now()
    if as_json:
        json_out(found)
    elif plain:
        for agent in found["agents"]:
            click.echo("\t".join(_plain(agent, found["at"])))
    else:
        _for_people(found)


def fleet_now() -> dict[str, Any]:
    """What a living owner published just now, else one observation of our own."""
    found = read_published(paths_here().published)
    if found and is_kept(found) and found.get("ready"):
        return found
    from fleetui.ports.clock import CLOCK

    async def work(link: Link) -> dict[str, Any]:
        return snapshot(link.view, CLOCK.now())

    return linked(work)


def _plain(agent: dict[str, Any], at: float) -> tuple[str, ...]:
    since = agent["since"]
    waiting = agent["attention"]["want"] if agent["attention"] else "-"
    in_phase = str(int(max(0.0, at - since))) if since else "-"
    return (agent["name"], agent["phase"], in_phase, waiting, str(len(agent["queue"])))


def _nobody(found: dict[str, Any]) -> str:
    """That nobody watches the fleet, for how long as far as that is known, and how to open who does; or empty."""
    if found["owner"] not in (None, os.getpid()):
        return ""
    last = read_published(paths_here().published)
    since = f" for {age(age_of(last))}" if last else ""
    return f"! nobody observes{since}: this is one look of its own; {command_name()} opens the dashboard"


def _for_people(found: dict[str, Any]) -> None:
    if nobody := _nobody(found):
        click.echo(nobody, err=True)  # the table stands alone where it is read by a program
    for part in found["health"]:
        click.echo(f"! {part['port']}: {clean_line(part['text'])} ({age(part['age_s'])})")
    for one in found.get("background", ()):
        click.echo(background_line(one))
    if not found["agents"]:
        click.echo(
            f"no agents yet: {command_name()} discover finds those that run, {command_name()} add makes one"
        )
        return
    for one in found.get("quotas", ()):
        click.echo(_quota(one, found["at"]))
    rows = [_row(agent, found["at"]) for agent in found["agents"]]
    table(("NAME", "PHASE", "FOR", "CONTEXT", "QUEUE", "GATES", "DIRTY", "PROJECT", "NEEDS YOU"), rows)


def background_line(one: dict[str, Any]) -> str:
    """An agent without a pane: name, state, folder."""
    waits = f" ({clean_line(one['waits_for'])})" if one["waits_for"] else ""
    name = clean_line(one["name"]) or one["pid"]
    return f"background: {name}, {one['phase']}{waits}, {clean_line(one['folder'])}"


def _quota(one: dict[str, Any], at: float) -> str:
    """What an account may still spend, and who spends it now."""
    windows = []
    for window in one["windows"]:
        reset, left = window["resets_at"], window["left_percent"]
        if left is None:
            windows.append(f"{window['name']} began anew")
            continue
        resets = f", resets in {age(reset - at)}" if reset and reset > at else ""
        windows.append(f"{window['name']} {left}% left{resets}")
    by = f" (spent by {', '.join(map(clean_line, one['spending']))})" if one["spending"] else ""
    return f"{clean_line(one['account'])}: {'; '.join(windows)}{by}"


def _row(agent: dict[str, Any], at: float) -> tuple[object, ...]:
    since, context, attention = agent["since"], agent["context"], agent["attention"]
    state = "" if agent["seat_state"] == "active" else f" ({agent['seat_state']})"
    gates = " ".join(f"{gate['name']}:{_verdict(gate)}" for gate in agent["gates"])
    return (
        agent["name"],
        agent["phase"] + state + (f" stale {age(agent['stale_s'])}" if agent["stale_s"] else ""),
        age(at - since) if since else "-",
        f"{context['left_percent']}%" if context else "?",
        len(agent["queue"]),
        gates or "-",
        "?" if agent["dirty"] is None else agent["dirty"],
        agent["project"] or "-",
        " ".join(part for part in (_needs(attention), _quiet(agent), _hosted(agent)) if part),
    )


_SAID = {"unconfirmed": "not confirmed", "to-merge": "to merge", "gate-red": "gate red", "undone": "not done"}
"""Wants as people are told them."""


def _needs(attention: dict[str, Any] | None) -> str:
    if not attention:
        return ""
    want, reason = _SAID.get(attention["want"], attention["want"]), attention["reason"]
    said = reason if reason.startswith(want) else f"{want}: {reason}"
    return f"{said} ({age(attention['age_s'])})"


def _hosted(agent: dict[str, Any]) -> str:
    """What its forge says of one that runs at its maker's. An owner of an earlier version says nothing of it."""
    found = agent.get("hosted")
    return f"hosted: {clean_line(found['said'])}" if found else ""


def _quiet(agent: dict[str, Any]) -> str:
    """How it is kept from calling. An owner of an earlier version says nothing of it."""
    words = []
    if (agent["attention"] or {}).get("acknowledged"):
        words.append("acknowledged")
    if (left := agent.get("snoozed_s")) is not None:
        words.append(f"snoozed for {age(left)}")
    if agent.get("muted"):
        words.append("muted")
    return f"[{', '.join(words)}]" if words else ""


def _verdict(gate: dict[str, Any]) -> str:
    return "not run" if gate["verdict"] == "none" else str(gate["verdict"])
