"""When limits end: what that means for the operator, and the moment at which it begins to mean something else."""

from __future__ import annotations

import time

from fleetui.engine.core import Core
from fleetui.model.attention import Attention, Want
from fleetui.model.limit import Limit, Standing, reason_words, standing
from fleetui.model.status import Phase, Status

FAR_S = 20 * 3600.0
"""From how far off a time is said with its day."""


def clock(at: float, now: float, moved: float = 0.0) -> str:
    """A time of the operator's day, with the date where it is not clear which day is meant.

    ``moved`` is how far the clock on the wall is ahead of the one the times are on.
    """
    shape = "%H:%M" if abs(at - now) < FAR_S else "%b %d %H:%M"
    return time.strftime(shape, time.localtime(at + moved))


def of_limit(status: Status, now: float, moved: float = 0.0) -> Attention | None:
    """Why one that is limited waits for the operator; ``None`` while that passes by itself."""
    limit = status.limit or Limit(status.note)
    how = standing(limit, status.since, now)
    if how is Standing.PASSES:
        return None
    late = how is Standing.LATE and limit.reset_at is not None
    since = limit.reset_at if late and limit.reset_at is not None else status.since
    reason = reason_words(limit, how, lambda at: clock(at, now, moved))
    return Attention(Want.LIMITED, reason, since, "agent.followup" if late else "agent.look")


def why_limited(status: Status, now: float, moved: float = 0.0) -> str:
    """Why a follow-up waits for one that is limited: ``limited until 15:04``."""
    until = status.limit.reset_at if status.limit else None
    if until is None:
        return "limited"
    when = clock(until, now, moved)
    return f"limited until {when}" if until > now else f"limited, since {when} no more"


class LimitWatch:
    """Notices that a limit means something else now: by time alone, no frame says so."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._known: dict[str, Standing] = {}

    def moved(self) -> bool:
        """True when one did since the last call."""
        now = self.core.world.now()
        found = {
            name: standing(seen.status.limit or Limit(), seen.status.since, now)
            for name, seen in self.core.sights.items()
            if seen.status.phase is Phase.LIMITED
        }
        moved, self._known = found != self._known, found
        return moved
