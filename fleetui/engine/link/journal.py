"""Questions about what was written down, and what follows from it."""

from __future__ import annotations

from fleetui.engine.link.question import Question
from fleetui.model.condition_parts import Judged
from fleetui.model.figures.report import Report, Wanted
from fleetui.model.news import News
from fleetui.model.value import value


@value
class JournalLine:
    """One record for people."""

    seq: int
    at: float
    kind: str
    seat: str
    text: str


@value
class AskJournal(Question[tuple[JournalLine, ...]]):
    """The latest records as (seq, at, kind, seat or empty, one clean line)."""

    limit: int = 200
    seat: str = ""


@value
class AskStory(Question[tuple[JournalLine, ...]]):
    """What happened to one entry of a queue, oldest first, by its id or the beginning of it."""

    entry: str


@value
class AskLog(Question[str]):
    """A stored text, such as a gate's log, by name."""

    log: str


@value
class AskNews(Question[tuple[News, ...]]):
    """What happened after a time that an operator who was away would want to know, oldest first."""

    since: float


@value
class AskFigures(Question[Report]):
    """Figures of what the fleet did, over those samples that are wanted."""

    wanted: Wanted


@value
class AskConditions(Question[tuple[Judged, ...]]):
    """What is known of conditions now; raises ``AskError`` for one that says nothing."""

    conditions: tuple[tuple[str, str], ...]
    """Each with the agent that it is for where it names none, or empty: agent, condition."""
    since: float
    """When the wait for them began."""
