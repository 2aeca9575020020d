"""Times of the operator's day, as the clock on his wall shows them now.

Times in a view come from a clock that nobody sets, so that ages are right; the machine's own may have been set since.
One per process, as the clock it stands for: everything on screen is read by the same one.
"""

from __future__ import annotations

import time

_moved = 0.0


def set_by(moved: float) -> None:
    """The machine's clock is this many seconds ahead of the one that times in a view are taken from."""
    global _moved
    _moved = moved


def of_day(at: float) -> time.struct_time:
    """When that was, or will be, in local time by the machine's clock."""
    return time.localtime(at + _moved)
