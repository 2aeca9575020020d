"""Open remarks that a release would go over: who, where, and how it began. Pure."""

from __future__ import annotations

from fleetui.model.counts import count
from fleetui.model.view import BranchRow
from fleetui.ui.draw.rows import TextRow, words
from fleetui.ui.draw.strips import Span, shortened


def over_words(row: BranchRow) -> str:
    """``, over 2 open remarks``; empty where nothing is overridden."""
    return f", over {count(len(row.overridable), 'open remark')}" if row.overridable else ""


def override_facts(row: BranchRow, room: int) -> list[list[Span]]:
    """The first of them, and how many more there are."""
    remarks = row.overridable or row.landed_over
    if not remarks:
        return []
    label = "landed over" if row.landed else "overrides"
    more = f"   and {len(remarks) - 1} more" if len(remarks) > 1 else ""
    said = shortened(remarks[0].said, max(20, room - len(more)))
    return [[Span(f"{label:<12}", "dim"), Span(f"{said}{more}", "low")]]


def override_rows(row: BranchRow, width: int) -> list[TextRow]:
    """Every one of them whole, above the files; nothing where nothing is overridden."""
    if not row.overridable:
        return []
    rows = [words(Span(f"{count(len(row.overridable), 'remark')} open, and overridden by the word:", "low"))]
    for one in row.overridable:
        rows.append(
            words(Span(f"{one.author or 'nobody'} at {one.where}", "text"), Span(f"   {one.url}", "dim"))
        )
        rows.append(words(Span(shortened(f"  {one.words}", max(20, width)), "dim")))
    return [*rows, words(Span(""))]
