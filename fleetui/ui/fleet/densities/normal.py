"""Normal: title, facts, the last rows of the pane, the reason, what is next."""

from __future__ import annotations

from textual.strip import Strip

from fleetui.model.view import AgentView
from fleetui.ui.agent.tile import Look, facts, met_row, pane_rows, queue_and_gates, reason_row, title
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.shell.shared_state import SharedState

_PANE_ROWS = 4
"""Rows of the pane that facts and queue leave where a tile has so many."""


def tile(shared: SharedState, agent: AgentView, look: Look) -> list[Strip]:
    """Exactly ``look.height`` rows of ``look.width`` cells."""
    state = state_of(agent)
    ground = "quiet" if state.quiet else "tile"
    rows = [title(shared, agent, state, look, ground)]
    reason = reason_row(shared, agent, look.width)
    met = met_row(shared, agent, look.width, ground)
    least = _PANE_ROWS - len(met)
    below = [*met, *([reason] if reason else [])]
    room = look.height - len(rows) - len(below)
    if room > least:
        rows.append(facts(shared, agent, look, ground))
        room -= 1
    if room > least:
        below.append(queue_and_gates(shared, agent, look.width, ground))
        room -= 1
    dimmed = state.quiet or bool(look.stale)
    rows += pane_rows(shared, agent, look.width, max(0, room), ground, dimmed=dimmed)
    return [*rows, *below][: look.height]
