"""Ages and times of the day, as words."""

from __future__ import annotations

import time

from fleetui.model.limit import full_words
from fleetui.model.status import Phase
from fleetui.model.view import AgentView
from fleetui.ui.draw.wall_clock import of_day


def age(since: float | None, now: float) -> str:
    """How long ago: ``<1m``, ``6m``, ``2h``, ``3d``; empty when it is not known."""
    if not since:
        return ""
    minutes = int(max(0.0, now - since) // 60)
    if minutes < 1:
        return "<1m"
    if minutes < 60:
        return f"{minutes}m"
    return f"{minutes // 60}h" if minutes < 48 * 60 else f"{minutes // 1440}d"


_FAR_S = 20 * 3600.0


def limit_words(agent: AgentView) -> str:
    """All that is known of its limit: ``429 · try 3 of 10 · resets 15:04``; a far end with its day."""
    status = agent.status

    def when(at: float) -> str:
        return time.strftime("%H:%M" if at - status.since < _FAR_S else "%b %d %H:%M", of_day(at))

    return full_words(status.limit, when) if status.limit else ""


def ends_in(agent: AgentView, now: float) -> str:
    """``(in 12m)`` beside the time at which a limit ends; empty when that is not known, or past."""
    limit = agent.status.limit
    if (
        agent.status.phase is not Phase.LIMITED
        or limit is None
        or limit.reset_at is None
        or limit.reset_at <= now
    ):
        return ""
    minutes = int((limit.reset_at - now) // 60)
    if minutes < 1:
        return "(in <1m)"
    if minutes < 60:
        return f"(in {minutes}m)"
    hours, minutes = divmod(minutes, 60)
    return f"(in {hours // 24}d {hours % 24}h)" if hours >= 24 else f"(in {hours}h {minutes}m)"


def stale_age(agent: AgentView, now: float) -> str:
    """``stale 40s`` in steps of ten seconds, or empty while observations come."""
    if agent.stale_since is None:
        return ""
    seconds = int(max(0.0, now - agent.stale_since))
    return f"stale {seconds // 10 * 10}s" if seconds < 60 else f"stale {age(agent.stale_since, now)}"


def clock(now: float) -> str:
    """Hours and minutes of the operator's day."""
    return time.strftime("%H:%M", of_day(now))


def clock_seconds(at: float) -> str:
    """Hours, minutes and seconds of the operator's day."""
    return time.strftime("%H:%M:%S", of_day(at))
