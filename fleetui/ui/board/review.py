"""What the review of a branch says: its column, its facts, its findings, and what goes back to the author. Pure."""

from __future__ import annotations

from fleetui.model.review.reviews import SEVERITIES, Finding, ReviewMark, ReviewState, said
from fleetui.model.review.texts import sent_back
from fleetui.model.view import BranchRow, FleetView
from fleetui.ui.draw.labels import age, glyph
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
    figures = zip(found.counts, SEVERITIES, strict=True)
    short = " ".join(f"{number}{name[0]}" for number, name in figures if number and name != "note")
    return [Span(f"{shortened(f'{glyph(sign, shared.glyphs)} {short}', _WIDE - 1):<{_WIDE}}", ink)]


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
    head = [Span(f"{'review':<12}", "dim"), Span(shortened(_state(shared, found) + asked, room), ink)]
    rows = [[Span(" " * 12), *_line(one, room)] for one in found.open[:_FACTS]]
    more = len(found.open) - _FACTS
    hint = [Span(f"{' ' * 12}and {more} more: ", "dim"), *shared.hint("board.findings", "dim")]
    return [head, *rows, *([hint] if more > 0 else [])]


def _state(shared: SharedState, found: ReviewMark) -> str:
    by = f", by {found.who}" if found.who else ""
    when = f", {age(found.at, shared.now())} ago" if found.at else ""
    number = f", round {found.round}" if found.round > 1 else ""
    return f"{said(found)}{number}{by}{when}"


def _line(one: Finding, room: int) -> list[Span]:
    label = f"{one.severity} {one.where}  "
    text = "said to be fixed, nothing changed there: " if one.state == "claimed" else ""
    first = one.text.split("\n", 1)[0]
    return [
        Span(shortened(label, room), _INKS[one.severity]),
        Span(shortened(f"{text}{first}", max(8, room - len(label))), "text"),
    ]


def finding_rows(shared: SharedState, row: BranchRow, width: int) -> list[AnyRow]:
    """Every finding with its place and its quote, and what was refused."""
    found, width = row.review, max(40, width)
    if found is None:
        return [words(Span("no review is configured", "dim"))]
    ink = _SIGNS[found.state][1]
    rows: list[AnyRow] = [words(Span(line, ink)) for line in wrapped(_state(shared, found), width - 4)]
    rows.append(BLANK)
    for one in found.findings:
        rows += [*_whole(one, width - 4), BLANK]
    if found.refused:
        rows += [words(Span("refused, and so nothing is accepted by this round:", "low"))]
        rows += [words(Span(f"  {text}", "text")) for text in found.refused]
    return rows


def _whole(one: Finding, width: int) -> list[AnyRow]:
    states = {"fixed": "   fixed, seen in the patch", "claimed": "   said to be fixed: nothing changed there"}
    ink = "dim" if one.state == "fixed" else _INKS[one.severity]
    head = words(
        Span(f"{one.id:<5}", "dim"),
        Span(f"{one.severity}  ", f"{ink} bold"),
        Span(one.where, "bright"),
        Span(states.get(one.state, ""), "ok" if one.state == "fixed" else "low"),
    )
    quote = words(Span(f"     {one.quote}", "dim"))
    text = "text" if one.state != "fixed" else "dim"
    said_ = [line for part in one.text.split("\n") for line in wrapped(part, width - 5)]
    return [head, quote, *(words(Span(f"     {line}", text)) for line in said_)]


def back_to_author(row: BranchRow) -> str:
    """The open findings of a review as a follow-up; empty where there is nothing to say."""
    found = row.review
    if found is None or not (found.open or is_rejected(row)):
        return ""
    return sent_back(row.branch, found.open, found.detail)
