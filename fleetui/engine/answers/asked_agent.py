"""The agent that a question names."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.engine.link.question import AskError
from fleetui.model.names import no_such
from fleetui.model.view import AgentView, FleetView

Shown = Callable[[], FleetView]
"""The newest view."""


def asked_agent(view: FleetView, name: str) -> AgentView:
    """Raises ``AskError`` where there is none of this name, with the nearest."""
    found = view.agent(name)
    if found is None:
        raise AskError(no_such("agent", name, (agent.name for agent in view.agents)))
    return found
