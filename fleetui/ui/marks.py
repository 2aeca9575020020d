"""Small signs beside an agent's name: how it is kept from calling."""

from __future__ import annotations

from fleetui.model.view import AgentView
from fleetui.ui.desk import Desk


def beside_name(desk: Desk, agent: AgentView) -> str:
    """Acknowledged, snoozed, muted; with a leading blank, or empty."""
    signs = [
        desk.sign(name)
        for name, there in (
            ("known", bool(agent.attention and agent.attention.acknowledged)),
            ("snoozed", agent.snoozed_until is not None),
            ("muted", agent.muted),
        )
        if there
    ]
    return f" {''.join(signs)}" if signs else ""
