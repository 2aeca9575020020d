"""What is lost when an agent's conversation is cleared, in words for the one who is asked. Pure."""

from __future__ import annotations

from fleetui.model.counts import count
from fleetui.model.queue import COMMAND, live
from fleetui.model.view import AgentView


def lost_by_clearing(agent: AgentView) -> tuple[str, ...]:
    """One line each: what goes, what stays, who goes on with the queue."""
    used = 100 - agent.context.left_percent if agent.context else None
    spent = f", {used}% of its context" if used is not None else ""
    lines = [f"{agent.name} forgets everything that was said{spent}; no handoff is written."]
    if agent.draft:
        lines.append("Somebody's text stands in its composer: the command waits until that is gone.")
    lines.append("Its files, branch and queue stay.")
    waiting = [entry for entry in live(agent.queue) if entry.kind != COMMAND]
    if waiting:
        knows = "is" if len(waiting) == 1 else "are"
        lines.append(f"{count(len(waiting), 'follow-up')} {knows} then given to one that remembers nothing.")
    return tuple(lines)
