"""An agent that runs at its maker's, whole: what its forge says of its work, all checks, all that was said there."""

from __future__ import annotations

from fleetui.model.unseated_pulls import PullRow
from fleetui.model.view import AgentView, FleetView
from fleetui.ui.agent.hosted_rows import hosted_facts
from fleetui.ui.board.forge.others import other_text
from fleetui.ui.draw.rows import BLANK, AnyRow, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.shared_state import SharedState


def hosted_body(shared: SharedState, view: FleetView, agent: AgentView, width: int) -> list[AnyRow]:
    """Rows to scroll, beginning with the facts of its tile."""
    sight = agent.hosted
    if sight is None:
        return []
    rows: list[AnyRow] = [words(*one) for one in hosted_facts(shared, agent)]
    if sight.url:
        rows.append(words(Span("address".ljust(9), "dim"), Span(sight.url, "text")))
    if sight.pull is None:
        return [*rows, BLANK, *_task(agent)]
    project = agent.seat.project
    about = PullRow(project, sight.pull, view.heard_of(project, sight.pull.number), sight.kind)
    return [
        *rows,
        BLANK,
        *(words(Span(line, "text")) for line in other_text(shared, about, width).splitlines()),
    ]


def _task(agent: AgentView) -> list[AnyRow]:
    """What it was given, as far as that is known."""
    body = agent.task.body if agent.task else ""
    return [words(Span(line, "text")) for line in body.splitlines()]
