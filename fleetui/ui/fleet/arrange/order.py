"""In which order agents stand, and when an order may change. Pure: the time is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fleetui.model.value import value
from fleetui.model.view import AgentView
from fleetui.ui.draw.labels.states import state_of

SLOT, ATTENTION, PROJECT = "slot", "attention", "project"
HOLD_S = 3.0
"""How long after the operator moved nothing changes place by itself."""

Rank = tuple[float | str, ...]


@value
class Sort:
    """One way to order. An agent changes place only when its ``rank`` does, so ranks are coarse."""

    name: str
    words: str
    """What comes first, for the menu."""
    rank: Callable[[AgentView], Rank]


def _by_attention(agent: AgentView) -> Rank:
    state = state_of(agent)
    return (state.rank, agent.attention.since if agent.attention else 0.0)


def _by_age(agent: AgentView) -> Rank:
    since = state_of(agent).since
    return (not since, since)


def _by_context(agent: AgentView) -> Rank:
    return (agent.context.left_percent // 10 if agent.context else 99,)


SORTS: dict[str, Sort] = {
    one.name: one
    for one in (
        Sort(SLOT, "everybody in a fixed place, by project", lambda _agent: ()),
        Sort(ATTENTION, "who needs you most, then who works, who rests", _by_attention),
        Sort("age", "longest in the present state", _by_age),
        Sort("name", "by name", lambda agent: (agent.name,)),
        Sort("context", "least context left, in steps of ten percent", _by_context),
        Sort(PROJECT, "by project, then in their places", lambda agent: (agent.seat.project,)),
        Sort("role", "by role; those without one last", lambda agent: (not agent.seat.role, agent.seat.role)),
    )
}


class Steady:
    """Keeps an order until somebody's rank changes; meanwhile newcomers stand last."""

    def __init__(self) -> None:
        self._sort = ""
        self._order: list[str] = []
        self._ranks: dict[str, Rank] = {}

    def ordered(self, agents: Sequence[AgentView], sort: str, *, hold: bool) -> tuple[AgentView, ...]:
        """The agents in order; with ``hold`` those who were there before keep their places. Ties stay as given."""
        rank = SORTS[sort].rank
        ranks = {agent.name: rank(agent) for agent in agents}
        if sort != self._sort or (ranks != self._ranks and not hold):
            self._sort, self._ranks = sort, ranks
            self._order = sorted(ranks, key=ranks.__getitem__)
        at = {name: place for place, name in enumerate(self._order)}
        return tuple(sorted(agents, key=lambda agent: at.get(agent.name, len(at))))
