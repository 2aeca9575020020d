"""Reviews: who is asked to refute a patch, and what was found. Nothing here accepts or releases anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fleetui.cli.common import agent_argument, as_json_option, complete_name, linked, send_to
from fleetui.cli.output import age, json_out, table
from fleetui.cli.release.branch import branch_named
from fleetui.model.clean import clean, clean_line
from fleetui.model.commands import CloseReview, StartReview
from fleetui.model.review.findings import SEVERITIES, Finding, counted
from fleetui.model.review.marks import ReviewMark, said
from fleetui.model.review.reviewers import Reviewer

if TYPE_CHECKING:
    from fleetui.engine.link import Link
    from fleetui.model.view import BranchRow


@click.group()
def review() -> None:
    """What somebody else found in a patch. Only a reviewer's verdict accepts one, and only you land it."""


@review.command("list")
@as_json_option
def listed(as_json: bool) -> None:
    """List the review of every branch on the board."""
    board = linked(_board)
    if as_json:
        json_out([_plain(row) for row in board])
    elif not board:
        click.echo(
            "no branch of a project with a review is on the board: [projects.NAME.review] in fleet.toml"
        )
    else:
        table(("AGENT", "BRANCH", "REVIEW", "AGE", "BY", "OPEN"), [_listed(row) for row in board])


@review.command()
@click.argument("name", shell_complete=complete_name)
@as_json_option
def show(name: str, as_json: bool) -> None:
    """Show the review of one branch whole: by its agent's name or its own."""
    found = branch_named(name, linked(_board), "branch with a review")
    if as_json:
        json_out(_plain(found))
    elif found.review:
        _for_people(found, found.review)


@review.command()
@agent_argument
@as_json_option
def start(name: str, as_json: bool) -> None:
    """Have somebody else review the patch of an agent's branch, or what became of it since."""
    send_to(name, StartReview(name), as_json=as_json)


@review.command()
@agent_argument
@as_json_option
def close(name: str, as_json: bool) -> None:
    """Give the review of an agent's branch up: nothing is accepted by that."""
    send_to(name, CloseReview(name), as_json=as_json)


async def _board(link: Link) -> tuple[BranchRow, ...]:
    return tuple(row for row in link.view.board if row.review)


def _listed(row: BranchRow) -> tuple[str, ...]:
    found = row.review
    if found is None:
        return (row.seat, row.branch, "-", "-", "-", "-")
    return (row.seat, row.branch, found.state, age(_age(found)), found.who or "-", counted(found.open) or "-")


def _for_people(row: BranchRow, found: ReviewMark) -> None:
    click.echo(clean_line(f"{row.branch} of {row.seat}: {said(found)}", 500))
    if found.who:
        click.echo(clean_line(f"by {found.who}, {age(_age(found))} ago, round {found.round}"))
    click.echo(f"required to land: {'yes' if found.required else 'no'}")
    for each in found.beside:
        click.echo(
            clean_line(f"lens {each.lens}: {_word(each)}{f', by {each.who}' if each.who else ''}", 500)
        )
    for one in (*found.findings, *found.unkept):
        by = f" by {', '.join(one.lenses)}" if one.lenses else ""
        click.echo(
            clean_line(f"{one.id} {one.severity} {one.where} ({one.state}){by}: {one.quote}".strip(), 500)
        )
        click.echo("\n".join(f"   {line}" for line in clean(one.text).split("\n")))
    for text in found.refused:
        click.echo(clean_line(f"refused: {text}", 500))


def _word(one: Reviewer) -> str:
    return f"{one.state}, {one.detail}" if one.detail else str(one.state)


def _age(found: ReviewMark) -> float | None:
    from fleetui.ports.clock import CLOCK

    return CLOCK.now() - found.at if found.at else None


def _plain(row: BranchRow) -> dict[str, object]:
    return {"agent": row.seat, "project": row.project, "branch": row.branch, "review": review_of(row.review)}


def review_of(found: ReviewMark | None) -> dict[str, object] | None:
    """A review as plain data; nothing where the project has none."""
    if found is None:
        return None
    seconds = _age(found)
    return {
        "id": found.id or None,
        "state": found.state.value,
        "detail": found.detail,
        "by": found.who or None,
        "reviewer": found.reviewer or None,
        "round": found.round,
        "age_s": round(seconds, 1) if seconds is not None else None,
        "required": found.required,
        "open": dict(zip(SEVERITIES, found.counts, strict=True)),
        "findings": [_finding(one) for one in found.findings],
        "refused": list(found.refused),
        "lenses": [_lens(one) for one in found.reviewers],
        "waits_for": found.waits_for or None,
    }


def _lens(one: Reviewer) -> dict[str, object]:
    return {
        "lens": one.lens or None,
        "state": one.state.value,
        "detail": one.detail,
        "by": one.who or None,
        "reviewer": one.seat or None,
        "open": dict(zip(SEVERITIES, one.counts, strict=True)),
        "refused": list(one.refused),
    }


def _finding(one: Finding) -> dict[str, object]:
    return {
        "id": one.id, "severity": one.severity, "path": one.path, "line": one.line, "quote": one.quote,
        "text": one.text, "state": one.state, "lenses": list(one.lenses),
    }  # fmt: skip
