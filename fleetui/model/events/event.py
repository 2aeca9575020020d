"""What an event is, and the journal's record of one.

Fields are strings, numbers, booleans, tuples of strings and ``PaneRef`` only, so a row can be read by anything.
``VERSION`` of a class is raised when its meaning changes; the journal upgrades older rows when it reads them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from fleetui.model.value import value


@value
class Event:
    """Something that happened."""

    VERSION: ClassVar[int] = 1
    TIMES: ClassVar[tuple[str, ...]] = ()
    """Fields that hold a time, seconds since the epoch; 0 stands for none."""


@value
class SeatEvent(Event):
    """Something that happened to one seat."""

    seat: str


@value
class Record:
    """One row of the journal."""

    seq: int
    at: float
    """Seconds since the epoch, on the clock of the process that reads. ``seq`` is the order."""
    event: Event


def shifted(event: Event, by: float) -> Event:
    """The same event on a clock that is ``by`` seconds ahead of the one its times were taken from."""
    times = {name: at + by for name in event.TIMES if (at := getattr(event, name))} if by else {}
    return replace(event, **times) if times else event


def kinds() -> dict[str, type[Event]]:
    """Every kind of event by its journal name, such as ``entry-added``."""
    found: dict[str, type[Event]] = {}
    waiting: list[type[Event]] = [Event]
    while waiting:
        for child in waiting.pop().__subclasses__():
            waiting.append(child)
            if child.__name__ != SeatEvent.__name__:  # by name: slots make a class twice, both are listed
                found[kind_of(child)] = child
    return found


def kind_of(event: type[Event]) -> str:
    """The journal name of a kind of event."""
    name = event.__name__
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")
