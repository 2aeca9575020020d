"""One answer for all agents that show the same dialog."""

from __future__ import annotations

import textwrap

from fleetui.ui.agent.answer.same_question import NOT_ASKING, SameQuestion
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.dialogs.choice import ChoiceDialog
from fleetui.ui.shell.shared_state import SharedState

_WIDTH = 84
_ABOUT_ROWS = 4
_MOST_LEFT_OUT = 6


class AnswerDialog(ChoiceDialog):
    """Says what is asked, of whom, and who is left out and why; its result is the place of a choice, or ``None``."""

    def __init__(self, shared: SharedState, same: SameQuestion) -> None:
        super().__init__(shared, _title(shared, same), same.choices, _lines(same), cause="asking")


def _title(shared: SharedState, same: SameQuestion) -> str:
    who = same.names[0] if len(same.names) == 1 else f"{len(same.names)} agents that ask the same"
    return f"{shared.sign('asking')} Answer {who}"


def _lines(same: SameQuestion) -> list[list[Span]]:
    asked = [[Span(row, "bright bold")] for row in textwrap.wrap(same.question, _WIDTH) or [""]]
    about = [[Span(row, "text")] for row in textwrap.wrap(same.about, _WIDTH)[:_ABOUT_ROWS]]
    names = textwrap.wrap(", ".join(same.names), _WIDTH - 8)
    rows = [*about, *asked, []]
    if len(same.names) > 1:
        rows += [
            [Span("goes to " if not at else "        ", "dim"), Span(row, "text")]
            for at, row in enumerate(names)
        ]
        rows.append([])
    left_out = _left_out(same)
    return [*rows, *left_out, *([[]] if left_out else [])]


def _left_out(same: SameQuestion) -> list[list[Span]]:
    """One row for each reason, those who ask something first; who does not ask comes last."""
    by_reason: dict[str, list[str]] = {}
    for name, why in same.left_out:
        by_reason.setdefault(why, []).append(name)
    told = sorted(by_reason.items(), key=lambda one: one[0] == NOT_ASKING)
    rows = [
        [Span("not to  ", "dim"), Span(f"{', '.join(names)}: ", "text"), Span(why, "low")]
        for why, names in told
    ]
    if len(rows) > _MOST_LEFT_OUT:
        rows = [
            *rows[: _MOST_LEFT_OUT - 1],
            [Span(f"        and {len(rows) - _MOST_LEFT_OUT + 1} more", "low")],
        ]
    return rows
