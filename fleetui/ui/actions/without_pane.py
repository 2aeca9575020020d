"""Keys that make no sense for an agent that runs at its maker's: each says why, in one line."""

from __future__ import annotations

from fleetui.model.view import FleetView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.why_not.why_not import WhyNot

_NO_PANE = "{name} runs at its maker's and has no pane: f comments on #{about}"
_NO_PROCESS = "{name} runs at its maker's: fleetui neither starts nor ends it; X takes its seat away"
_NO_WORKTREE = "{name} runs at its maker's: its files are not here; its pull request is on the board (3)"
_NO_STEPS = "{name} runs at its maker's: its queue holds comments alone"
_NO_CALLS = "{name} calls nobody: of what it does nothing is known here"

_WHY = {
    "agent.answer": _NO_PANE,
    "agent.answer_same": _NO_PANE,
    "agent.attach": _NO_PANE,
    "agent.last_screen": _NO_PANE,
    "agent.compact": _NO_PANE,
    "agent.clear": _NO_PANE,
    "agent.interrupt": _NO_PROCESS,
    "agent.restart": _NO_PROCESS,
    "agent.kill": _NO_PROCESS,
    "agent.start": _NO_PROCESS,
    "agent.pause": "{name} is told at once: D in its queue (F) takes back what still waits",
    "agent.documents": _NO_WORKTREE,
    "agent.shell": _NO_WORKTREE,
    "agent.open": _NO_WORKTREE,
    "agent.rescue": _NO_WORKTREE,
    "agent.diff": _NO_WORKTREE,
    "agent.happened": _NO_WORKTREE,
    "agent.blueprint": _NO_STEPS,
    "queue.now": _NO_STEPS,
    "queue.reanchor": _NO_STEPS,
    "queue.note": _NO_STEPS,
    "queue.file": _NO_WORKTREE,
    "lanes.give": _NO_STEPS,
    "attention.known": _NO_CALLS,
    "attention.snooze": _NO_CALLS,
    "attention.mute": _NO_CALLS,
}


def with_panes_alone(action: str, why_not: WhyNot) -> WhyNot:
    """The same; of an agent without a pane an action that needs one says so."""
    said = _WHY.get(action)
    if said is None:
        return why_not

    def judged(view: FleetView, chosen: Selection) -> str | None:
        agent = chosen.agent
        if agent is None or agent.hosted is None or chosen.marked:
            return why_not(view, chosen)
        return said.format(name=agent.name, about=agent.hosted.seat.about)

    return judged
