"""Normal: title, facts, the last rows of the pane, the reason, what is next."""

from __future__ import annotations

from textual.strip import Strip

from fleetui.model.view import AgentView
from fleetui.ui.agent.tile import Look, facts, pane_rows, queue_and_gates, reason_row, title
from fleetui.ui.draw.labels import state_of
from fleetui.ui.shell.shared_state import SharedState

_FACTS_FROM = 6
"""Rows a tile needs before facts and queue are shown beside title and pane."""


def tile(shared: SharedState, agent: AgentView, look: Look) -> list[Strip]:
    """Exactly ``look.height`` rows of ``look.width`` cells."""
    state = state_of(agent)
    ground = "quiet" if state.quiet else "tile"
    rows = [title(shared, agent, state, look, ground)]
    below = []
    if look.height >= _FACTS_FROM:
        rows.append(facts(shared, agent, look, ground))
        below.append(queue_and_gates(shared, agent, look.width, ground))
    reason = reason_row(shared, agent, look.width)
    if reason:
        below.insert(0, reason)
    room = look.height - len(rows) - len(below)
    dimmed = state.quiet or bool(look.stale)
    rows += pane_rows(shared, agent, look.width, max(0, room), ground, dimmed=dimmed)
    return [*rows, *below][: look.height]
