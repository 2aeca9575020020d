"""The filter of the fleet: words, ``state:stuck``, ``project:NAME``, ``profile:NAME`` and ``!word``. Pure."""

from __future__ import annotations

from fleetui.model.view import AgentView
from fleetui.ui.present import state_of, task_title


def matches(agent: AgentView, text: str) -> bool:
    """True when every part of the filter holds for the agent."""
    return all(_holds(agent, part) for part in text.lower().split())


def _holds(agent: AgentView, part: str) -> bool:
    if part.startswith("!") and len(part) > 1:
        return not _holds(agent, part[1:])
    kind, colon, wanted = part.partition(":")
    state = state_of(agent)
    fields = {
        "state": (state.key, state.word, agent.status.phase, agent.seat.state),
        "project": (agent.seat.project,),
        "profile": (agent.seat.profile,),
    }
    if colon and kind in fields:
        return any(str(value).lower().replace(" ", "-").startswith(wanted) for value in fields[kind])
    branch = agent.git.branch if agent.git else agent.seat.branch
    everything = (agent.name, agent.seat.project, agent.seat.profile, branch, task_title(agent), state.word)
    return any(part in value.lower() for value in everything)
