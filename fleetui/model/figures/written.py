"""A report for other programs and texts: as plain values, as rows of a table, as Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from fleetui.model.clean import clean_line
from fleetui.model.event_lines import iso
from fleetui.model.figures.report import Figure, Group, Report, Wanted
from fleetui.model.figures.words import rests_on, said, said_p95

SCHEMA = 1
"""It stays while fields and figures are only added."""
COLUMNS = (
    "by", "key", "figure", "value", "p95", "unit", "basis", "samples", "left_out", "rests_on",
)  # fmt: skip

Plain = dict[str, object]


def as_plain(report: Report, wanted: Wanted) -> Plain:
    """All of it; ``None`` is what is not known."""
    return {
        "schema": SCHEMA,
        "since": _time(report.since),
        "agent": wanted.agent or None,
        "project": wanted.project or None,
        "first_record": _time(report.first_at),
        "last_record": _time(report.last_at),
        "unread_records": report.unread,
        "total": _figures(report.total),
        "days": [{"day": one.key, "figures": _figures(one)} for one in report.days],
        "agents": [{"agent": one.key, "figures": _figures(one)} for one in report.agents],
        "projects": [{"project": one.key, "figures": _figures(one)} for one in report.projects],
    }


def _time(at: float | None) -> str | None:
    return None if at is None else iso(at)


def _figures(group: Group) -> Plain:
    return {one.of.name: _figure(one) for one in group.figures}


def _figure(one: Figure) -> Plain:
    return {
        "value": _rounded(one.value),
        "p95": _rounded(one.p95),
        "unit": str(one.of.unit),
        "basis": str(one.of.basis),
        "samples": one.samples,
        "left_out": one.left_out,
        "rests_on": one.of.rests_on,
        "sorts": dict(one.sorts),
    }


def _rounded(number: float | None) -> float | None:
    if number is None:
        return None
    return int(number) if number == int(number) else round(number, 4)


def as_rows(report: Report) -> Iterator[tuple[object, ...]]:
    """Rows of ``COLUMNS``, one for each figure of each group; an empty value is not known."""
    for by, key, one in _each(report):
        value, p95 = ("" if x is None else x for x in (_rounded(one.value), _rounded(one.p95)))
        yield (
            by, _cell(key), one.of.name, value, p95, str(one.of.unit), str(one.of.basis), one.samples, one.left_out,
            one.of.rests_on,
        )  # fmt: skip


def _each(report: Report) -> Iterator[tuple[str, str, Figure]]:
    groups = (
        ("total", (report.total,)), ("day", report.days), ("agent", report.agents), ("project", report.projects),
    )  # fmt: skip
    return ((by, group.key, one) for by, found in groups for group in found for one in group.figures)


def _cell(text: str) -> str:
    """A name that no spreadsheet takes for a formula."""
    shown = clean_line(text, 200)
    return f"'{shown}" if shown[:1] in ("=", "+", "-", "@") else shown


def as_markdown(report: Report, title: str) -> str:
    """A heading, all figures with what they rest on, and one table each by day, agent and project."""
    lines = [
        f"# {_word(title)}",
        "",
        "| figure | value | 95 % within | rests on | |",
        "|---|---:|---:|---|---|",
    ]
    lines += [
        f"| {one.of.title} | {said(one)} | {said_p95(one)} | {rests_on(one)} | {one.of.basis} |"
        for one in report.total.figures
    ]
    for by, groups in (("day", report.days), ("agent", report.agents), ("project", report.projects)):
        lines += _by(by, groups)
    return "\n".join(lines)


def _by(by: str, groups: tuple[Group, ...]) -> list[str]:
    if not groups:
        return []
    titles = [one.of.title for one in groups[0].figures]
    head = ["", f"## By {by}", "", f"| {by} | {' | '.join(titles)} |", f"|---|{'---:|' * len(titles)}"]
    rows = [f"| {_word(one.key)} | {' | '.join(map(said, one.figures))} |" for one in groups]
    return [*head, *rows]


def _word(text: str) -> str:
    """Text from outside as a word of Markdown: it opens no cell, link, tag or code."""
    return "".join(f"\\{one}" if one in r"\`*_[]<>|#" else one for one in clean_line(text, 200))
