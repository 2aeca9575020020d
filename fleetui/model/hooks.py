"""What an agent's own hooks and status line said last of its present run."""

from __future__ import annotations

from fleetui.model.quota import Quota
from fleetui.model.value import value


@value
class HookEvent:
    """One event that the agent told by a hook."""

    name: str
    detail: str
    """Tool, kind of error, reason, source: a name; empty where it has none."""
    session: str
    at: float
    """Seconds since the epoch."""
    inner: bool = False
    """It happened to a subagent."""


@value
class LineFacts:
    """What the agent told its status line."""

    at: float
    session: str = ""
    tokens: int | None = None
    """What stands in the context now."""
    window: int | None = None
    used: float | None = None
    """Percent of the whole window."""
    model: str = ""
    version: str = ""
    cost: float | None = None
    """Dollars that its session cost, by its own reckoning."""
    quota: Quota | None = None
    """What its account may still spend; ``None`` where it was not told."""


@value
class HookFacts:
    """Everything new from the hooks of one run, oldest first, and the newest that its status line was told."""

    events: tuple[HookEvent, ...] = ()
    line: LineFacts | None = None
    begins: bool = False
    """True when these are all the events there are, not only those since the last look."""
