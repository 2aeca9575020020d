"""What happened to seats themselves."""

from __future__ import annotations

from fleetui.model.events.event import SeatEvent
from fleetui.model.value import value


@value
class SeatAdded(SeatEvent):
    """A seat exists: declared, added, or taken from a running pane."""

    profile: str
    project: str
    worktree: str
    slot: int
    branch: str = ""
    role: str = ""
    task: str = ""
    adopted: bool = False
    command: tuple[str, ...] = ()
    port: int = 0
    scratch: str = ""


@value
class SeatChanged(SeatEvent):
    """Some of a seat's settings changed; fields left ``None`` keep their value."""

    profile: str | None = None
    project: str | None = None
    worktree: str | None = None
    branch: str | None = None
    role: str | None = None
    task: str | None = None
    slot: int | None = None
    command: tuple[str, ...] | None = None
    undeclared: bool | None = None


@value
class SeatRenamed(SeatEvent):
    """A seat has a new name; its queue, runs and history go with it."""

    to: str


@value
class SeatStateChanged(SeatEvent):
    """A seat was paused, made active, halted or archived."""

    state: str
    reason: str = ""
