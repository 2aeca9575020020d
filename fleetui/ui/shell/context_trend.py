"""Where each agent's context stood before it moved, for as long as that is news."""

from __future__ import annotations

from fleetui.model.value import value
from fleetui.model.view import AgentView

FALL_S = 300.0
"""How long ``74→70`` stays news; a further fall goes on from the same start."""
LEAP_S = 600.0
"""How long ``12→88`` does: the agent compacted, or a fresh run began."""
LEAP = 10
"""Percent points of a rise that is no mere correction."""


@value
class _Move:
    before: int
    until: float
    rose: bool


class ContextTrends:
    """Fed with every view; asked by whatever draws a percentage."""

    def __init__(self) -> None:
        self._seen: dict[str, AgentView] = {}
        self._moves: dict[str, _Move] = {}

    def notice(self, agents: tuple[AgentView, ...], now: float) -> None:
        """Compare with the views before."""
        for agent in agents:
            old = self._seen.get(agent.name)
            if old is agent:
                continue
            self._seen[agent.name] = agent
            if old and old.context and agent.context:
                self._compare(agent.name, old.context.left_percent, agent.context.left_percent, now)

    def _compare(self, name: str, was: int, left: int, now: float) -> None:
        known = self._moves.get(name)
        fresh = known if known and now < known.until else None
        if left < was:
            if not (fresh and fresh.rose):
                self._moves[name] = _Move(fresh.before if fresh else was, now + FALL_S, rose=False)
        elif left - was >= LEAP:
            self._moves[name] = _Move(was, now + LEAP_S, rose=True)
        elif left > was:
            self._moves.pop(name, None)

    def before(self, name: str, now: float) -> int | None:
        """The percentage before it moved; ``None`` when that is no news."""
        move = self._moves.get(name)
        if move is None or now < move.until:
            return move.before if move else None
        del self._moves[name]
        return None
