"""Who can be interrupted, and what that means, in words for the one who is asked. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from fleetui.model.counts import count
from fleetui.model.queue import live
from fleetui.model.status import Phase
from fleetui.model.view import AgentView


def why_not_interrupted(agent: AgentView) -> str:
    """Why a turn of it cannot be stopped, as far as it was seen; empty where it can."""
    if not agent.alive:
        return "nothing runs in it"
    if agent.doing:
        return agent.doing
    return "" if agent.status.phase is Phase.WORKING else f"it is {agent.status.phase.value}"


def interruption(agents: Iterable[AgentView]) -> tuple[str, tuple[str, ...]]:
    """A heading with how many, and one line each: who, who is left out and why, what goes on by itself."""
    known = [(agent, why_not_interrupted(agent)) for agent in agents]
    works = [agent for agent, why in known if not why]
    lines = [", ".join(agent.name for agent in works)]
    lines += [f"left out: {agent.name}: {why}" for agent, why in known if why]
    going = [agent.name for agent in works if live(agent.queue)]
    if going:
        lines.append(f"The queue goes on once it rests: {', '.join(going)}. p pauses it.")
    return f"Interrupt {works[0].name if len(works) == 1 else count(len(works), 'agent')}", tuple(lines)
