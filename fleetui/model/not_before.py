"""A time before which a follow-up is not sent: ``22:30``, ``2026-11-05T22:30`` or ``20m``. Pure.

It is kept as a condition, and its clocks are those of conditions: a time of the day is the machine's, a length of time
passes whatever is done to that.
"""

from __future__ import annotations

from typing import cast

from fleetui.model.condition_parts import After, ConditionFacts, Elapsed
from fleetui.model.conditions import parse
from fleetui.model.queue import Entry
from fleetui.model.value import value

FORMS = "22:30, 2026-11-05T22:30, 20m or 1h30m"


@value
class _Clocks:
    """All that a condition about time asks for."""

    now: float
    since: float
    clock_moved: float


def fixed(text: str, now: float, clock_moved: float = 0.0) -> str:
    """The condition that is kept for what was written at ``now``. Raises ``ValueError`` in one clean line."""
    for word in ("after", "in"):
        try:
            condition = parse(f"{word} {text.strip()}").fixed(now, clock_moved)
        except ValueError:
            continue
        if isinstance(condition, After | Elapsed):
            return str(condition)
    raise ValueError(f"that is no time before which to wait; possible: {FORMS}")


def too_early(entry: Entry, now: float, clock_moved: float = 0.0) -> str:
    """``not before 22:30`` while that time has not come; empty for an entry that may be sent."""
    if not entry.not_before:
        return ""
    facts = _Clocks(now, entry.timed, clock_moved)
    judged = parse(entry.not_before).judge(cast(ConditionFacts, facts))  # only its times are asked for
    return "" if judged.met else judged.words.replace("until", "not before", 1)
