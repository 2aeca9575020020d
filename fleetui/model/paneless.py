"""Agents that run without a pane, such as Claude Code's in the background: seen, and never typed to."""

from __future__ import annotations

from collections.abc import Sequence

from fleetui.model.session import SessionFacts
from fleetui.model.status import Phase
from fleetui.model.value import value


@value
class PanelessSession:
    """What such an agent's own file says."""

    profile: str
    name: str
    """What it calls itself, in one clean line."""
    cwd: str
    pid: int
    facts: SessionFacts


@value
class PanelessAgent:
    """One of them."""

    profile: str
    name: str
    cwd: str
    pid: int
    phase: Phase
    since: float
    """When it began to say so, seconds since the epoch; 0 where it does not tell."""
    waits_for: str = ""
    """What it says it waits for."""

    @property
    def line(self) -> str:
        """Name, state and folder in one line."""
        state = f"{self.phase} ({self.waits_for})" if self.waits_for else self.phase
        return f"background: {self.name or self.pid}, {state}, {self.cwd}"


def asking_paneless(agents: Sequence[PanelessAgent]) -> int:
    """How many of them ask."""
    return sum(one.phase is Phase.ASKING for one in agents)


def paneless_words(agents: Sequence[PanelessAgent]) -> str:
    """How many there are, and how many of them ask; empty for none."""
    asking = asking_paneless(agents)
    asks = f", {asking} ask{'s' if asking == 1 else ''}" if asking else ""
    return f"{len(agents)} in the background{asks}" if agents else ""
