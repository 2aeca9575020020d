"""Open pull requests of the fleet's projects, to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from fleetui.cli.common import as_json_option, linked
from fleetui.cli.output import fail, json_out, table
from fleetui.cli.release.remarks import plain_heard, plain_overriding, remark_lines
from fleetui.model.clean import clean_line
from fleetui.model.event_lines import iso

if TYPE_CHECKING:
    from fleetui.engine.link import Link
    from fleetui.model.forge.answers import Heard
    from fleetui.model.forge.checks import Check
    from fleetui.model.forge.overriding import Overriding
    from fleetui.model.forge.pull import Pull, PullList

_TITLE = 60


@click.group()
def pull() -> None:
    """Pull requests, where a project has a forge: [projects.NAME.github]."""


@pull.command("list")
@click.option("--project", default="", help="Of this project alone.")
@as_json_option
def listed(project: str, as_json: bool) -> None:
    """List the open ones, asked for now; exit code 1 where a forge did not answer."""

    async def ask(link: Link) -> tuple[Mapping[str, PullList], tuple[Overriding, ...]]:
        from fleetui.engine.link import AskPulls

        lists = await link.ask(AskPulls(project))
        return dict(lists), link.view.overridings

    found, overridings = linked(ask)
    if as_json:
        json_out([_plain_list(name, one, overridings) for name, one in found.items()])
    else:
        _for_people(found)
    if why := next((f"{name}: {one.why}" for name, one in found.items() if one.why), ""):
        fail(why)


@pull.command("remarks")
@click.argument("number", type=click.IntRange(1), required=False, default=None)
@click.option("--project", default="", help="Of this project alone.")
@as_json_option
def remarks(number: int | None, project: str, as_json: bool) -> None:
    """Print what others said in the open ones, or in one of them, and what became of it, the oldest unanswered first.

    Asked for now; exit code 1 where a forge did not answer.
    """

    async def ask(link: Link) -> tuple[Heard, ...]:
        from fleetui.engine.link import AskRemarks

        return await link.ask(AskRemarks(project, number or 0))

    found = linked(ask)
    if as_json:
        json_out([plain_heard(one) for one in found])
    elif not found:
        click.echo(_nothing_asked(number))
    elif any(one.said is not None for one in found):
        click.echo(remark_lines(found))
    if failed := next((one for one in found if one.why), None):
        fail(f"{failed.project}{f' #{failed.number}' if failed.number else ''}: {failed.why}")


def _nothing_asked(number: int | None) -> str:
    return f"no open pull request #{number} is known" if number else "no pull request is open"


def _for_people(found: Mapping[str, PullList]) -> None:
    rows = [(name, one) for name, listing in found.items() for one in listing.pulls]
    if not found:
        click.echo("no project has a forge: add [projects.NAME.github] to fleet.toml")
    elif not rows and not any(one.why for one in found.values()):
        click.echo("no pull request is open")
    elif rows:
        table(
            ("PROJECT", "NUMBER", "BRANCH", "AUTHOR", "STATE", "TITLE"),
            [
                (name, f"#{one.number}", one.branch, one.author or "-", _state(one), _title(one))
                for name, one in rows
            ],
        )


def _state(one: Pull) -> str:
    return one.said.partition(", ")[2] or "-"


def _title(one: Pull) -> str:
    return clean_line(one.title, _TITLE)


def _plain_list(project: str, one: PullList, overridings: Sequence[Overriding]) -> dict[str, object]:
    own = [over for over in overridings if over.project == project]
    return {
        "project": project,
        "repository": one.repository.said,
        "asked": iso(one.at) if one.at else None,
        "whole": one.whole,
        "error": one.why or None,
        "pulls": [_plain(pull, own) for pull in one.pulls],
    }


def _plain(one: Pull, overridings: Sequence[Overriding]) -> dict[str, object]:
    return {
        **{key: text for key, text in asdict(one).items() if key not in ("checks", "updated")},
        "mergeable": one.mergeable.value,
        "decision": one.decision.value or None,
        "updated": iso(one.updated) if one.updated else None,
        "checks": [_plain_check(check) for check in one.checks],
        "overridden": [plain_overriding(over) for over in overridings if over.number == one.number],
    }


def _plain_check(one: Check) -> dict[str, object]:
    return {**asdict(one), "state": one.state.value, "at": iso(one.at) if one.at else None}
