"""The steps of a queue, as they are done."""

from __future__ import annotations

from fleetui.model.events.event import SeatEvent
from fleetui.model.value import value


@value
class StepStarted(SeatEvent):
    """A step of a queue begins; nothing of it was done before this was durable."""

    entry: str
    work: str
    """Id of this attempt."""
    tree: str = ""
    """The tree it is done on, where it is done on one."""
    detail: str = ""
    """What it is about to make, such as the name of a branch: after a crash that is looked for."""


@value
class StepCut(SeatEvent):
    """A step that may be done twice did not come to its end: it waits, to begin again."""

    entry: str
    work: str
    reason: str


@value
class StepRound(SeatEvent):
    """A gate was red and its word goes to the agent: the step waits to run it again."""

    entry: str
    work: str
    round: int
    """How often that happened now."""
    tree: str
    """What it ran on."""
    after: str
    """The tree as the gate left it."""
    detail: str
    log: str = ""


@value
class StepDone(SeatEvent):
    """A step is over and the queue goes on."""

    entry: str
    work: str = ""
    detail: str = ""
    """What it came to, in one line."""
    tree: str = ""
    """The tree that is true of."""
    log: str = ""
    after: str = ""
    """The tree as it was left behind, where that is another."""

    @property
    def left(self) -> str:
        """The tree that it left behind, as far as that is known."""
        return self.after or self.tree


@value
class StepHeld(SeatEvent):
    """A step cannot go on by itself: the operator decides."""

    entry: str
    reason: str
    work: str = ""
    tree: str = ""
    log: str = ""
    after: str = ""
    """As of ``StepDone``."""

    @property
    def left(self) -> str:
        """The tree that it left behind, as far as that is known."""
        return self.after or self.tree
