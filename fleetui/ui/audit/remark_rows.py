"""The audit's words: one row per remark, the facts and the text of one, and its whole thread. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fleetui.model.clean import clean, clean_line
from fleetui.model.counts import count
from fleetui.model.forge.answers import AnswerState, RemarkNow
from fleetui.model.forge.audit import AuditRow, counted, nothing_newer, said_of
from fleetui.model.forge.conversation import Comment
from fleetui.model.forge.overriding import Overriding
from fleetui.model.forge.remark_texts import visible
from fleetui.model.forge.remarks import Remark
from fleetui.model.view import FleetView
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.rows import BLANK, AnyRow, TextRow, words
from fleetui.ui.draw.strips import Span, shortened, wrapped
from fleetui.ui.shell.shared_state import SharedState

NARROW, WIDE = 100, 150
"""Columns below which project and agent have no column of their own, and from which they are wide."""
_TAGS = re.compile(
    r"</?(?:a|b|br|code|details|div|em|i|img|p|picture|pre|source|strong|sub|summary|sup)\b[^<>\n]{0,400}>",
    re.IGNORECASE,
)
_PICTURES = re.compile(r"!\[([^\]\n]{0,80})\]\([^()\n]{0,400}\)")
_GAPS = re.compile(r"\n(?:[ \t]*\n)+")
_LABEL = 12
_READ = 110
_STATE, _AGE, _SEVERITY = 22, 6, 10
_SIGNS = {
    AnswerState.OPEN: ("threads", "asking"),
    AnswerState.WAITING: ("running", "queue"),
    AnswerState.CHANGED: ("changed", "text"),
    AnswerState.ANSWERED: ("known", "merge"),
    AnswerState.FIXED: ("pass", "ok"),
    AnswerState.SAID: ("undone", "failed"),
    AnswerState.OVERRIDDEN: ("merge", "low"),
}
_HEAVY = {"critical": "failed", "high": "failed", "medium": "low", "low": "dim"}


def head_row(width: int) -> list[Span]:
    """The column heads."""
    project, number, agent, who, where = _columns(width)
    text = "  " + (f"{'project':<{project}}" if project else "") + f"{'#':<{number}}"
    text += f"{'agent':<{agent}}" if agent else ""
    text += f"{'who':<{who}}{'where':<{where}}{'severity':<{_SEVERITY}}{'age':>{_AGE - 2}}  state"
    return [Span(text, "dim")]


def _columns(width: int) -> tuple[int, int, int, int, int]:
    """Cells of project, number, agent, who and where; 0 where it has none."""
    rest = width - 4 - _STATE - _AGE - _SEVERITY
    if width < NARROW:
        return 0, 6, 0, 13, max(12, rest - 6 - 13)
    project, agent, who = (16, 16, 20) if width >= WIDE else (12, 13, 14)
    return project, 6, agent, who, min(70, rest - project - 6 - agent - who)


def remark_row(shared: SharedState, row: AuditRow, width: int) -> TextRow:
    """One remark: sign, where it was said and by whom, how heavy and how old it is, what became of it."""
    project, number, agent, who, where = _columns(width)
    one, quiet = row.now.remark, not row.now.unanswered
    sign, ink = _SIGNS[row.now.state]
    name = row.agent.name if row.agent else "-"
    left = [
        Span(f"{shared.sign(sign)} ", ink),
        Span(_cell(row.project, project) if project else "", "dim"),
        Span(_cell(f"#{row.number}", number), "dim"),
        Span(_cell(name, agent) if agent else "", "text" if row.agent and not quiet else "dim"),
        Span(_cell(_who(one), who), "dim" if quiet else "text"),
        Span(_place_cell(one, where), "dim" if quiet else "bright bold"),
        Span(f"{one.severity:<{_SEVERITY}}", "dim" if quiet else _HEAVY.get(one.severity, "dim")),
        Span(f"{age(one.at, shared.now()):>{_AGE - 2}}  ", "dim"),
        Span(row.now.state, ink),
    ]
    return TextRow(tuple(left), (), "", row.key)


def _cell(text: str, width: int) -> str:
    return f"{shortened(text, width - 1):<{width}}"


def _place_cell(one: Remark, width: int) -> str:
    """A place; where it has no room, its end: the file and the line tell more than the folders."""
    text = where_of(one)
    return _cell(text if len(text) < width else f"…{text[-(width - 2) :]}", width)


def _who(one: Remark) -> str:
    return clean_line(one.author, 40) or "nobody"


def where_of(one: Remark) -> str:
    """``src/a.py:7``, or where it was said if that is at no line."""
    path = clean_line(one.path, 200)
    return f"{path}:{one.line}" if path and one.line else path or f"({one.kind})"


def title(view: FleetView, rows: Sequence[AuditRow], width: int, only: str = "") -> list[Span]:
    """What it is, how many stand how, and of which project alone."""
    pulls = len({(row.project, row.number) for row in rows})
    on = f" on {count(pulls, 'pull request')}" if width >= NARROW else ""
    told = f"   {count(len(rows), 'remark')}{on}: {counted(row.now for row in rows)}"
    nothing = f"   {said_of(view)}" if view.pulls else ""
    alone = [Span(f"   {only} only", "queue")] if only else []
    return [Span("Audit", "bright bold"), Span(told if rows else nothing, "dim"), *alone]


def freshness(shared: SharedState, view: FleetView) -> list[Span]:
    """How old the oldest answer is."""
    known = [one.at for one in view.heard if one.at]
    return [Span(f"asked {age(min(known), shared.now())} ago", "dim")] if known else []


def stale_rows(shared: SharedState, view: FleetView, width: int) -> list[list[Span]]:
    """Why there is nothing newer, with the age of what is shown; none while the forges answer."""
    rows = []
    for name, at, why in nothing_newer(view):
        since = f"shown is what was so {age(at, shared.now())} ago" if at else "it never answered"
        rows.append([Span(shortened(f"{name}: {since}: {why}", max(20, width - 2)), "failed")])
    return rows


def nothing_open(shared: SharedState, view: FleetView) -> list[AnyRow]:
    """What an empty audit says: that nothing is open, or why nothing is known."""
    if not any(project.forge for project in view.projects.values()):
        return [
            BLANK,
            words(Span("No project has a forge.", "bright bold")),
            BLANK,
            words(Span("With [projects.NAME.github] in fleet.toml, what people and programs say", "text")),
            words(Span("in its open pull requests is listed here, until it is fixed.", "text")),
            words(Span(f"{shared.command_name} help github", "bright bold"), Span("  says how", "dim")),
        ]
    pulls = [pull for known in view.pulls.values() for pull in known.pulls]
    answered = [known for known in view.pulls.values() if known.at]
    if not answered:
        return [BLANK, words(Span("What was said is not known yet: the forge is asked.", "dim"))]
    waits = len(pulls) - sum(one.said is not None for one in view.heard)
    if waits > 0:
        return [BLANK, words(Span(f"{count(waits, 'pull request')} still to be asked for …", "dim"))]
    if not pulls:
        return [BLANK, words(Span("No pull request is open.", "text"))]
    return [
        BLANK,
        words(
            Span(f"{shared.sign('pass')} Nothing is open", "ok bold"), Span(f" on {said_of(view)}.", "text")
        ),
    ]


def title_block(shared: SharedState, row: AuditRow) -> tuple[list[Span], str]:
    """The line above the facts of a remark, and its ground."""
    sign, _ = _SIGNS[row.now.state]
    loud = row.now.state is AnswerState.SAID
    ink = "on_block" if loud else "text"
    what = f"{shared.sign(sign)} {row.now.state}"
    about = f"   #{row.number} {clean_line(row.pull.title, 90) if row.pull else ''}"
    return [Span(what, f"{ink} bold"), Span(about, ink)], "failed_block" if loud else "line"


def facts(shared: SharedState, row: AuditRow, width: int) -> list[list[Span]]:
    """Who said it, where, why it counts, what was sent and what was answered."""
    return list(_facts(shared, row, min(_READ, max(20, width - _LABEL - 3))))


def _facts(shared: SharedState, row: AuditRow, room: int) -> Iterator[list[Span]]:
    one, now = row.now.remark, shared.now()
    program = " (a program)" if one.bot else ""
    severity = f", {one.severity}" if one.severity else ""
    who = f"{_who(one)}{program}{severity}, {age(one.at, now)} ago"
    yield from _fact("said by", who, room)
    outdated = "   these lines are others by now" if one.outdated else ""
    yield from _fact("where", f"{row.project} {where_of(one)}{outdated}", room)
    agent = row.agent.name if row.agent else "no agent of this fleet"
    yield from _fact("author", agent, room, "text" if row.agent else "dim")
    if one.why:
        yield from _fact("why open", one.why, room, "low")
    yield from _fact("sent", _sent(row.now, now), room, "text" if row.now.sent else "dim")
    if one.replied:
        yield from _fact(
            "reply", f"{clean_line(visible(one.reply), 200)}   {age(one.replied, now)} ago", room
        )
    if row.overriding:
        yield from _fact("overridden", _overridden(row.overriding, now), room, "low")
    yield from _fact("address", one.url or "none", room, "dim")


def _overridden(one: Overriding, now: float) -> str:
    """Who released over it with a typed word, when, at which commit, and what became of that."""
    became = {
        "landed": f"merged as {one.merged_as[:9]}",
        "refused": "it was not merged, and the word is spent",
    }
    how = became.get(one.state, "whether it was merged is not known yet")
    return (
        f"by {clean_line(one.by, 40)} {age(one.at, now)} ago, for {one.head[:9]} onto {one.base[:9]}: {how}"
    )


def _sent(one: RemarkNow, now: float) -> str:
    if one.sent is None:
        return "to nobody yet"
    return f"to its author {age(one.sent.at, now)} ago, at {one.sent.head[:7]}"


def _fact(label: str, text: str, room: int, ink: str = "text") -> Iterator[list[Span]]:
    for number, line in enumerate(wrapped(text, room) or [""]):
        yield [Span(f"{'' if number else label:<{_LABEL}}", "dim"), Span(line, ink)]


def body_rows(row: AuditRow, width: int) -> list[AnyRow]:
    """What was said first."""
    return [words(Span(line, "text")) for line in folded(row.now.remark.text, width)]


def folded(text: str, width: int) -> list[str]:
    """A text as it may be shown: clean, without what its markup hides, folded."""
    shown = _TAGS.sub("", clean(visible(text)))
    shown = _GAPS.sub("\n\n", _PICTURES.sub(r"[\1]", shown)).strip()
    room = min(_READ, max(20, width - 2))
    return [part for line in shown.splitlines() for part in (wrapped(line, room) or [""])]


def thread_text(shared: SharedState, row: AuditRow, width: int) -> str:
    """The whole thread, or all of a review or comment, oldest first."""
    said = row.heard.said if row.heard else None
    threads = said.threads if said else ()
    words_of = next((one.comments for one in threads if one.id == row.now.remark.id), ())
    if not words_of:
        one = row.now.remark
        words_of = (Comment(one.id, one.author, one.bot, one.at, one.text, one.url, hidden=False),)
    return "\n\n".join(spoken(shared, one, width) for one in words_of)


def spoken(shared: SharedState, one: Comment, width: int) -> str:
    """One thing that was said: who, how long ago and where to read it, then its text."""
    program = " (a program)" if one.bot else ""
    head = f"{clean_line(one.author, 40) or 'nobody'}{program}   {age(one.at, shared.now())} ago   {one.url}"
    return "\n".join([head, *(f"  {line}" for line in folded(one.text, width - 4))])
