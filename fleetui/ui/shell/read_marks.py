"""What the operator has seen of each agent's news, kept with the dashboard's memory; and since when he was away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from fleetui.model.news import KINDS, News
from fleetui.model.status import Phase
from fleetui.model.value import value
from fleetui.model.view import AgentView, FleetView
from fleetui.ui.shell.memory import Memory, number, table

KEY = "looked"


@value
class ScreenDigest:
    """What happened while nobody was there."""

    since: float
    news: tuple[News, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind there are, in the order of need."""
        found = Counter(one.what for one in self.news)
        return {what: found[what] for what in KINDS if found[what]}

    def by_agent(self, order: Sequence[str]) -> dict[str, list[News]]:
        """Every agent's news, oldest first; the agents as in ``order``, the others behind by what they need most."""
        found: dict[str, list[News]] = {}
        for one in self.news:
            found.setdefault(one.seat, []).append(one)
        place = {name: at for at, name in enumerate(order)}

        def need(name: str) -> tuple[int, int, str]:
            return (place.get(name, len(place)), min(KINDS.index(one.what) for one in found[name]), name)

        return {name: found[name] for name in sorted(found, key=need)}


class ReadMarks:
    """Remembers by journal numbers, not by clocks. Everything up to ``_floor`` was read, and per agent perhaps more."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        known = table(memory.load(), KEY)
        self._known = bool(known)
        self._floor = max(0, number(known, "seq"))
        self._agents: dict[str, int] = _numbers(known.get("agents"))
        self._read_at = number(known, "read")
        self.seen_at = number(known, "seen")
        """When somebody was last at a dashboard, in whole seconds; 0 where nobody ever was."""
        self.digest: ScreenDigest | None = None
        """Offered until it is read or declined."""
        self.moves = 0
        """Moves on with each change of the marks or of the offer."""

    @property
    def since(self) -> float:
        """From when on a digest tells: since nobody was there, or since all was read last."""
        return self.digest.since if self.digest else float(self._read_at)

    def begin(self, view: FleetView, now: float) -> None:
        """The first view. Without a memory, or with one of another journal, nothing counts as unread.

        Remembered times that are still to come were taken from a clock that was set back since: they count as now.
        """
        if not self._known or self._floor > view.seq:
            self._floor, self._agents, self._read_at = view.seq, {}, int(now)
        self.seen_at, self._read_at = min(self.seen_at, int(now)), min(self._read_at, int(now))

    def is_unread(self, agent: AgentView) -> bool:
        """True while something happened that the operator has not seen."""
        return agent.news is not None and agent.news.seq > self.read_to(agent.name)

    def finished(self, view: FleetView) -> tuple[AgentView, ...]:
        """Agents that ended a turn since the operator saw them, rest, and want nothing else; oldest first."""
        found = [
            agent
            for agent in view.agents
            if agent.attention is None and agent.news is not None and agent.news.what == "finished"
            and agent.status.phase is Phase.IDLE and self.is_unread(agent)
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda agent: agent.news.at if agent.news else 0.0))

    def next_up(self, view: FleetView) -> tuple[AgentView, ...]:
        """Who calls, who finished since the operator looked, and behind them those that wait and do not call."""
        waiting = view.waiting()
        calling = tuple(agent for agent in waiting if agent.calls)
        return (*calling, *self.finished(view), *waiting[len(calling) :])

    def read_to(self, name: str) -> int:
        """The journal number up to which an agent's news were seen."""
        return max(self._floor, self._agents.get(name, 0))

    def look(self, agent: AgentView) -> bool:
        """The operator sees this agent; true when that was news."""
        if agent.news is None or not self.is_unread(agent):
            return False
        self._agents[agent.name] = agent.news.seq
        self.moves += 1
        self._keep()
        return True

    def read_all(self, view: FleetView, now: float) -> None:
        """The operator has seen everything."""
        self._floor, self._agents, self.digest = view.seq, {}, None
        self.moves += 1
        self._read_at = int(now)
        self.here(now)

    def here(self, now: float) -> None:
        """Somebody is at the dashboard; kept, so that the next one knows since when nobody was."""
        self.seen_at = int(now)
        self._keep()

    def offer(self, digest: ScreenDigest) -> None:
        """Offer a digest, unless nothing happened."""
        if digest.news:
            self.digest = digest
            self.moves += 1

    def decline(self) -> bool:
        """The operator does not want the digest; the marks stay. True when there was an offer."""
        offered, self.digest = self.digest, None
        self.moves += bool(offered)
        return offered is not None

    def _keep(self) -> None:
        self._memory.keep(
            KEY,
            {"seq": self._floor, "agents": dict(self._agents), "seen": self.seen_at, "read": self._read_at},
        )


def _numbers(found: Any) -> dict[str, int]:
    """A remembered table of numbers; what is none in it is left out."""
    if not isinstance(found, Mapping):
        return {}
    return {
        name: value
        for name, value in found.items()
        if isinstance(name, str) and isinstance(value, int) and not isinstance(value, bool)
    }
