"""What kind of agent it is and what it works on, in a few words."""

from __future__ import annotations

from fleetui.model.clean import clean_line
from fleetui.model.view import AgentView


def profile_words(agent: AgentView) -> str:
    """What kind of agent it is, and whether it asks nobody."""
    if agent.hosted:
        return f"{agent.hosted.kind.label}, hosted"
    return f"{agent.seat.profile} unattended" if agent.unattended else agent.seat.profile


def task_title(agent: AgentView) -> str:
    """What the agent works on, in a few words."""
    if agent.task:
        return agent.task.title
    if agent.hosted and agent.pull:
        return clean_line(agent.pull.title, 200)
    return agent.seat.task or agent.seat.role
