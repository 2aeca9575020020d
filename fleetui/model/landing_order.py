"""The order that breaks least: in which the work of a project's agents may land so that the fewest must be done again.

No order is searched for among all: the next is always the one that keeps the fewest others from merging. For 64 agents
that is as quick as for three, and the same forecast gives the same order.
"""

from __future__ import annotations

from fleetui.model.forecast import Forecast, Meeting, Merges
from fleetui.model.value import value


@value
class Place:
    """Where an agent's work stands in the proposed order, and why there."""

    number: int
    """From 1; 0 for one that no order helps."""
    of: int
    why: str
    after: tuple[str, ...] = ()
    """Whose landing keeps it from merging; it must be rebased then."""

    @property
    def said(self) -> str:
        """``land it 2nd of 5: cache must be rebased after it: src/a.py:12``."""
        return f"land it {_nth(self.number)} of {self.of}: {self.why}" if self.number else self.why


def landing_order(forecast: Forecast) -> tuple[tuple[str, Place], ...]:
    """Each agent with its place, first to land first; those that do not merge with the base stand at the end."""
    able = [name for name in sorted(forecast.works) if _merges_alone(forecast, name)]
    hits = _hits(forecast, able)
    left, placed, broken = set(able), [], dict[str, list[str]]()
    while left:
        chosen = min(left, key=lambda name: _cost(forecast, name, hits[name], left, broken))
        left.remove(chosen)
        hit = sorted(other for other in hits[chosen] if other in left)
        placed.append((chosen, _why(forecast, chosen, hit, broken.get(chosen, []), left)))
        for other in hit:
            broken.setdefault(other, []).append(chosen)
    of = len(placed)
    found = [
        (name, Place(number, of, why, tuple(broken.get(name, ()))))
        for number, (name, why) in enumerate(placed, start=1)
    ]
    rest = [name for name in sorted(forecast.works) if name not in hits]
    return (*found, *((name, Place(0, of, _stays_out(forecast, name))) for name in rest))


def _hits(forecast: Forecast, able: list[str]) -> dict[str, dict[str, Meeting]]:
    """For each, whom it keeps from merging."""
    hits: dict[str, dict[str, Meeting]] = {name: {} for name in able}
    for (first, second), meeting in forecast.meetings.items():
        if meeting.clashes and first in hits and second in hits:
            hits[first][second] = meeting
    return hits


def _merges_alone(forecast: Forecast, name: str) -> bool:
    alone = forecast.alone.get(name)
    return alone is not None and alone.merges is Merges.CLEAN


def _cost(
    forecast: Forecast, name: str, hits: dict[str, Meeting], left: set[str], broken: dict[str, list[str]]
) -> tuple[object, ...]:
    """What is lost where this one is next: less comes first. What must be done again anyway waits."""
    hit = [meeting for other, meeting in hits.items() if other in left and other not in broken]
    work = forecast.works[name]
    real = sum(1 for meeting in hit if not all(one.made_anew for one in meeting.clashes))
    files = sum(len(meeting.clashes) + meeting.more for meeting in hit)
    return (name in broken, real, len(hit), files, work.dirty > 0, -work.size, name)


def _why(forecast: Forecast, name: str, hit: list[str], after: list[str], left: set[str]) -> str:
    if after:
        return f"after {_names(after)}, then to be rebased: {_where(forecast.meeting(after[0], name))}"
    if hit:
        return f"{_names(hit)} must be rebased after it: {_where(forecast.meeting(name, hit[0]))}"
    unknown = sum(1 for other in left if forecast.meeting(name, other).merges is Merges.UNKNOWN)
    if unknown:
        return f"whether the {unknown} after it still merge is not known"
    return "nobody must be rebased after it"


def _stays_out(forecast: Forecast, name: str) -> str:
    alone = forecast.alone.get(name)
    if alone is not None and alone.merges is Merges.CONFLICT:
        return f"conflicts with the base itself: {_where(alone)}"
    return forecast.works[name].why or (alone.why if alone else "") or "not looked at yet"


def _names(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def _where(meeting: Meeting) -> str:
    if not meeting.clashes:
        return meeting.why
    more = len(meeting.clashes) - 1 + meeting.more
    return f"{meeting.clashes[0].said}{f' and {more} more' if more else ''}"


def _nth(number: int) -> str:
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
