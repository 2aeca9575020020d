"""Figures of the fleet's work, from the journal alone. Only reads: it makes nothing and owns nothing."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import click

from fleetui.cli.common import as_json_option, paths_here
from fleetui.cli.output import fail, json_out, no_such, table
from fleetui.model.counts import count

if TYPE_CHECKING:
    from fleetui.model.figures.report import Group, Report, Wanted
    from fleetui.model.figures.samples import Samples

_BY_AGENT = (
    "landed",
    "time_to_landed",
    "gate_pass_rate",
    "rework_rounds",
    "answer_time",
    "idle_nothing_queued",
)


@click.command()
@click.option(
    "--since", "begin", default="", metavar="WHEN", help="7d, 12h, 2w, or a date such as 2026-11-23."
)
@click.option("--agent", default="", metavar="NAME", help="Only this agent's.")
@click.option("--project", default="", metavar="NAME", help="Only this project's.")
@as_json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print a row for each figure, for a spreadsheet.")
@click.option("--markdown", "as_text", is_flag=True, help="Print tables in Markdown.")
def report(begin: str, agent: str, project: str, as_json: bool, as_csv: bool, as_text: bool) -> None:
    """Print figures of what the fleet did: landed changes, how long they took, gates, rework, tokens, your answers.

    They come from the journal alone, by agent, project and day. `fleetui help report` says what each one means.
    """
    from fleetui.model.figures.report import Wanted
    from fleetui.model.figures.report import report as report_of
    from fleetui.model.figures.written import as_markdown, as_plain

    if as_json + as_csv + as_text > 1:
        raise click.UsageError("Say one of --json, --csv and --markdown.")
    since = _since(begin)
    samples = _samples()
    _require_known(samples, agent, project)
    wanted = Wanted(since, agent, project)
    found = report_of(samples, wanted)
    if as_json:
        json_out(as_plain(found, wanted))
    elif as_csv:
        _print_csv(found)
    elif as_text:
        click.echo(as_markdown(found, _title(wanted, begin)))
    else:
        _print_text(found, _title(wanted, begin))


def _since(text: str) -> float | None:
    from fleetui.model.figures.report import since_of
    from fleetui.ports.clock import wall

    try:
        return since_of(text, wall()) if text else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--since") from None


def _samples() -> Samples:
    """Everything the journal holds up to now. Ends with one line where it cannot be read."""
    from fleetui.model.figures.samples import KINDS, Samples
    from fleetui.ports.journal.reader import JournalReader, Unread

    samples, reader = Samples(), JournalReader(paths_here().journal, 0)
    try:
        for seq, at, event, wanted in reader.stream(KINDS):
            samples.take(seq, at, event, unread=wanted and event is None)
    except Unread as error:
        fail(str(error))
    finally:
        reader.close()
    return samples


def _require_known(samples: Samples, agent: str, project: str) -> None:
    if agent and agent not in samples.agents:
        no_such("agent", agent, sorted(samples.agents))
    if project and project not in samples.projects:
        no_such("project", project, sorted(samples.projects))


def _title(wanted: Wanted, begin: str) -> str:
    of = " of ".join(filter(None, [wanted.agent, wanted.project]))
    return f"Figures{f' of {of}' if of else ''}{f' since {begin}' if begin else ''}"


def _print_csv(found: Report) -> None:
    from fleetui.model.figures.written import COLUMNS, as_rows

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(as_rows(found))
    click.echo(text.getvalue(), nl=False)


def _print_text(found: Report, title: str) -> None:
    from fleetui.model.figures.words import rests_on, said, said_p95

    if found.first_at is None:
        click.echo("no figures yet: they come from the journal, and there is none")
        return
    click.echo(f"{title}\n")
    table(
        ("FIGURE", "VALUE", "95 % WITHIN", "BASIS", "RESTS ON"),
        [
            (one.of.title, said(one), said_p95(one) or "-", one.of.basis, rests_on(one))
            for one in found.total.figures
        ],
    )
    _print_by("AGENT", found.agents)
    if len(found.projects) > 1:
        _print_by("PROJECT", found.projects)
    if found.unread:
        click.echo(
            f"\n{count(found.unread, 'record')} of a newer fleetui could not be read: in no figure", err=True
        )


def _print_by(by: str, groups: tuple[Group, ...]) -> None:
    from fleetui.model.figures.definitions import BY_NAME
    from fleetui.model.figures.words import said

    if groups:
        click.echo()
        heads = (BY_NAME[name].title.upper() for name in _BY_AGENT)
        table((by, *heads), [(one.key, *(said(one.figure(name)) for name in _BY_AGENT)) for one in groups])
