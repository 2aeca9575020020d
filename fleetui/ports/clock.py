"""The one clock of a process: it is set by the wall clock once, and goes on by itself from then.

Durations, deadlines and rests are reckoned on ``now``. A wall clock that is set (by NTP, by hand, after a suspend or
in a restored machine) does not move it, so nothing is held for a day or let go too early. What the wall clock says
is asked for in two places only: where a time is shown or kept for other processes, and where it comes from them.
"""

from __future__ import annotations

import time
from collections.abc import Callable

STEP_S = 2.0
"""By how much the wall clock must have been set before it counts as another one."""
_GRAIN = 1024.0
"""Steps are whole parts of this: a time moved there and back is exactly the same number again."""
_UP = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
"""Counts through a suspend, as ``CLOCK_MONOTONIC`` does where this one is missing (macOS)."""


def uptime() -> float:
    """Seconds on a clock that nobody sets."""
    return time.clock_gettime(_UP)


def wall() -> float:
    """What the machine's clock says: only for comparing with the stamps of others, such as a file's time."""
    return time.time()  # noqa: TID251 - the one place


class Clock:
    """``now`` never jumps; ``moved`` says how far the wall clock was set since this clock began."""

    def __init__(self, wall: Callable[[], float] = wall, up: Callable[[], float] = uptime) -> None:
        self.wall = wall
        self._up = up
        self._zero = wall() - up()
        self._moved = 0.0

    def now(self) -> float:
        """Seconds since the epoch, as the wall clock would say it had nobody set it since."""
        return self._zero + self._up()

    def moved(self) -> float:
        """Seconds to add to a time of this clock to read it by the wall clock; 0 mostly."""
        off = self.wall() - self.now()
        if abs(off - self._moved) > STEP_S:
            self._moved = round(off * _GRAIN) / _GRAIN if abs(off) > STEP_S else 0.0
        return self._moved

    def from_wall(self, at: float) -> float:
        """A stamp that somebody else made; never later than now, whatever was wrong with his clock."""
        return min(at - self.moved(), self.now())

    def booted(self) -> float:
        """When ``uptime`` stood at 0, on this clock."""
        return self._zero


CLOCK = Clock()
"""The clock of this process."""
