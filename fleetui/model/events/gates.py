"""What gates came to, and who was told."""

from __future__ import annotations

from typing import ClassVar

from fleetui.model.events.event import SeatEvent
from fleetui.model.value import value


@value
class GateStarted(SeatEvent):
    """A gate began on one candidate. Version 1 did not say what was run, version 2 not on which files."""

    VERSION: ClassVar[int] = 3
    project: str
    gate: str
    candidate: str
    digest: str
    """Of everything that was run: ``digest_of`` the gate."""
    tree: str = ""
    """The files that it ran on; empty where its word is about the commit alone."""


@value
class GateCut(SeatEvent):
    """A gate did not come to its end: it proved nothing, and runs again by itself. Version 1 did not say on which
    files."""

    VERSION: ClassVar[int] = 2
    project: str
    gate: str
    candidate: str
    digest: str
    reason: str
    counts: bool = True
    """False where nothing is wrong with it, such as a change of owner: that may happen any number of times."""
    becomes: str = ""
    """The digest of what it would run now, where that changed while it ran."""
    tree: str = ""


@value
class GateFinished(SeatEvent):
    """A gate came to its word on one candidate. Version 1 did not say what was run, version 2 not on which files."""

    VERSION: ClassVar[int] = 3
    project: str
    gate: str
    candidate: str
    digest: str
    verdict: str
    seconds: float = 0.0
    detail: str = ""
    log: str = ""
    tree: str = ""
    tries: int = 1
    """How often it was run for this word."""
    tests: int = -1
    """How many tests passed; -1 where that was not counted."""


@value
class RedGateTold(SeatEvent):
    """A red gate was told to the agent by itself, because its project wants that; its log's end is the entry's text."""

    work: str
    """What it is counted for: the task, or the branch where there is none."""
    gate: str
    about: str
    """Gate, and tree or commit that it failed on."""
    entry: str


@value
class LeadTold(SeatEvent):
    """The lead of a project was told what gates of its stage say of this agent's branch, because the project wants
    that."""

    lead: str
    head: str
    entry: str
