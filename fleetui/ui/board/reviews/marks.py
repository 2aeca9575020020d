"""What the review of a branch says: its column, its facts, its findings, and what goes back to the author. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from fleetui.model.review.findings import SEVERITIES, Finding
from fleetui.model.review.marks import ReviewMark, said
from fleetui.model.review.reviewers import Reviewer
from fleetui.model.review.rules import ReviewState
from fleetui.model.review.texts import sent_back
from fleetui.model.view import BranchRow, FleetView
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.labels.signs import glyph
from fleetui.ui.draw.rows import BLANK, AnyRow, words
from fleetui.ui.draw.strips import Span, shortened, wrapped
from fleetui.ui.shell.shared_state import SharedState

_WIDE = 9
_SIGNS = {
    ReviewState.NONE: ("none", "faint"),
    ReviewState.WAITING: ("none", "low"),
    ReviewState.RUNNING: ("running", "low"),
    ReviewState.ACCEPTED: ("pass", "ok"),
    ReviewState.REJECTED: ("fail", "failed"),
    ReviewState.FAILED: ("error", "low"),
    ReviewState.OUTDATED: ("outdated", "low"),
    ReviewState.CLOSED: ("none", "dim"),
}
"""Sign and colour of each state; only what was accepted is green."""
_INKS = dict(zip(SEVERITIES, ("failed", "low", "text", "dim"), strict=True))
_FACTS = 2
"""Findings that stand among the facts; all of them have a screen of their own."""


def review_head(view: FleetView) -> str:
    """The head of the column; empty where no project has a review."""
    return f"{'review':<{_WIDE}}" if _is_shown(view) else ""


def review_cell(shared: SharedState, row: BranchRow) -> list[Span]:
    """Sign and open findings of a branch, such as ``1b 2m``."""
    if not _is_shown(shared.view):
        return []
    found = row.review
    if found is None:
        return [Span(" " * _WIDE)]
    sign, ink = _SIGNS[found.state]
    cell = f"{glyph(sign, shared.glyphs)} {_short(found.counts)}"
    return [Span(f"{shortened(cell, _WIDE - 1):<{_WIDE}}", ink)]


def _short(counts: Sequence[int]) -> str:
    """Open findings but for notes, such as ``1b 2m``."""
    figures = zip(counts, SEVERITIES, strict=True)
    return " ".join(f"{number}{name[0]}" for number, name in figures if number and name != "note")


def _is_shown(view: FleetView) -> bool:
    return any(row.review for row in view.board)


def is_rejected(row: BranchRow) -> bool:
    """Whether its present patch was rejected."""
    return row.review is not None and row.review.state is ReviewState.REJECTED


def review_facts(shared: SharedState, row: BranchRow, room: int) -> list[list[Span]]:
    """Who said what, and the heaviest findings."""
    found = row.review
    if found is None:
        return []
    ink = _SIGNS[found.state][1]
    asked = "" if found.required else ", not required to land"
    first = [Span(f"{'review':<12}", "dim"), Span(shortened(_state(shared, found) + asked, room), ink)]
    head = [first, *([Span(" " * 12), *spans] for spans in reviewer_lines(shared, found, room))]
    rows = [[Span(" " * 12), *_line(one, room)] for one in found.open[:_FACTS]]
    more = len(found.open) - _FACTS
    hint = [Span(f"{' ' * 12}and {more} more: ", "dim"), *shared.hint("board.findings", "dim")]
    return [*head, *rows, *([hint] if more > 0 else [])]


def reviewer_lines(shared: SharedState, found: ReviewMark, room: int) -> list[list[Span]]:
    """The reviewers of a round beside each other, where it has several: lens, state, findings, who."""
    most = max((len(one.lens) for one in found.beside), default=0)
    wide = min(most, max(8, room // 3))
    return [_reviewer(shared, one, wide, room) for one in found.beside]


def _reviewer(shared: SharedState, one: Reviewer, wide: int, room: int) -> list[Span]:
    sign, ink = _SIGNS[one.state]
    lens = f"{shortened(one.lens, wide):<{wide}}  "
    state = f"{glyph(sign, shared.glyphs)} {f'{one.state} {_short(one.counts)}':<16}"
    running = f"{one.seat}, {age(one.started, shared.now())}" if one.state is ReviewState.RUNNING else ""
    why = one.detail if one.state is ReviewState.FAILED else ""
    told = running or why or one.who
    left = max(4, room - len(lens) - len(state) - 2)
    return [Span(lens, "text"), Span(f"{state}  ", ink), Span(shortened(told, left), "dim")]


def _state(shared: SharedState, found: ReviewMark) -> str:
    by = f", by {found.who}" if found.who else ""
    when = f", {age(found.at, shared.now())} ago" if found.at else ""
    number = f", round {found.round}" if found.round > 1 else ""
    return f"{said(found)}{number}{by}{when}"


def _line(one: Finding, room: int) -> list[Span]:
    label = f"{one.severity} {one.where}{_by(one)}  "
    text = "said to be fixed, nothing changed there: " if one.state == "claimed" else ""
    first = one.text.split("\n", 1)[0]
    return [
        Span(shortened(label, room), _INKS[one.severity]),
        Span(shortened(f"{text}{first}", max(8, room - len(label))), "text"),
    ]


def _by(one: Finding) -> str:
    """Whose reviewers found it, where several looked."""
    return f" ({', '.join(one.lenses)})" if one.lenses else ""


def finding_rows(shared: SharedState, row: BranchRow, width: int) -> list[AnyRow]:
    """Every finding with its place and its quote, and what was refused."""
    found, width = row.review, max(40, width)
    if found is None:
        return [words(Span("no review is configured", "dim"))]
    ink = _SIGNS[found.state][1]
    rows: list[AnyRow] = [words(Span(line, ink)) for line in wrapped(_state(shared, found), width - 4)]
    rows += [words(*spans) for spans in reviewer_lines(shared, found, width - 4)]
    rows.append(BLANK)
    for one in (*found.findings, *found.unkept):
        rows += [*_whole(one, width - 4), BLANK]
    if found.refused:
        rows += [words(Span("refused, and so nothing is accepted by this round:", "low"))]
        rows += [words(Span(f"  {text}", "text")) for text in found.refused]
    return rows


def document_rows(shared: SharedState, found: ReviewMark, width: int) -> list[AnyRow]:
    """A document with its state, its reviewers and its findings; its first row can be pointed at."""
    width, ink = max(40, width), _SIGNS[found.state][1]
    sign = glyph(_SIGNS[found.state][0], shared.glyphs)
    holds = (Span("   its author's queue waits", "low"),) if found.stops else ()
    rows: list[AnyRow] = [
        words(Span(f"{sign} ", ink), Span(found.document, "bright bold"), *holds, key=found.document),
        *(words(Span(f"  {line}", ink)) for line in wrapped(_state(shared, found), width - 6)),
    ]
    rows += [words(Span("  "), *spans) for spans in reviewer_lines(shared, found, width - 6)]
    for one in (*found.findings, *found.unkept):
        rows += _whole(one, width - 4, "document")
    return [*rows, *(words(Span(f"  refused: {text}", "low")) for text in found.refused)]


def _whole(one: Finding, width: int, what: str = "patch") -> list[AnyRow]:
    states = {
        "fixed": f"   fixed, seen in the {what}",
        "claimed": "   said to be fixed: nothing changed there",
    }
    ink = "dim" if one.state == "fixed" else _INKS[one.severity]
    head = words(
        Span(f"{one.id or '-':<5}", "dim"),
        Span(f"{one.severity}  ", f"{ink} bold"),
        Span(one.where, "bright"),
        Span(_by(one), "dim"),
        Span(states.get(one.state, ""), "ok" if one.state == "fixed" else "low"),
    )
    quote = words(Span(f"     {one.quote}", "dim"))
    text = "text" if one.state != "fixed" else "dim"
    said_ = [line for part in one.text.split("\n") for line in wrapped(part, width - 5)]
    return [head, quote, *(words(Span(f"     {line}", text)) for line in said_)]


def back_to_author(row: BranchRow) -> str:
    """The open findings of a review as a follow-up; empty where there is nothing to say."""
    found = row.review
    if found is None or not (found.open or found.unkept or is_rejected(row)):
        return ""
    return sent_back(row.branch, (*found.open, *found.unkept), found.detail)
