"""Small signs beside an agent's name: how it is kept from calling, and that its version was never captured."""

from __future__ import annotations

from fleetui.model.view import AgentView
from fleetui.ui.shell.shared_state import SharedState


def beside_name(shared: SharedState, agent: AgentView) -> str:
    """Acknowledged, snoozed, muted, of an untested version; with a leading blank, or empty."""
    signs = [
        shared.sign(name)
        for name, there in (
            ("known", bool(agent.attention and agent.attention.acknowledged)),
            ("snoozed", agent.snoozed_until is not None),
            ("muted", agent.muted),
            ("untested", bool(agent.untested)),
        )
        if there
    ]
    return f" {''.join(signs)}" if signs else ""
