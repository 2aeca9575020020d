"""What phase agents came into, and how far the sources that say so agree."""

from __future__ import annotations

from fleetui.model.events.event import Event, SeatEvent
from fleetui.model.value import value


@value
class StatusChanged(SeatEvent):
    """An agent came into another phase."""

    TIMES = ("since", "reset_at")
    phase: str
    since: float
    source: str
    rule: str
    note: str = ""
    question: str = ""
    attempt: int = 0
    """Which try a limit is; 0 for one that does not try again by itself."""
    reset_at: float = 0.0
    """When a limit ends; 0 is not known."""
    resets: str = ""
    """The same in the agent's words: the same words later mean this time."""


@value
class StuckJudged(SeatEvent):
    """A run was found stuck, or it moves again."""

    TIMES = ("since",)
    run: str
    stuck: bool
    since: float
    """When something last moved."""
    reason: str = ""


@value
class SourceContradicted(SeatEvent):
    """What a source said of an agent contradicted for two seconds or more what counts, and did not come to count
    within ten. Told at most once a minute for each agent and rule."""

    program: str
    """The name of its profile."""
    release: str
    """The program's version; empty where nothing tells it."""
    rules: str
    """Digest of what the profile knows of the screen."""
    source: str
    rule: str
    said: str
    against: str
    """The source that counted when it began."""
    times: int
    """How often that happened since it was told last; 0 where one that was told goes on."""
    seconds: float


@value
class SourcesCompared(Event):
    """For how long agents of one program were watched since that was told last. Of a rest its first minute."""

    program: str
    release: str
    rules: str
    seconds: float


@value
class SourceDoubted(Event):
    """A source was wrong so often that what it rests on may be outdated; told once for each version."""

    program: str
    release: str
    rules: str
    source: str
    text: str
