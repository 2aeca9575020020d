"""What was kept before something was destroyed, and what was destroyed."""

from __future__ import annotations

from fleetui.model.events.event import SeatEvent
from fleetui.model.value import value


@value
class RescueMade(SeatEvent):
    """Every byte of a worktree was kept in a commit outside all branches, and read back."""

    rescue: str
    project: str
    worktree: str
    commit: str
    head: str = ""
    branch: str = ""
    files: int = 0
    ignored: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@value
class RescueRestored(SeatEvent):
    """A rescue was written back into a folder."""

    rescue: str
    into: str


@value
class RescueWaived(SeatEvent):
    """The operator chose, by typing the agent's name, that a restart or stop goes on without a rescue."""

    replacement: str
    worktree: str
    """Of whose files nothing was kept."""
    unrescued: str = ""
    """Why the rescue before could not be had, where one was tried."""


@value
class WorktreeRemoved(SeatEvent):
    """The operator had a worktree taken away; its rescue was made before."""

    worktree: str
    rescue: str = ""
    branch: str = ""
    """The branch that went with it because it had landed; empty where it stays."""
    left_out: tuple[str, ...] = ()
    """What the rescue does not hold; the operator typed the agent's name for it."""
