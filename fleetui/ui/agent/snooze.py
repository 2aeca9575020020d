"""For how long an agent that is snoozed already shall go on calling nobody."""

from __future__ import annotations

import time

from fleetui.ui.draw.wall_clock import of_day

MORNING = 8
"""The hour at which tomorrow begins."""


def lengths(now: float) -> dict[str, int]:
    """What can be chosen, in words, and its minutes; 0 wakes the agent."""
    return {
        "wake now": 0,
        "15 minutes": 15,
        "1 hour": 60,
        "4 hours": 240,
        f"until tomorrow, {MORNING:02}:00": to_morning(now),
    }


def to_morning(now: float) -> int:
    """Whole minutes until tomorrow begins, in the operator's own time."""
    day = of_day(now)
    tomorrow = (day.tm_year, day.tm_mon, day.tm_mday + 1, MORNING, 0, 0, 0, 0, -1)
    return max(1, round((time.mktime(tomorrow) - time.mktime(day)) / 60))
