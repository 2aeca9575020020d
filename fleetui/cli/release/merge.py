"""The merge board, to read. Landing is done in the dashboard, by the operator, and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fleetui.cli.common import as_json_option, complete_name, linked
from fleetui.cli.output import clock, json_out, table
from fleetui.cli.release.branch import branch_named
from fleetui.cli.release.remarks import plain_overridden
from fleetui.cli.release.review import review_of
from fleetui.model.clean import clean_line
from fleetui.model.counts import count
from fleetui.model.event_lines import iso
from fleetui.model.forecast import forecast_lines
from fleetui.model.review.marks import said

if TYPE_CHECKING:
    from fleetui.engine.link import Link
    from fleetui.model.evidence import FileChange
    from fleetui.model.forecast import Beside
    from fleetui.model.view import BranchRow, TrainView


@click.group()
def merge() -> None:
    """What could land, and why not. To land: in the dashboard 3, then m."""


@merge.command("list")
@as_json_option
def listed(as_json: bool) -> None:
    """List every branch, whether it may land, and why not."""
    board = linked(_board)
    if as_json:
        json_out([plain(row) for row in board])
    elif not board:
        click.echo("no branch is on the board")
    else:
        table(
            ("AGENT", "BRANCH", "TARGET", "AHEAD", "BEHIND", "DIRTY", "GATES", "MAY LAND"),
            [(r.seat, r.branch, r.target, r.ahead, r.behind, r.dirty, _gates(r), _may(r)) for r in board],
        )


@merge.command()
@click.argument("name", shell_complete=complete_name)
@as_json_option
def show(name: str, as_json: bool) -> None:
    """Show one branch whole: by its agent's name or its own."""
    found = branch_named(name, linked(_board), "branch on the board")
    if as_json:
        json_out(plain(found))
    else:
        _for_people(found)


@merge.command()
@click.argument("names", nargs=-1, required=True, shell_complete=complete_name)
@as_json_option
def train(names: tuple[str, ...], as_json: bool) -> None:
    """Show how the branches of these agents would land together, in this order.

    Each candidate is built on the one before; no gate runs for it, and nothing is released.
    """

    from fleetui.engine.link import AskTrain

    async def ask(link: Link) -> TrainView:
        return await link.ask(AskTrain(names))

    found = linked(ask)
    if as_json:
        json_out(plain_train(found))
        return
    rows = [
        (at, row.seat, row.branch, _commit(row), _gates(row), _may(row))
        for at, row in enumerate(found.rows, 1)
    ]
    out = [("-", row.seat, row.branch, "-", _gates(row), _may(row)) for row in found.out]
    table(("", "AGENT", "BRANCH", "CANDIDATE", "GATES", "MAY LAND"), [*rows, *out])


async def _board(link: Link) -> tuple[BranchRow, ...]:
    from fleetui.engine.link import AskBoard

    return await link.ask(AskBoard())


def _for_people(row: BranchRow) -> None:
    click.echo(clean_line(f"{row.branch} of {row.seat}, into {row.target} of {row.project}"))
    word = clean_line(_may(row), 500)
    click.echo(word if row.landed else f"may land: {word}")
    click.echo(f"ahead {row.ahead}, behind {row.behind}, uncommitted {row.dirty}")
    if row.candidate:
        click.echo(
            f"changed: {count(len(row.files), 'file')} +{row.candidate.added} -{row.candidate.deleted}"
        )
        click.echo(f"candidate: {row.candidate.commit or row.candidate.error or 'none'}")
        if row.method and row.candidate.commit:
            click.echo(f"lands as: {', '.join(x for x in (row.method.said, row.method.went_on) if x)}")
        if row.candidate.conflict_at:
            click.echo(f"conflict in commit {clean_line(row.candidate.conflict_at)}")
        for path in row.candidate.conflicts:
            click.echo(f"conflict: {clean_line(path)}")
    for line in forecast_lines(row.forecast):
        click.echo(clean_line(f"forecast: {line}", 500))
    if row.place:
        click.echo(clean_line(f"order: {row.place.said}", 500))
    for mark in row.gates:
        click.echo(f"gate {mark.gate}: {mark.verdict.value} {clean_line(mark.detail)}".rstrip())
    if row.review:
        click.echo(f"review: {clean_line(said(row.review), 500)}")
    for file in row.files:
        click.echo(f"{file.added:+6} {-file.deleted:6}  {clean_line(_file(file, row), 500)}")


