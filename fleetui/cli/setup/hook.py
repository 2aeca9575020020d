"""Hooks in the agents' own settings: shown before they are written, taken out byte for byte."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

import click

from fleetui.cli.common import as_json_option, paths_here, yes_option
from fleetui.cli.output import age, confirmed, fail, json_out, no_such, table
from fleetui.cli.setup.hook_state import Agent, agents, state_of
from fleetui.model.clean import clean, clean_line
from fleetui.model.hook_settings import HookPlan

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.shell_completion import CompletionItem

    from fleetui.ports.hooks.settings_files import Change, HookFiles

agent_argument = click.argument("agent", shell_complete=lambda _, __, begun: _complete(begun))
dry_option = click.option("--dry-run", is_flag=True, help="Show what would change, and change nothing.")


@click.group(invoke_without_command=True)
@click.pass_context
def hook(ctx: click.Context) -> None:
    """Hooks in the settings of Claude Code and Codex: they tell what happens at once. Alone: what is installed."""
    if ctx.invoked_subcommand is None:
        ctx.invoke(listed)


@hook.command("list")
@as_json_option
def listed(as_json: bool = False) -> None:
    """List where hooks are installed, and when they last ran."""
    found = [state_of(agent, _files()) for agent in agents().values()]
    if as_json:
        json_out([state.as_json() for state in found])
        return
    rows = [(s.kind, s.word, age(s.age), "read" if s.status_line else "-", s.file) for s in found]
    table(("AGENT", "HOOKS", "LAST EVENT", "STATUS LINE", "SETTINGS"), rows)
    for state in found:
        if state.advice:
            click.echo(f"{state.kind}: {clean_line(state.advice, 400)}")


@hook.command()
@agent_argument
@click.option(
    "--status-line/--no-status-line",
    default=None,
    help="Read Claude Code's context from its status line, too; yours is shown as before. Left out: if you have one.",
)
@yes_option
@dry_option
@as_json_option
def install(agent: str, status_line: bool | None, yes: bool, dry_run: bool, as_json: bool) -> None:
    """Install hooks for AGENT (claude, codex): shows the difference to its settings first, and asks.

    Project and local settings are not touched. Agents that run already may not notice before they are restarted.
    """
    from fleetui.config.paths import prepare

    one = _named(agent)
    if not dry_run:
        prepare(paths_here())
    if status_line and not one.hooks.status_line:
        fail(f"{agent} has no status line that could be read")
    files = _files()
    wanted = status_line if one.hooks.status_line else False
    plan = HookPlan(str(files.script), one.kind, one.hooks.names, one.hooks.timeout, wanted)
    _change(one, lambda: files.installed(one.file, plan), files.install, yes, dry_run, as_json)


@hook.command()
@agent_argument
@yes_option
@dry_option
@as_json_option
def uninstall(agent: str, yes: bool, dry_run: bool, as_json: bool) -> None:
    """Take the hooks out of AGENT's settings again: only fleetui's own, shown first."""
    one, files = _named(agent), _files()
    _change(one, lambda: files.removed(one.file), files.uninstall, yes, dry_run, as_json)


def _complete(begun: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    return [CompletionItem(kind) for kind in agents() if kind.startswith(begun)]


def _files() -> HookFiles:
    from fleetui.ports.hooks.settings_files import HookFiles

    return HookFiles(paths_here().hooks)


def _named(agent: str) -> Agent:
    known = agents()
    return known[agent] if agent in known else no_such("agent with hooks", agent, known)


def _change(
    one: Agent,
    plan: Callable[[], Change],
    write: Callable[[Change], Path | None],
    yes: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Show, ask, write, say what is left to do."""
    from fleetui.ports.hooks.settings_files import HookError

    try:
        change = plan()
        shown = difference(change)
        if not as_json:
            click.echo(shown, nl=False)
        if not dry_run and not change.is_none:
            confirmed(f"Change {change.file}?", yes=yes)
        kept = None if dry_run else write(change)
    except HookError as error:
        fail(str(error))
    state = state_of(one, _files())
    if as_json:
        told = {"ok": True, "changed": not change.is_none, "written": not (dry_run or change.is_none)}
        json_out(
            told | {"file": str(change.file), "diff": shown, "kept": str(kept or ""), "advice": state.advice}
        )
    else:
        _say(change, kept, state.advice if state.count else "", dry_run)


def _say(change: Change, kept: Path | None, advice: str, dry_run: bool) -> None:
    if change.is_none:
        click.echo(f"{change.file} is as it should be")
    elif dry_run:
        click.echo("nothing was changed")
    else:
        click.echo(f"{change.file} was changed" + (f"; as it was: {kept}" if kept else ""))
    if advice and not dry_run:
        click.echo(advice)


def difference(change: Change) -> str:
    """A unified difference, without anything that drives a terminal."""
    texts = [(data or b"").decode("utf-8", "replace").splitlines() for data in (change.before, change.after)]
    names = ["/dev/null" if data is None else str(change.file) for data in (change.before, change.after)]
    lines = difflib.unified_diff(texts[0], texts[1], names[0], names[1], lineterm="")
    return "".join(f"{clean(line)}\n" for line in lines)
