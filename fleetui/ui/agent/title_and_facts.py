"""What stands above and below the pane of one agent that is shown whole: its title, its facts, its reason."""

from __future__ import annotations

from typing import NamedTuple

from rich.cells import cell_len

from fleetui.model.forecast import runs_into_words
from fleetui.model.view import AgentView
from fleetui.ui.agent.tile import context
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.labels.reasons import reason_of
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.draw.labels.titles import profile_words, task_title
from fleetui.ui.draw.strips import Span, width_of
from fleetui.ui.shell.shared_state import KNOWN_ACTIONS, SharedState


class TileFacts(NamedTuple):
    """One row of words."""

    left: list[Span]
    right: list[Span]
    ground: str


def title_of(shared: SharedState, agent: AgentView) -> TileFacts:
    """Glyph, name, state and since when; a filled block when it is loud."""
    state = state_of(agent)
    loud = "on_block bold" if state.loud else ""
    left = [
        Span(f"{shared.sign(state.key)} ", loud or state.ink),
        Span(agent.name, loud or "bright bold"),
    ]
    word = Span(
        f"{state.word} {age(state.since, shared.now())}", loud or ("dim" if state.ink == "ok" else state.ink)
    )
    return TileFacts(left, [word], f"{state.key}_block" if state.loud else "tile")


def facts_of(shared: SharedState, agent: AgentView, width: int = 0) -> TileFacts:
    """Profile, task, branch, how it stands, context; with a width only whole facts, for half a number lies."""
    git = agent.git
    met = runs_into_words(agent.runs_into)
    parts = [
        profile_words(agent),
        *([met] if met else []),
        *([agent.pull.said] if agent.pull else []),
        task_title(agent),
        git.branch if git else agent.seat.branch,
    ]
    if git and not agent.lost:
        parts += [
            f"{git.ahead} ahead, {git.behind} behind",
            f"{git.dirty} not committed" if git.dirty else "",
        ]
    right = context(shared, agent, shared.context_trends.before(agent.name, shared.now()))
    line = _whole([part for part in parts if part], width - width_of(right) - 3 if width else 0)
    return TileFacts([Span(line, "dim")], right, "tile")


def _whole(parts: list[str], room: int) -> str:
    """As many parts as there is room for, the first in any case; 0 is room for all."""
    while room and len(parts) > 1 and cell_len("   ".join(parts)) > room:
        parts = parts[:-1]
    return "   ".join(parts)


def reason_said(shared: SharedState, agent: AgentView) -> TileFacts | None:
    """Why the agent is as it is, with the key that answers it; nothing when there is nothing to say."""
    reason = reason_of(agent, KNOWN_ACTIONS)
    if reason is None:
        return None
    return TileFacts(
        [Span(reason.lead, "dim"), Span(reason.text, reason.ink)], shared.hint(reason.action, "dim"), "line"
    )