def _file(file: FileChange, row: BranchRow) -> str:
    notes = [file.kind] if file.kind else []
    notes += ["protected"] if file.path in row.protected else []
    return f"{file.path}   {', '.join(notes)}".rstrip()


def _commit(row: BranchRow) -> str:
    return row.candidate.commit[:9] if row.candidate else "-"


def _may(row: BranchRow) -> str:
    if row.taken_back:
        return f"landed as {row.landed[:9]}, taken back by {row.taken_back[:9]}"
    if row.landed:
        over = f", over {count(len(row.landed_over), 'open remark')}" if row.landed_over else ""
        return f"landed as {row.landed[:9]}, released {clock(row.released)}{over}"
    if row.overridable:
        return f"no: {row.why_not}; a word typed at the dashboard overrides that"
    return "yes" if row.may_land else f"no: {row.why_not or 'not known yet'}"


def _gates(row: BranchRow) -> str:
    return " ".join(f"{mark.gate}:{mark.verdict.value}" for mark in row.gates) or "-"


def _conflict(row: BranchRow) -> dict[str, object] | None:
    """Files in conflict with the target."""
    candidate = row.candidate
    return {"files": list(candidate.conflicts)} if candidate and candidate.conflicts else None


def _beside(one: Beside) -> dict[str, object]:
    """What one other agent's work and this branch do to each other."""
    return {
        "agent": one.agent,
        "branch": one.branch,
        "files": list(one.files),
        "if_first": one.if_first.value,
        "if_second": one.if_second.value,
        "lines": {clash.path: [list(place) for place in clash.lines] for clash in one.clashes if clash.lines},
        "regenerate": [clash.path for clash in one.clashes if clash.made_anew],
        "more": one.more,
        "shared": list(one.shared),
        "uncommitted": one.uncommitted,
        "unstable": one.unstable,
        "reason": one.why,
    }


def _pull(row: BranchRow) -> dict[str, object] | None:
    """Its open pull request, and whether releasing it merges that."""
    if row.pull is None:
        return None
    one = row.pull
    return {
        "number": one.number,
        "url": one.url,
        "head": one.head,
        "merged_there": bool(row.pull_release),
        "overridable": [plain_overridden(remark) for remark in row.overridable],
    }


def plain(row: BranchRow) -> dict[str, object]:
    """One row of the board as plain data."""
    candidate = row.candidate
    return {
        "agent": row.seat,
        "project": row.project,
        "task": row.task or None,
        "branch": row.branch,
        "target": row.target,
        "head": row.head,
        "base": candidate.base if candidate else None,
        "candidate": candidate
        and {
            "commit": candidate.commit,
            "tree": candidate.tree,
            "base": candidate.base,
            "conflicts": list(candidate.conflicts),
            "conflict_commit": candidate.conflict_at or None,
            "error": candidate.error,
        },
        "method": row.method
        and {
            "kind": row.method.kind,
            "commits": row.method.commits,
            "since": list(row.method.since),
            "text": row.method.said,
        },
        "gates": [
            {
                "name": mark.gate,
                "verdict": mark.verdict.value,
                "detail": mark.detail,
                "commit": mark.commit or None,
                "tries": mark.tries,
            }
            for mark in row.gates
        ],
        "ahead": row.ahead,
        "behind": row.behind,
        "dirty": row.dirty,
        "files": [
            {"path": f.path, "added": f.added, "deleted": f.deleted, "kind": f.kind} for f in row.files
        ],
        "protected": list(row.protected),
        "conflict": _conflict(row),
        "forecast": [_beside(one) for one in row.forecast],
        "order": row.place.number or None if row.place else None,
        "order_reason": row.place.why if row.place else "",
        "review": review_of(row.review),
        "pull": _pull(row),
        "may_land": row.may_land,
        "why_not": row.why_not,
        "reason": row.why_not,
        "landed": row.landed,
        "released": iso(row.released) if row.released else None,
        "landed_over": [plain_overridden(remark) for remark in row.landed_over],
        "taken_back": row.taken_back,
        "pushed": row.pushed or None,
    }


def plain_train(train: TrainView) -> dict[str, object]:
    """A train as plain data."""
    return {
        "project": train.project,
        "target": train.target,
        "may_land": not train.why_not,
        "why_not": train.why_not,
        "members": [plain(row) for row in train.rows],
        "out": [plain(row) for row in train.out],
    }
