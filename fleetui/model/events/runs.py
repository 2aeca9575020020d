"""The lives of agents' processes, and how one took the place of another."""

from __future__ import annotations

from fleetui.model.events.event import SeatEvent
from fleetui.model.identities import PaneRef
from fleetui.model.value import value


@value
class RunStarted(SeatEvent):
    """A process began its life in a pane."""

    run: str
    pane: PaneRef
    adopted: bool = False
    session: str = ""
    """The agent's own id of the session that it was started with; empty where fleetui gave none."""
    resumed: bool = False
    """That session was there before: it was gone on with."""
    unattended: bool = False
    """It was told to ask nobody before it acts."""


@value
class RunEnded(SeatEvent):
    """A run is over."""

    run: str
    reason: str
    exit_code: int | None = None
    screen: str = ""
    """Name of the stored text of its last screen."""
    command: str = ""
    """What was started, as one would type it."""
    resume: str = ""
    """The command with which the program said it may be gone on with."""
    session: str = ""
    """The agent's own id of the session it had at its end, where that was seen."""


@value
class ReplacementIntended(SeatEvent):
    """A restart or stop begins."""

    replacement: str
    kind: str
    old_run: str = ""
    handoff: str = ""
    session: str = ""
    """What the next run goes on with; empty for a fresh one."""


@value
class ReplacementStepped(SeatEvent):
    """A restart or stop finished one of its steps: rescued, stopped or started."""

    replacement: str
    step: str
    detail: str = ""


@value
class ReplacementEnded(SeatEvent):
    """A restart or stop is over; ``failed`` says why it did not come to its end."""

    replacement: str
    failed: str = ""
