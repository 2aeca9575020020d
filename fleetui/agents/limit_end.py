r"""When a limit ends, from an agent's words and the time at which they were said. Pure.

Understood are lengths (``27s``, ``in 1m 9s``, ``in 3 days 2 hours``, ``00:12:30``), times of the day (``3pm``,
``at 9:00``, ``15:04 (Europe/Berlin)``, ``9 PM UTC``), dates with a time (``Nov 23 at 9:00``,
``Oct 17th, 2026 1:40 PM``) and dates as machines write them (``2026-11-21T15:04:05Z``, seconds since the epoch). A time
without a zone is the machine's own, as the agents take it. What is not understood stays words: nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from fleetui.model.limit import Limit

FARTHEST_S = 60 * 86400.0
"""A limit that ends later is a misunderstanding."""
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 7 * 86400.0}
_NUMBER = r"\d{1,9}(?:\.\d{1,9})?"
_UNIT = r"(?:ms|milliseconds?|w(?:eeks?)?|d(?:ays?)?|h(?:ours?|rs?)?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?)(?![a-z])"
_PART = re.compile(rf"(?P<number>{_NUMBER}) ?(?P<unit>{_UNIT})", re.IGNORECASE)
_LENGTH = re.compile(rf"(?:in |after |~)?(?:{_NUMBER} ?{_UNIT}(?:,? and |, | |(?=\d)|$))+", re.IGNORECASE)
_COUNTDOWN = re.compile(r"(?:in )?(?P<hours>\d{1,3}):(?P<minutes>\d\d):(?P<seconds>\d\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d)(?::\d\d)?)? ?(?P<half>[ap]\.?m\b\.?)?"
_ZONE = r"(?: ?\((?P<zone>[A-Za-z_]{1,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2})\)| ?(?P<utc>UTC|GMT))?"
_DAY = r"(?P<month>[a-z]{3})[a-z]* (?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>\d{4}))?"
_DATED = re.compile(rf"(?:on )?{_DAY}(?:,? at |, | ){_CLOCK}{_ZONE}", re.IGNORECASE)
_TODAY = re.compile(rf"(?:today )?(?:at )?{_CLOCK}{_ZONE}", re.IGNORECASE)


def settled(
    limit: Limit | None, heard: float, known: Limit | None = None, moved: float = 0.0
) -> Limit | None:
    """A limit with the time of its reset, where its words can be understood; ``heard`` is when they were said, on a
    clock that the one on the wall is ``moved`` seconds ahead of.

    The same words of the same try as before mean the same time as then: ``3pm`` is not tomorrow's once it is past.
    """
    if limit is None or limit.reset_at is not None or not limit.resets:
        return limit
    same = known is not None and (known.resets, known.attempt) == (limit.resets, limit.attempt)
    if same and known is not None:
        return replace(limit, reset_at=known.reset_at)
    when = reset_at(limit.resets, heard + moved)
    return replace(limit, reset_at=None if when is None else when - moved)


def reset_at(words: str, now: float, local: tzinfo | None = None) -> float | None:
    """Seconds since the epoch that ``words`` mean when they are said at ``now``; ``None`` when they are not understood.

    ``local`` is the zone of a time without one; the machine's own when left out.
    """
    text = " ".join(words.split()).strip(" .,;·")
    try:
        found = _length(text, now)
        if found is None:
            found = _machine(text)
        if found is None:
            found = _calendar(text, now, local)
    except (ValueError, OverflowError, OSError):
        return None
    return found if found is not None and abs(found - now) <= FARTHEST_S else None


def _length(text: str, now: float) -> float | None:
    if match := _COUNTDOWN.fullmatch(text):
        return now + 3600 * int(match["hours"]) + 60 * int(match["minutes"]) + int(match["seconds"])
    if not _LENGTH.fullmatch(text):
        return None
    return now + sum(float(part["number"]) * _unit(part["unit"]) for part in _PART.finditer(text))


def _unit(word: str) -> float:
    short = word.lower()
    return _UNITS["ms"] if short.startswith(("ms", "milli")) else _UNITS[short[0]]


def _machine(text: str) -> float | None:
    if re.fullmatch(r"\d{10}(?:\.\d+)?", text):
        return float(text)
    if re.fullmatch(r"\d{13}", text):
        return int(text) / 1000
    if not re.match(r"\d{4}-\d\d-\d\d[T ]\d", text):
        return None
    return datetime.fromisoformat(text).timestamp()


def _calendar(text: str, now: float, local: tzinfo | None) -> float | None:
    match = _DATED.fullmatch(text) or _TODAY.fullmatch(text)
    if match is None or not (match["minute"] or match["half"]):
        return None
    named = match["zone"] or (match["utc"] or "").upper()
    zone = _zone(named) if named else local
    here = datetime.fromtimestamp(now, zone).astimezone(zone)
    hour = _hour(int(match["hour"]), (match["half"] or "").lower())
    at = here.replace(hour=hour, minute=int(match["minute"] or 0), second=0, microsecond=0)
    if "month" not in match.re.groupindex:
        return _at(at if at.timestamp() > now else at + timedelta(days=1), zone)
    month = _MONTHS.index(match["month"].lower()) + 1
    at = at.replace(year=int(match["year"] or here.year), month=month, day=int(match["day"]))
    if not match["year"] and at.timestamp() < now - FARTHEST_S:
        at = at.replace(year=at.year + 1)
    return _at(at, zone)


def _at(at: datetime, zone: tzinfo | None) -> float:
    """The time of a clock's figures; the offset of the day they are on, not of today."""
    return at.replace(tzinfo=zone).timestamp()


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError) as error:
        raise ValueError(name) from error


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(hour)
    return hour % 12 + (12 if half.startswith("p") else 0)
