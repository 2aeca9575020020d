"""Times that agents write into their own files, by the machine's clock, brought onto the clock of the engine."""

from __future__ import annotations

from dataclasses import replace

from fleetui.agents.limit_end import settled
from fleetui.engine.core import Core
from fleetui.model.limit import Limit
from fleetui.model.session import SessionFacts, Told

_FIELDS = ("status_at", "turn_at", "at")


class Stamps:
    """Converts each stamp once, when it is new: what was seen before the clock was set keeps its time."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._known: dict[tuple[str, str], tuple[float, float]] = {}
        self._told_at: dict[str, dict[Told, float]] = {}

    def of(self, name: str, facts: SessionFacts | None) -> SessionFacts | None:
        """The facts of one agent with times that can be compared with ``now``, and none later than it."""
        if facts is None:
            return None
        status_at, turn_at, at = (self._onto(name, field, getattr(facts, field)) for field in _FIELDS)
        limit = self._limit(facts)
        told = self._told(name, facts)
        same = (status_at, turn_at, at, limit) == (facts.status_at, facts.turn_at, facts.at, facts.limit)
        if same and told == facts.told:
            return facts
        return replace(facts, status_at=status_at, turn_at=turn_at, at=at, limit=limit, told=told)

    def _told(self, name: str, facts: SessionFacts) -> tuple[Told, ...]:
        known = self._told_at.get(name, {})
        now = self._told_at[name] = {
            one: known.get(one) or min(one.at - self.core.clock_moved, self.core.world.now())
            for one in facts.told
        }
        return tuple(replace(one, at=now[one]) for one in facts.told)

    def _onto(self, name: str, field: str, stamp: float) -> float:
        known = self._known.get((name, field))
        if known is None or known[0] != stamp:
            at = min(stamp - self.core.clock_moved, self.core.world.now()) if stamp else 0.0
            known = self._known[name, field] = (stamp, at)
        return known[1]

    def _limit(self, facts: SessionFacts) -> Limit | None:
        """Its end is a time of the operator's day: understood by his clock, kept on the engine's."""
        moved = self.core.clock_moved
        if not moved or not facts.limited:
            return facts.limit
        limit = settled(facts.limit or Limit(resets=facts.resets), facts.turn_at or facts.at)
        if limit is None or limit.reset_at is None:
            return limit
        return replace(limit, reset_at=limit.reset_at - moved)
