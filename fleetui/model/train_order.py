"""The order of a train: which of its members would drop out of it, and whether fewer would in another order.

It is reckoned from the forecast, of committed work alone: that is what a train lands. What is not known breaks nothing
here; the candidates themselves say in the end what conflicts.
"""

from __future__ import annotations

from collections.abc import Sequence

from fleetui.model.forecast import Forecast, Meeting
from fleetui.model.landing_order import landing_order
from fleetui.model.value import value


@value
class BetterOrder:
    """An order in which fewer members must be done again."""

    seats: tuple[str, ...]
    why: str
    """``ada, carl before bob: bob keeps them from merging: src/a.py:12``."""


def better_order(forecast: Forecast, seats: Sequence[str]) -> BetterOrder | None:
    """The order that breaks least, where that is less than in the given one."""
    known = committed(forecast, seats)
    proposed = [name for name, place in landing_order(known) if place.number]
    order = (*proposed, *(name for name in seats if name not in proposed))
    now, then = left_out(known, seats), left_out(known, order)
    if _cost(known, then) >= _cost(known, now):
        return None
    return BetterOrder(order, _why(now, then))


def committed(forecast: Forecast, seats: Sequence[str]) -> Forecast:
    """The forecast of these alone, without what rests on files that are not committed."""
    works = {name: work for name, work in forecast.works.items() if name in seats and not work.dirty}
    return Forecast(
        forecast.project,
        forecast.base,
        works,
        {name: one for name, one in forecast.alone.items() if name in works},
        {pair: one for pair, one in forecast.meetings.items() if set(pair) <= set(works)},
    )


def left_out(forecast: Forecast, seats: Sequence[str]) -> dict[str, tuple[str, Meeting]]:
    """Who drops out of a train in this order, each with the member that keeps it from merging, and where."""
    kept: list[str] = []
    out: dict[str, tuple[str, Meeting]] = {}
    for name in seats:
        hit = next((one for one in kept if forecast.meeting(one, name).clashes), None)
        if hit is None:
            kept.append(name)
        else:
            out[name] = (hit, forecast.meeting(hit, name))
    return out


def _cost(forecast: Forecast, out: dict[str, tuple[str, Meeting]]) -> tuple[int, int, int]:
    """What is lost with those that drop out: real conflicts count before files that are made anew."""
    real = sum(not all(clash.made_anew for clash in meeting.clashes) for _, meeting in out.values())
    return real, len(out), sum(forecast.works[name].size for name in out)


def _why(now: dict[str, tuple[str, Meeting]], then: dict[str, tuple[str, Meeting]]) -> str:
    saved = [name for name in now if name not in then] or list(now)
    culprit, meeting = now[saved[0]]
    clash = meeting.clashes[0]
    before = f"{_names(saved)} before {culprit}"
    if clash.made_anew:
        return f"{before}: {culprit} regenerates {clash.path}"
    whom = "them" if len(saved) > 1 else saved[0]
    return f"{before}: {culprit} keeps {whom} from merging: {clash.said}"


def _names(names: Sequence[str]) -> str:
    more = len(names) - 3
    return f"{', '.join(names[:3])}{f' and {more} more' if more > 0 else ''}"
