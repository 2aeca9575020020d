"""Reviews: who is asked to refute a patch or a document, and what was found. Nothing here accepts or releases."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from fleetui.cli.common import agent_argument, as_json_option, complete_name, linked, send_to
from fleetui.cli.output import age, json_out, no_such, table
from fleetui.model.clean import clean, clean_line
from fleetui.model.commands import CloseReview, StartReview, TellFindings
from fleetui.model.review.findings import SEVERITIES, Finding, counted
from fleetui.model.review.marks import ReviewMark, said
from fleetui.model.review.reviewers import Reviewer
from fleetui.model.value import value

if TYPE_CHECKING:
    from fleetui.engine.link import Link


@click.group()
def review() -> None:
    """What somebody else found in a patch or a plan. Only a reviewer's verdict accepts one, and only you land it."""


@review.command("list")
@as_json_option
def listed(as_json: bool) -> None:
    """List the review of every branch on the board, and of every document."""
    board = linked(_subjects)
    if as_json:
        json_out([_plain(row) for row in board])
    elif not board:
        click.echo(
            "no branch of a project with a review is on the board: [projects.NAME.review] in fleet.toml"
        )
    else:
        table(("AGENT", "SUBJECT", "REVIEW", "AGE", "BY", "OPEN"), [_listed(row) for row in board])


@review.command()
@click.argument("name", shell_complete=complete_name)
@as_json_option
def show(name: str, as_json: bool) -> None:
    """Show one review whole: by its agent's name, its branch, or the path of its document."""
    board = linked(_subjects)
    found = next((row for row in board if name in (row.what, row.seat)), None)
    if found is None:
        no_such("branch or document with a review", name, (row.what for row in board))
    if as_json:
        json_out(_plain(found))
    else:
        _for_people(found)


@review.command()
@agent_argument
@click.argument("document", required=False, default="")
@as_json_option
def start(name: str, document: str, as_json: bool) -> None:
    """Have somebody else review the patch of an agent's branch, or a DOCUMENT of its worktree."""
    send_to(name, StartReview(name, document), as_json=as_json)


@review.command()
@agent_argument
@click.argument("document", required=False, default="")
@as_json_option
def close(name: str, document: str, as_json: bool) -> None:
    """Give the review of an agent's branch or DOCUMENT up: nothing is accepted by that, and its queue goes on."""
    send_to(name, CloseReview(name, document), as_json=as_json)


@review.command()
@agent_argument
@click.argument("document")
@as_json_option
def tell(name: str, document: str, as_json: bool) -> None:
    """Send an agent what the review of its DOCUMENT found, before all that waits in its queue."""
    send_to(name, TellFindings(name, document), as_json=as_json)


@value
class Subject:
    """What is reviewed, and what is said of it."""

    seat: str
    project: str
    what: str
    """Its branch, or the path of the document."""
    review: ReviewMark


async def _subjects(link: Link) -> tuple[Subject, ...]:
    rows = [Subject(row.seat, row.project, row.branch, row.review) for row in link.view.board if row.review]
    documents = [
        Subject(agent.name, agent.seat.project, one.document, one)
        for agent in link.view.agents
        for one in agent.documents
    ]
    return (*rows, *documents)


def _listed(row: Subject) -> tuple[str, ...]:
    found = row.review
    return (row.seat, row.what, found.state, age(_age(found)), found.who or "-", counted(found.open) or "-")


def _for_people(row: Subject) -> None:
    found = row.review
    click.echo(clean_line(f"{row.what} of {row.seat}: {said(found)}", 500))
    if found.who:
        click.echo(clean_line(f"by {found.who}, {age(_age(found))} ago, round {found.round}"))
    if found.document:
        click.echo(f"holds the queue of its author: {'yes' if found.stops else 'no'}")
    else:
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


def _plain(row: Subject) -> dict[str, object]:
    document = row.review.document or None
    return {
        "agent": row.seat,
        "project": row.project,
        "branch": None if document else row.what,
        "document": document,
        "review": review_of(row.review),
    }


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
        "holds_queue": found.stops,
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
