"""An agent's queue: add, list, delete."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from fleetui.cli.agents.blueprint import planned_by
from fleetui.cli.common import agent_argument, as_json_option, known_agent, linked, paths_here
from fleetui.cli.output import age, fail, json_out, no_such, outcome_out, table
from fleetui.cli.watch.tmux_status import is_kept, read_published
from fleetui.model import steps as s
from fleetui.model.clean import clean_line
from fleetui.model.commands import AddEntries, AddEntry, ClearQueue, DeleteEntry, Outcome, ReanchorEntry
from fleetui.model.not_before import too_early
from fleetui.model.queue import LONGEST, EntryState, Queue, find, live

if TYPE_CHECKING:
    from fleetui.engine.link import Link
    from fleetui.model.anchors.correction import Correction
    from fleetui.model.view import FleetView


@click.group(invoke_without_command=True)
@agent_argument
@click.pass_context
def queue(ctx: click.Context, name: str) -> None:
    """Follow-ups and steps that wait for an agent, or are under way."""
    ctx.obj = name
    if ctx.invoked_subcommand is None:
        ctx.invoke(show, as_json=False)


@queue.command()
@click.argument("text", nargs=-1)
@click.option(
    "--wait", "wait", metavar="COND", multiple=True, help="Wait for a condition: docs/pipelines.md has all."
)
@click.option("--compact", is_flag=True, help="Have the agent sum its conversation up.")
@click.option("--clear", is_flag=True, help="Have the agent forget its conversation.")
@click.option("--restart", is_flag=True, help="A fresh run with a handoff.")
@click.option(
    "--restart-below",
    type=click.IntRange(1, 100),
    metavar="N",
    help="The same, if less than N% of its context is left.",
)
@click.option(
    "--next-task", metavar="TASK", help="A fresh branch from the base: a task's id, or the branch's name."
)
@click.option(
    "--gate", "gates", metavar="GATE", multiple=True, help="Run a gate; all runs every one in order."
)
@click.option(
    "--rounds", type=click.IntRange(0, s.MOST_ROUNDS), help="How often red goes back to the agent: 1."
)
@click.option(
    "--on", type=click.Choice([s.WORKTREE, s.CANDIDATE]), help="What the gates run on: the worktree."
)
@click.option(
    "--check", "claims", metavar="CLAIMS", multiple=True, help="Hold unless these claims on files are true."
)
@click.option(
    "--review",
    "reviews",
    metavar="PATH",
    multiple=True,
    help="Have a file reviewed, . for the patch; go on once it is accepted.",
)
@click.option("--note", "notes", metavar="TEXT", multiple=True, help="Tell the operator.")
@click.option(
    "--stop", "stops", metavar="TEXT", multiple=True, help="Stop there until the operator lets it go on."
)
@click.option(
    "--blueprint", metavar="NAME", help="Queue a blueprint; TEXT is then FIELD=VALUE, as often as needed."
)
@click.option(
    "--not-before", default="", metavar="TIME", help="Do not send TEXT before 22:30, or in the next 20m."
)
@click.option("--now", is_flag=True, help="Send TEXT at once, to one that works into its own queue.")
@as_json_option
@click.pass_obj
def add(
    name: str, /, text: tuple[str, ...], blueprint: str | None, not_before: str, now: bool, as_json: bool,
    **options: Any,
) -> None:  # fmt: skip
    """Queue TEXT, steps, or both; - reads TEXT from standard input. All of it is queued, or nothing.

    Several are queued in this order, whatever the order of the options: --wait, --compact, --clear, --restart or
    --restart-below, --next-task, TEXT, --review, --check, --gate, --note, --stop. Each waits for the one before; a
    follow-up is sent when the agent is idle.
    """
    planned = _of_blueprint(blueprint, text, options) if blueprint else _planned(_text(text), **options)
    if not planned:
        fail("an empty follow-up says nothing")
    alone = len(planned) == 1 and isinstance(planned[0], str)
    if (not_before or now) and not alone:
        raise click.UsageError("--not-before and --now are for a TEXT alone.")

    async def added(link: Link) -> tuple[Outcome, str]:
        runs = known_agent(link.view, name).alive
        if alone and isinstance(planned[0], str):
            outcome = await link.do(AddEntry(name, planned[0], not_before, now))
        else:
            outcome = await link.do(AddEntries(name, tuple(s.written(one) for one in planned)))
        return outcome, _who_delivers(link.view, name, outcome.value, runs=runs)

    outcome, who = linked(added)
    outcome_out(outcome, as_json=as_json)
    if who and not _opened_meanwhile():
        click.echo(who, err=True)


def _opened_meanwhile() -> bool:
    """Whether another process acts for the fleet by now: this verb may have published as its owner for a moment."""
    published = read_published(paths_here().published)
    return bool(published and is_kept(published) and published.get("owner") != os.getpid())


def _of_blueprint(name: str, said: tuple[str, ...], options: dict[str, Any]) -> list[s.Planned]:
    if any(options.values()):
        raise click.UsageError("A blueprint has its own entries: queue others in a call of their own.")
    return list(planned_by(name, said))


def _text(words: tuple[str, ...]) -> str:
    if len(words) > 1:
        raise click.UsageError("Put the follow-up in quotes: it is one TEXT.")
    text = words[0] if words else ""
    return sys.stdin.read(LONGEST + 1) if text == "-" else text  # what is longer is refused, however long


def _planned(
    text: str,
    *,
    wait: tuple[str, ...],
    compact: bool,
    clear: bool,
    restart: bool,
    restart_below: int | None,
    next_task: str | None,
    gates: tuple[str, ...],
    rounds: int | None,
    on: str | None,
    reviews: tuple[str, ...],
    claims: tuple[str, ...],
    notes: tuple[str, ...],
    stops: tuple[str, ...],
) -> list[s.Planned]:
    """What is queued, in the documented order."""
    if not gates and (rounds is not None or on):
        raise click.UsageError("--rounds and --on say how --gate runs.")
    about = {"rounds": 1 if rounds is None else rounds, "on": on or s.WORKTREE}
    return [
        *(s.WaitStep(one) for one in wait),
        *([s.CompactStep()] if compact else []),
        *([s.ClearStep()] if clear else []),
        *([s.RestartStep(restart_below or 0)] if restart or restart_below else []),
        *([s.NextTaskStep(next_task)] if next_task is not None else []),
        *([text] if text.strip() else []),
        *(s.ReviewStep("" if one == s.PATCH else one) for one in reviews),
        *(s.CheckStep(one) for one in claims),
        *(s.GateStep("" if one == "all" else one, **about) for one in gates),  # type: ignore[arg-type]
        *(s.NoteStep(one) for one in notes),
        *(s.NoteStep(one, stop=True) for one in stops),
    ]


def _who_delivers(view: FleetView, name: str, entries: str, *, runs: bool | None) -> str:
    """What happens to a follow-up while no dashboard is open; empty where one is, or nothing is to be delivered."""
    agent = view.agent(name)
    first = find(agent.queue, entries.partition(" ")[0]) if agent and entries else None
    if view.owner == "other" or (first and first.state is EntryState.HELD):
        return ""
    if runs:
        return "no dashboard is open: a process without a screen delivers it, and ends once nothing waits"
    return f"it waits until {name} runs: fleetui start {name}"


@queue.command("list")
@as_json_option
@click.pass_obj
def show(name: str, as_json: bool) -> None:
    """List the follow-ups and steps that wait or are under way, next first."""
    from fleetui.ports.clock import CLOCK

    async def looked(link: Link) -> tuple[Queue, str, float | None, float]:
        agent = known_agent(link.view, name)
        return await _entries(link, name), agent.waits, agent.waits_since, link.view.clock_moved

    owners = _as_owner_says(name)  # what stopped a try is known to the process that tried
    entries, waits, since, moved = linked(looked)
    if as_json:
        json_out([_plain(entry) for entry in entries])
    elif not entries:
        click.echo(f"nothing waits for {name}")
    else:
        now = CLOCK.now()
        if not waits and owners.get("waits") and owners["queue"][0]["id"] == entries[0].id:
            waits, since = str(owners["waits"]), now - float(owners.get("waits_s") or 0.0)
        if waits and since is not None and entries[0].step:
            waits = f"{waits}, for {age(now - since)}"
        reasons = [
            e.reason or (waits if e is entries[0] else "") or too_early(e, now, moved) or "-" for e in entries
        ]
        rows = [
            (e.id, e.state.value, age(now - e.added), reason, e.text)
            for e, reason in zip(entries, reasons, strict=True)
        ]
        table(("ID", "STATE", "AGE", "REASON", "TEXT"), rows)


def _as_owner_says(name: str) -> dict[str, Any]:
    """What a living owner last published of an agent; empty where none does."""
    published = read_published(paths_here().published)
    agents = published.get("agents", []) if published and is_kept(published) else []
    return next((one for one in agents if one["name"] == name), {})


@queue.command()
@click.argument("entry", required=False)
@click.option("--all", "everything", is_flag=True, help="Every one that still waits.")
@as_json_option
@click.pass_obj
def delete(name: str, entry: str | None, everything: bool, as_json: bool) -> None:
    """Take one follow-up, by id or its beginning, or all that wait, out of the queue."""
    if bool(entry) == everything:
        raise click.UsageError("Say one id, or --all.")

    async def work(link: Link) -> Outcome:
        if everything:
            known_agent(link.view, name)
            return await link.do(ClearQueue(name))
        entries = await _entries(link, name)
        found = find(entries, entry or "")
        if found is None:
            no_such("follow-up", entry or "", (one.id for one in entries))
        return await link.do(DeleteEntry(name, found.id))

    outcome_out(linked(work), as_json=as_json)


@queue.command()
@click.argument("entry")
@click.option("--yes", is_flag=True, help="Take it; without this it is only shown.")
@as_json_option
@click.pass_obj
def reanchor(name: str, entry: str, yes: bool, as_json: bool) -> None:
    """Take what one follow-up says of files to where that is now: shows what would be replaced by what."""

    async def work(link: Link) -> tuple[Correction, Outcome | None]:
        entries = await _entries(link, name)
        found = find(entries, entry)
        if found is None:
            no_such("follow-up", entry, (one.id for one in entries))
        correction = await link.ask(AskCorrection(name, found.id))
        if not (yes and correction.replaced):
            return correction, None
        return correction, await link.do(ReanchorEntry(name, found.id, correction.new))

    from fleetui.engine.link import AskCorrection

    correction, outcome = linked(work)
    if outcome and not outcome.ok:
        fail(outcome.text)
    if as_json:
        json_out(_plain_correction(correction, taken=outcome is not None))
    elif not correction.replaced:
        fail(_no_other_place(name, entry, correction))
    else:
        _show_correction(correction, taken=outcome is not None)


def _no_other_place(name: str, entry: str, found: Correction) -> str:
    if not found.holds:
        return "all it says of files is where it says"
    way_out = f"fleetui queue {name} delete {entry}, or edit it (e), on the dashboard's queue screen"
    return f"it has no other place that is known: {found.holds[0]}: {way_out}"


def _plain_correction(one: Correction, *, taken: bool) -> dict[str, object]:
    return {
        "old": one.old,
        "new": one.new,
        "replaced": [{"was": was, "now": now} for was, now in one.replaced],
        "holds": list(one.holds),
        "still": list(one.still),
        "taken": taken,
    }


def _show_correction(one: Correction, *, taken: bool) -> None:
    for old, new in zip(one.old.split("\n"), one.new.split("\n"), strict=False):
        if old != new:
            click.echo(f"- {clean_line(old, 2000)}\n+ {clean_line(new, 2000)}")
    for why in one.still:
        click.echo(f"still held: {why}")
    click.echo("taken: it is queued anew" if taken else "nothing was changed: --yes takes it")


async def _entries(link: Link, name: str) -> Queue:
    return live(known_agent(link.view, name).queue)


def _plain(entry: Any) -> dict[str, object]:
    return {
        "id": entry.id,
        "state": entry.state.value,
        "text": entry.text,
        "reason": entry.reason,
        "kind": entry.kind,
        "step": entry.step.KIND if entry.step else "",
        "round": entry.round,
        "added": entry.added,
        "not_before": entry.not_before,
        "now": entry.now,
    }
