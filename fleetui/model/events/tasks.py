"""Pieces of work, and what agents touched that theirs says not to."""

from __future__ import annotations

from fleetui.model.events.event import Event, SeatEvent
from fleetui.model.value import value


@value
class TaskAdded(Event):
    """A piece of work was written down. What a file says is read there: body and the like are of those without one."""

    task: str
    title: str
    body: str = ""
    done_when: str = ""
    project: str = ""
    file: str = ""
    """Its file, absolute; empty where there is none."""


@value
class IssueTaken(Event):
    """The text of an issue was kept, as the forge had it: an agent was given it, or it is another by now."""

    project: str
    number: int
    title: str
    url: str
    quote: str
    done_when: tuple[str, ...] = ()
    edges: tuple[str, ...] = ()
    not_to_touch: tuple[str, ...] = ()
    updated: float = 0.0
    read: float = 0.0
    open: bool = True
    given: bool = True
    """To an agent that was started on it; else it was seen to be another."""


@value
class TaskStateChanged(Event):
    """A task's file says another state: open, done or dropped."""

    task: str
    project: str
    state: str


@value
class TrespassFound(SeatEvent):
    """An agent changed paths that its task says not to touch; told anew when they become others."""

    task: str
    paths: tuple[str, ...]
    patterns: tuple[str, ...]
    """Of each path the pattern that names it."""


@value
class TrespassEnded(SeatEvent):
    """What an agent changed holds no such path any more."""
