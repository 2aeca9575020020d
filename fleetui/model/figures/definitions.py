"""What each figure means: its unit, whether it is measured or derived, what it rests on, how samples become one."""

from __future__ import annotations

from enum import StrEnum

from fleetui.model.value import value


class Basis(StrEnum):
    """How a figure is known."""

    MEASURED = "measured"
    """Both its parts are what fleetui itself did or ran, and wrote down in that moment."""
    DERIVED = "derived"
    """A rule attributes it, or an agent's phase as it was read is part of it."""


class Way(StrEnum):
    """How samples become one figure."""

    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"


class Unit(StrEnum):
    """What its value counts."""

    COUNT = "count"
    SECONDS = "seconds"
    RATIO = "ratio"
    """From 0 to 1."""
    TOKENS = "tokens"


@value
class Definition:
    """One figure."""

    name: str
    label: str
    """Its title where there is little room."""
    title: str
    unit: Unit
    basis: Basis
    way: Way
    rests_on: str
    """What one sample is, in the plural."""


LANDED, TIME_TO_LANDED, GATES, REWORK, RESTARTS = (
    "landed", "time_to_landed", "gate_pass_rate", "rework_rounds", "restarts",
)  # fmt: skip
ANSWER, IDLE, CALLS = "answer_time", "idle_nothing_queued", "interruptions_per_landed"
TOKENS = tuple(f"tokens_{name}_per_landed" for name in ("input", "cache_write", "cache_read", "output"))
"""In the order of the buckets of ``Tokens``."""

_M, _D = Basis.MEASURED, Basis.DERIVED
_CHANGES = "landed changes"

FIGURES: tuple[Definition, ...] = (
    Definition(LANDED, "landed changes", "landed changes", Unit.COUNT, _M, Way.SUM, "landings that ended"),
    Definition(TIME_TO_LANDED, "time to landed", "time to landed", Unit.SECONDS, _D, Way.MEDIAN, _CHANGES),
    Definition(
        GATES, "gate pass rate", "gate pass rate", Unit.RATIO, _M, Way.MEAN, "gate runs that passed or failed"
    ),
    Definition(REWORK, "rework rounds", "rework rounds", Unit.COUNT, _D, Way.SUM, "turns"),
    Definition(RESTARTS, "restarts", "restarts", Unit.COUNT, _M, Way.SUM, "runs"),
    Definition(
        TOKENS[0],
        "tokens sent anew",
        "tokens sent anew per landed change",
        Unit.TOKENS,
        _D,
        Way.MEAN,
        _CHANGES,
    ),
    Definition(
        TOKENS[1],
        "tokens to the cache",
        "tokens written to the cache per landed change",
        Unit.TOKENS,
        _D,
        Way.MEAN,
        _CHANGES,
    ),
    Definition(
        TOKENS[2],
        "tokens from the cache",
        "tokens read from the cache per landed change",
        Unit.TOKENS,
        _D,
        Way.MEAN,
        _CHANGES,
    ),
    Definition(
        TOKENS[3], "tokens answered", "tokens answered per landed change", Unit.TOKENS, _D, Way.MEAN, _CHANGES
    ),
    Definition(
        ANSWER,
        "time to your answer",
        "time to your answer",
        Unit.SECONDS,
        _D,
        Way.MEDIAN,
        "questions and held entries",
    ),
    Definition(IDLE, "idle, nothing queued", "idle with nothing queued", Unit.SECONDS, _D, Way.SUM, "rests"),
    Definition(CALLS, "interruptions", "interruptions per landed change", Unit.COUNT, _D, Way.MEAN, _CHANGES),
)
"""In the order in which they are shown."""

BY_NAME = {one.name: one for one in FIGURES}
