"""A report: every figure over a period, in whole and by day, agent and project."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from math import ceil
from statistics import fmean, median

from fleetui.model.figures.definitions import FIGURES, IDLE, LANDED, Definition, Way
from fleetui.model.figures.samples import Sample, Samples
from fleetui.model.value import value

_AGO = re.compile(r"(\d{1,6})([hdw])")
_QUARTER_S = 900.0
_LONGEST_REST = 366
"""Days into which a rest is cut; what is left of a longer one counts in the day after them."""
_SECONDS = {"h": 3600.0, "d": 86400.0, "w": 7 * 86400.0}


@value
class Figure:
    """One figure of one group. ``value`` is ``None`` for what is not known, which is never 0; 0 is 0."""

    of: Definition
    value: float | None
    p95: float | None
    """Of a figure that is a median: what 95 of 100 samples do not exceed."""
    samples: int
    left_out: int
    """Occasions of which it is not known how much it was."""
    sorts: tuple[tuple[str, int], ...] = ()
    """How many of its samples are of which sort."""


@value
class Group:
    """The figures of one day, agent or project; of the whole where ``key`` is empty."""

    key: str
    figures: tuple[Figure, ...]

    def figure(self, name: str) -> Figure:
        """One of them; raises ``KeyError``."""
        for one in self.figures:
            if one.of.name == name:
                return one
        raise KeyError(name)


@value
class Report:
    """Figures over a period."""

    since: float | None
    """Where it begins, seconds since the epoch; ``None`` with the journal."""
    total: Group
    days: tuple[Group, ...]
    """By ISO date, oldest first; days without a sample are not among them."""
    agents: tuple[Group, ...]
    projects: tuple[Group, ...]
    first_at: float | None
    """Time of the journal's first record; ``None`` without one."""
    last_at: float | None
    unread: int = 0
    """Records that could not be read, and so are in no figure."""


@value
class Wanted:
    """Which samples a report is of. Empty names mean all."""

    since: float | None = None
    agent: str = ""
    project: str = ""

    def takes(self, sample: Sample) -> bool:
        """Whether a sample is one of them."""
        return (
            (self.since is None or sample.at >= self.since)
            and self.agent in ("", sample.agent)
            and self.project in ("", sample.project)
        )


def report(samples: Samples, wanted: Wanted, zone: tzinfo | None = None) -> Report:
    """The report over those samples that are wanted. Days are those of ``zone``, else of the machine's."""
    kept = [piece for one in samples.all() if wanted.takes(one) for piece in _by_day(one, wanted.since, zone)]
    return Report(
        wanted.since,
        Group("", _figures([sample for _, sample in kept])),
        _groups(kept, lambda day, _: day),
        _groups(kept, lambda _, sample: sample.agent),
        _groups(kept, lambda _, sample: sample.project),
        samples.first_at if samples.seq else None,
        samples.last_at if samples.seq else None,
        samples.unread,
    )


def since_of(text: str, now: float, zone: tzinfo | None = None) -> float:
    """Where a period begins: ``7d``, ``12h``, ``2w`` before now, or an ISO date or time. Raises ``ValueError``."""
    found = _AGO.fullmatch(text.strip())
    if found:
        return now - float(found[1]) * _SECONDS[found[2]]
    try:
        at = datetime.fromisoformat(text.strip())
        return (at if at.tzinfo else at.replace(tzinfo=zone)).timestamp()
    except (ValueError, OverflowError, OSError):
        raise ValueError(f"{text!r} is no period: say 7d, 12h, 2w or a date such as 2026-11-23") from None


def begin_of(now: float, days: int, zone: tzinfo | None = None) -> float:
    """The midnight with which the last ``days`` days begin, today being one of them."""
    here = datetime.fromtimestamp(now, zone) - timedelta(days=days - 1)
    return here.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def calendar(first: str, last: str) -> tuple[str, ...]:
    """Every day from one ISO date to another, both among them."""
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return tuple((begin + timedelta(days=n)).isoformat() for n in range((end - begin).days + 1))


def day_of(at: float, zone: tzinfo | None = None) -> str:
    """The ISO date of a time; empty for one that no calendar has."""
    return _day_of(at // _QUARTER_S, zone)


@lru_cache(maxsize=4096)
def _day_of(quarter: float, zone: tzinfo | None) -> str:
    """Of a quarter of an hour: no zone has a midnight within one."""
    at = quarter * _QUARTER_S
    try:
        return datetime.fromtimestamp(at, zone).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""


def _by_day(one: Sample, since: float | None, zone: tzinfo | None) -> Iterator[tuple[str, Sample]]:
    """A sample with its day; a rest is cut at midnight and where the period begins."""
    if one.figure != IDLE or not one.value:
        yield day_of(one.at, zone), one
        return
    start = one.at - one.value if since is None else max(since, one.at - one.value)
    for _ in range(_LONGEST_REST):
        if day_of(start, zone) == day_of(one.at, zone):
            break
        midnight = _midnight_after(start, zone)
        if midnight is None or midnight >= one.at:
            break
        yield day_of(start, zone), one._replace(at=midnight, value=midnight - start)
        start = midnight
    yield day_of(start, zone), one._replace(value=one.at - start)


def _midnight_after(at: float, zone: tzinfo | None) -> float | None:
    try:
        here = datetime.fromtimestamp(at, zone)
        following = (here + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return following.timestamp() if following.timestamp() > at else None
    except (ValueError, OverflowError, OSError):
        return None


def _groups(kept: list[tuple[str, Sample]], key: Callable[[str, Sample], str]) -> tuple[Group, ...]:
    found: dict[str, list[Sample]] = defaultdict(list)
    for day, sample in kept:
        found[key(day, sample)].append(sample)
    return tuple(Group(name, _figures(found[name])) for name in sorted(found) if name)


def _figures(samples: list[Sample]) -> tuple[Figure, ...]:
    found: dict[str, list[Sample]] = defaultdict(list)
    for one in samples:
        found[one.figure].append(one)
    return tuple(_figure(one, found.get(one.name, []), looked=bool(samples)) for one in FIGURES)


def _figure(of: Definition, samples: list[Sample], *, looked: bool) -> Figure:
    known = sorted(one.value for one in samples if one.value is not None)
    sorts = Counter(one.sort for one in samples if one.sort and one.value is not None)
    p95 = known[ceil(len(known) * 0.95) - 1] if known and of.way is Way.MEDIAN else None
    combined = _WAYS[of.way](known) if known else _of_none(of, samples, looked=looked)
    return Figure(of, combined, p95, len(known), len(samples) - len(known), tuple(sorted(sorts.items())))


def _of_none(of: Definition, samples: list[Sample], *, looked: bool) -> float | None:
    """Nobody but fleetui lands a change, so none is 0 wherever it looked; all else is not known without a sample."""
    return 0.0 if looked and not samples and of.name == LANDED else None


_WAYS: dict[Way, Callable[[list[float]], float]] = {
    Way.SUM: sum,
    Way.MEAN: fmean,
    Way.MEDIAN: median,
}
