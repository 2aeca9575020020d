"""A limit: why an agent may not go on now, which try this is, and when it may again."""

from __future__ import annotations

from dataclasses import dataclass, replace

STEADY_S = 20.0
"""How far two figures of the same reset may lie apart: a countdown is rounded, and drawn a little late."""


@dataclass(frozen=True, slots=True)
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
