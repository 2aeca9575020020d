"""The words and charts of the figures: a row for each, the days and the agents of one. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fleetui.model.figures.definitions import BY_NAME, FIGURES, Definition, Unit
from fleetui.model.figures.report import Figure, Group, Report, calendar
from fleetui.model.figures.words import amount, rests_on, said, said_p95
from fleetui.ui.draw.charts import UNKNOWN, bar, columns, spark
from fleetui.ui.draw.rows import BLANK, AnyRow, TextRow, words
from fleetui.ui.draw.strips import Span, cells, shortened
from fleetui.ui.shell.shared_state import SharedState

WIDE = 110
"""Columns from which a row says what its figure rests on."""
_LABEL, _VALUE, _P95, _BASIS = 22, 11, 9, 10
_NAME = 18
_SPARK_ROOM, _SPARK_WIDE, _SPARK_WIDE_FROM = 24, 30, 130
_LOWEST = 7
"""Rows of the least chart of days."""
_LEAST_WIDE = 20
"""Cells of the least chart of days."""
_WIDEST_DAY = 8
_LEAST_WORD = 6
"""Cells that a value above a column takes."""
_LEAST_BAR, _LONGEST_BAR = 10, 40
DAYS_MOST = 60


def days_of(report: Report, first: str, last: str) -> tuple[str, ...]:
    """The days of the charts: all of the period; at most the newest ``DAYS_MOST``."""
    begin = first or min((group.key for group in report.days), default=last)
    return calendar(begin, last)[-DAYS_MOST:]


def by_day(report: Report, name: str, days: Sequence[str]) -> list[float | None]:
    """A figure on each of these days; ``None`` where it is not known."""
    known = {group.key: group.figure(name).value for group in report.days}
    return [known.get(day) for day in days]


def head_row(width: int, days: Sequence[str]) -> list[Span]:
    """The column heads."""
    told = "rests on" if width >= WIDE else ""
    across = _spark_width(width)
    shown = f"{min(len(days), across)} days" if len(days) > 1 else "today" if days else ""
    text = f"{'figure':<{_LABEL}}{'value':<{_VALUE}}{'p95':<{_P95}}{shown:<{across + 2}}{'':<{_BASIS}}{told}"
    return [Span(text.rstrip(), "dim")]


def figure_rows(shared: SharedState, report: Report, days: Sequence[str], width: int) -> list[AnyRow]:
    """One row for each figure."""
    return [_figure_row(shared, report, one, days, width) for one in report.total.figures]


def _most(of: Definition) -> float | None:
    """What a full column stands for, where that is not the largest value."""
    return 1.0 if of.unit is Unit.RATIO else None


def _spark_width(width: int) -> int:
    if width >= _SPARK_WIDE_FROM:
        return _SPARK_WIDE
    return min(_SPARK_ROOM, max(7, width - 2 - _LABEL - _VALUE - _P95 - _BASIS - 2))


def _figure_row(shared: SharedState, report: Report, one: Figure, days: Sequence[str], width: int) -> TextRow:
    known = one.value is not None
    across = _spark_width(width)
    line = spark(by_day(report, one.of.name, days[-across:]), across, shared.glyphs, _most(one.of))
    spans = [
        Span(f"{one.of.label:<{_LABEL}}", "text" if known else "dim"),
        Span(f"{said(one):<{_VALUE}}", "bright bold" if known else "dim"),
        Span(f"{said_p95(one):<{_P95}}", "dim"),
        Span(f"{line:<{across + 2}}", "context" if known else "faint"),
        Span(f"{one.of.basis:<{_BASIS}}", "dim"),
    ]
    if width >= WIDE:
        spans.append(Span(rests_on(one), "dim"))
    return TextRow(tuple(spans), key=one.of.name)


def chosen_block(report: Report, name: str, width: int) -> list[Span]:
    """The heading of the figure under the bar, and what it rests on."""
    one = report.total.figure(name)
    told = "" if width >= WIDE else f"   rests on {rests_on(one)}"
    return [Span(one.of.title.upper(), "context bold"), Span(told, "dim")]


def day_chart(
    shared: SharedState, report: Report, name: str, days: Sequence[str], width: int, height: int
) -> list[AnyRow]:
    """Columns of the days that fit, with their values above and their dates below."""
    if not days or height < _LOWEST or width < _LEAST_WIDE or report.total.figure(name).value is None:
        return []
    of = BY_NAME[name]
    each = max(2, min(_WIDEST_DAY, (width - 2) // max(1, min(len(days), 30))))
    shown = list(days[-((width - 2) // each) :])
    values = by_day(report, name, shown)
    gap = 2 if each > _LEAST_WORD else 1
    rows = columns(values, height - 3, each - gap, shared.glyphs, gap=gap, most=_most(of))
    above = "".join(f"{_above(one, of, each):<{each}}" for one in values)
    drawn = [words(Span(row, "context")) for row in rows]
    return [BLANK, words(Span(above, "text")), *drawn, words(Span(_dates(shown, each), "dim"))]


def _above(value: float | None, of: Definition, room: int) -> str:
    """Its value where there is room for it."""
    if value is None or room < _LEAST_WORD:
        return ""
    text = amount(value, of.unit).replace(" %", "%")
    return text if len(text) < room else text.split(" ")[0]


def _dates(days: Sequence[str], each: int) -> str:
    """``Mon 23`` under every day, or under as many as have room."""
    every = max(1, -(-7 // each))
    text = ""
    for at, day in enumerate(days):
        word = f"{date.fromisoformat(day):%a %d}"
        if at % every == 0 and at * each + len(word) <= len(days) * each:
            text = f"{text:<{at * each}}{word}"
    return text


def agent_rows(shared: SharedState, report: Report, name: str, width: int) -> list[AnyRow]:
    """A bar for each agent, the largest first; those of whom it is not known stand last and have none.

    Where it is known of nobody one row says what is missing.
    """
    whole = report.total.figure(name)
    if whole.value is None:
        return [words(Span("not known here", "text"), Span(f"   it rests on {whole.of.rests_on}", "dim"))]
    groups = sorted(report.agents, key=lambda one: (-_known(one, name), one.key))
    figures = {one.key: one.figure(name) for one in groups}
    most = _most(BY_NAME[name]) or max((_known(one, name) for one in groups), default=0.0)
    digits = max((len(str(one.samples)) for one in figures.values()), default=0)
    words_of = {
        key: " " * (digits - len(str(one.samples or "no"))) + rests_on(one) for key, one in figures.items()
    }
    told = max(map(len, words_of.values()), default=0)
    room = width - 2 - _NAME - _VALUE
    room, told = (room - told - 2, told) if room - told - 2 >= _LEAST_BAR else (room, 0)
    room = max(0, min(_LONGEST_BAR, room))
    return [
        _agent_row(shared, key, one, most, room, words_of[key] if told else "")
        for key, one in figures.items()
    ]


def _known(group: Group, name: str) -> float:
    value = group.figure(name).value
    return -1.0 if value is None else value


def _agent_row(shared: SharedState, name: str, one: Figure, most: float, room: int, told: str) -> TextRow:
    label = shortened(name, _NAME - 1, shared.ink.more)
    pad = " " * (_NAME - cells(label))
    if one.value is None:
        return words(Span(f"{label}{pad}", "dim"), Span(f"{said(one):<{_VALUE}}{UNKNOWN}", "dim"))
    return words(
        Span(f"{label}{pad}", "bright bold"),
        Span(f"{said(one):<{_VALUE}}", "text"),
        Span(f"{bar(one.value, most, room, shared.sign('bar')):<{room}}", "context"),
        Span(f"  {told}" if told else "", "dim"),
    )


def nothing_yet(shared: SharedState, *, narrowed: bool) -> list[AnyRow]:
    """What will stand here; ``narrowed`` where other periods or projects may have something."""
    first = "Nothing was counted in this period." if narrowed else "Nothing to count yet."
    other = [Span("   "), *shared.hint("figures.period", "bright"), Span("  another period", "dim")]
    return [
        BLANK,
        words(Span(first, "bright bold"), *(other if narrowed else ())),
        BLANK,
        words(Span("Once agents work, this is counted from the journal, by day and by agent:", "text")),
        BLANK,
        *(
            words(Span(f"{one.label:<{_LABEL}}", "text"), Span(f"from {one.rests_on}", "dim"))
            for one in FIGURES
        ),
    ]
