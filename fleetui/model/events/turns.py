"""Turns of agents: begun, cut short, and judged by what happened."""

from __future__ import annotations

from fleetui.model.events.event import SeatEvent
from fleetui.model.value import value


@value
class TurnBegan(SeatEvent):
    """An agent began to work on something: a follow-up, or what was typed to it."""

    TIMES = ("began",)
    turn: str
    run: str
    began: float
    entry: str = ""
    tree: str = ""
    """Name of the stored text that says what its worktree held then; empty where that was not looked at in time."""
    base: str = ""
    """The commit that its project's base branch stood on then."""


@value
class AnchorChanged(SeatEvent):
    """Somebody else changed what a follow-up stands on, while its turn runs."""

    turn: str
    entry: str
    state: str
    """``drifted`` or ``contested``."""
    path: str
    by: str
    lines: str = ""
    """Those that the follow-up speaks of and that another agent touches, such as ``12-14``; empty for none."""


@value
class AgentInterrupted(SeatEvent):
    """The operator stopped the turn that an agent worked on."""

    run: str


@value
class TurnJudged(SeatEvent):
    """A turn is over, and what it reported was compared with what is so. Its three columns have one row for each
    difference; none is a turn in which nothing differs."""

    turn: str
    run: str
    entry: str = ""
    prompt: str = ""
    kinds: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    founds: tuple[str, ...] = ()
    reported: int = -1
    """How many were reported; -1 where there is no number."""
    in_files: int = -1
    unchecked: tuple[str, ...] = ()
    evidence: str = ""
    """Name of the stored text that says what it was judged by."""
    tokens: tuple[int, ...] = ()
    """What it took: sent anew, written to the provider's cache, read from it, answered; empty where that is not
    known."""


@value
class TurnSettled(SeatEvent):
    """The operator dealt with what a turn left undone."""

    turn: str
    how: str
    """``queued`` again, or ``known``."""
