"""A limit: why an agent may not go on now, which try this is, and when it may again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum

from fleetui.model.value import value

STEADY_S = 20.0
"""How far two figures of the same reset may lie apart: a countdown is rounded, and drawn a little late."""
QUIET_S = 60.0
"""A limit that ends within this time needs nobody; it has as long again for something to happen."""
PATIENCE_S = 180.0
"""For how long it may try again by itself before that is worth knowing."""


class Standing(StrEnum):
    """What a limit means for the operator now."""

    PASSES = "passes"
    """By itself, and soon."""
    LASTS = "lasts"
    """Longer than anybody waits without knowing, or it gave up."""
    LATE = "late"
    """It should be over, and nothing has happened since."""


@value
class Limit:
    """What is known of a limit; ``None`` and empty are not known."""

    reason: str = ""
    """rate limit, overloaded, usage limit, or the agent's own words."""
    attempt: int | None = None
    """Which try this is, for an agent that tries again by itself."""
    of: int | None = None
    """After how many it gives up."""
    reset_at: float | None = None
    """When it ends, seconds since the epoch."""
    resets: str = ""
    """The same in the agent's words, such as ``in 27s``; they say nothing without the time they were said at."""


def joined(first: Limit | None, second: Limit | None) -> Limit | None:
    """One limit that two sources tell of: what the first does not know, the second may."""
    if first is None or second is None:
        return first or second
    counted = first if first.attempt is not None else second
    dated = first if first.reset_at is not None or (first.resets and second.reset_at is None) else second
    reason = first.reason or second.reason
    return Limit(reason, counted.attempt, counted.of, dated.reset_at, dated.resets)


def steady(known: Limit | None, new: Limit | None) -> Limit | None:
    """The limit that was known, as long as the new one differs in nothing but a countdown that went on."""
    if known is None or new is None or known == new:
        return known if known == new else new
    same = replace(new, reset_at=known.reset_at, resets=known.resets) == known
    if not same or known.reset_at is None or new.reset_at is None:
        return new
    return known if abs(new.reset_at - known.reset_at) <= STEADY_S else new


def standing(limit: Limit, since: float, now: float) -> Standing:
    """What a limit that began at ``since`` means for the operator at ``now``."""
    tries_on = limit.attempt is not None
    if limit.reset_at is None:
        return Standing.PASSES if tries_on and now - since <= PATIENCE_S else Standing.LASTS
    if now > limit.reset_at + QUIET_S:
        return Standing.LATE
    if limit.reset_at - now > QUIET_S or (tries_on and now - since > PATIENCE_S):
        return Standing.LASTS
    return Standing.PASSES


def reason_words(limit: Limit | None, how: Standing, clock: Callable[[float], str]) -> str:
    """Why it waits, in words that stay the same while it does: ``usage limit · resets 15:04``."""
    if limit is None:
        return "limited"
    reason = limit.reason or "limited"
    if how is Standing.LATE and limit.reset_at is not None:
        return f"{reason} · was to end at {clock(limit.reset_at)}"
    if limit.attempt is not None and (limit.reset_at is None or how is Standing.PASSES):
        return f"{reason} · tries again by itself"
    return " · ".join((reason, *_resets(limit, clock)))


def full_words(limit: Limit, clock: Callable[[float], str]) -> str:
    """All that is known: ``429 · try 3 of 10 · resets 15:04``."""
    tries = f"try {limit.attempt}{f' of {limit.of}' if limit.of else ''}" if limit.attempt is not None else ""
    return " · ".join(part for part in (limit.reason, tries, *_resets(limit, clock)) if part)


def _resets(limit: Limit, clock: Callable[[float], str]) -> tuple[str, ...]:
    if limit.reset_at is not None:
        return (f"resets {clock(limit.reset_at)}",)
    return (f"resets {limit.resets}",) if limit.resets else ()
