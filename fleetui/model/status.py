"""What an agent's process is doing, since when, and how that is known."""

from __future__ import annotations

from enum import StrEnum

from fleetui.model.counts import count
from fleetui.model.limit import Limit, steady
from fleetui.model.value import value


class Phase(StrEnum):
    """What the process does now. ``unknown`` is a value: it is drawn, never blank."""

    STARTING = "starting"
    WORKING = "working"
    IDLE = "idle"
    ASKING = "asking"
    LIMITED = "limited"
    FAILED = "failed"
    EXITED = "exited"
    UNKNOWN = "unknown"


@value
class Question:
    """What an agent asks the operator."""

    kind: str
    """permission, question, plan, trust, login, update or first-run."""
    text: str
    choices: tuple[str, ...] = ()
    subject: str = ""
    """What one decides about, where the dialog shows it: ``$ ls src``, or a file."""

    @property
    def words(self) -> str:
        """What it is about, and then the question."""
        return f"{self.subject} · {self.text}" if self.subject and self.text else self.subject or self.text

    def about(self, note: str) -> str:
        """All that stands beside the question: two dialogs are the same only where this is."""
        return f"{self.subject} · {note}" if self.subject and note else self.subject or note


@value
class SourceReport:
    """What one source says of an agent. Sources differ in what they can tell, so claims are weighed."""

    source: str
    """program, server, hook, session, title, screen or process."""
    phase: Phase
    rule: str
    """What it said, in its own words or by the name of a rule."""
    at: float
    """Since when it says so, seconds since the epoch."""
    note: str = ""
    """A short reason worth showing, as in a reading."""
    seen: float = 0.0
    """When it was last found to say so still. 0 is an event, such as a hook's: it was said once and may be over."""
    also: tuple[Phase, ...] = ()
    """Further phases that this source cannot tell from this one; the screen may show them without contradicting it."""
    limit: Limit | None = None
    """What it says of a limit, for one that says limited."""
    ends_turn: bool = False
    """True for an event that tells, as it happens, that a turn is over: what rests then is not between two tools."""
    outlived: str = ""
    """An error of an earlier turn, while the one that began after it was not answered. Where that one was stopped, a
    screen may show the error as its last words again."""
    own: bool = False
    """The agent keeps this about itself and says every change of it, what it waits for included: it may rest by this
    word alone, whatever its screen has become."""


@value
class Background:
    """What of an agent's own runs on although its turn is over."""

    shells: int = 0
    agents: int = 0

    @property
    def words(self) -> str:
        """``1 shell, 2 agents``; empty for nothing."""
        parts = (count(self.shells, "shell"), count(self.agents, "agent"))
        return ", ".join(
            part for part, number in zip(parts, (self.shells, self.agents), strict=True) if number
        )


NO_BACKGROUND = Background()


@value
class Reading:
    """What a profile makes of one frame. Pure: no clock, no history."""

    phase: Phase
    rule: str
    """Name of the rule that decided, or ``none``."""
    source: str = "screen"
    """program, server, hook, session, title, screen or process."""
    question: Question | None = None
    context_left: int | None = None
    """Percent left of the usable window, where the agent shows it."""
    context_rule: str = ""
    context_late: bool = False
    """True where the screen shows the figure of the turn before."""
    draft: str | None = None
    """Text standing in the composer; ``""`` when it is empty, ``None`` when no composer is seen."""
    own_queue: tuple[str, ...] = ()
    """Follow-ups the agent itself holds."""
    background: Background = NO_BACKGROUND
    note: str = ""
    """A short reason worth showing: an error line, a retry, a resume command."""
    other: SourceReport | None = None
    """What the title says where the screen decided, or the screen where the title did; without a time."""
    disagreed: tuple[SourceReport, ...] = ()
    """What other sources said instead, once they were weighed."""
    limit: Limit | None = None
    """For limited: which try, and when it ends, in the words of the screen until somebody knows the time."""


@value
class StatusEvidence:
    """Why a status is what it is."""

    source: str
    rule: str
    at: float
    """Since when this source says so by this rule, as it was observed; seconds since the epoch."""
    disagreed: tuple[SourceReport, ...] = ()
    """What other sources say instead."""


@value
class Status:
    """A phase over time."""

    phase: Phase
    since: float
    evidence: StatusEvidence
    note: str = ""
    limit: Limit | None = None
    """For limited: which try, and when it ends. The same object while only its countdown goes on."""

    @property
    def suspended(self) -> bool:
        """True for an agent whose process is stopped and would go on if it were let."""
        return self.evidence.rule == SUSPENDED


@value
class Context:
    """Percent left of the usable context window, with its source and time."""

    left_percent: int
    source: str
    at: float


SUSPENDED = "suspended"
"""The rule of an agent whose process is stopped, as ctrl+z leaves it: it failed as far as work goes, and goes on."""


UNOBSERVED = Status(Phase.UNKNOWN, 0.0, StatusEvidence("none", "never observed", 0.0))

SETTLE_S = 1.0
"""How long idle must be seen before it counts: agents flash an empty composer between two tool calls."""

SURE_S = 0.1
"""The same where the agent itself tells that its turn is over and the screen, looked at since, shows it."""

ANEW_S = 10.0
"""The same for starting of what had already started: on a loaded machine opencode is seven seconds about the screen
that it cleared at the first prompt."""


@value
class Candidacy:
    """A phase that was read but has not lasted long enough to count."""

    phase: Phase
    first_seen: float


def settle(
    status: Status,
    reading: Reading,
    candidacy: Candidacy | None,
    now: float,
    since: float | None = None,
    *,
    sure: bool = False,
) -> tuple[Status, Candidacy | None]:
    """The status after a reading, and what is still waiting to count.

    Everything that needs the operator or shows work counts at once. Idle and unknown count only after ``SETTLE_S`` of
    the same reading, starting of what had already started after ``ANEW_S``: a frame may be caught in the middle of a
    redraw. So the caller asks again when nothing moves. ``since`` says for how long it has been so, where sources that
    agree tell; ``sure`` that the agent itself told of the end of its turn, and that nothing contradicts: then
    ``SURE_S`` is enough.
    The same status object comes back when nothing a person could see changed.
    """
    if reading.phase is status.phase:
        return _same(status, reading, now), None
    if lasting := _settles_after(status.phase, reading.phase):
        first = candidacy.first_seen if candidacy and candidacy.phase is reading.phase else now
        first = first if since is None else min(first, since)
        if now - first < (min(lasting, SURE_S) if sure and reading.phase is Phase.IDLE else lasting):
            return status, Candidacy(reading.phase, first)
    return _as_status(reading, now), None


def _settles_after(old: Phase, new: Phase) -> float:
    if new is Phase.STARTING:
        return 0.0 if old in (Phase.UNKNOWN, Phase.EXITED) else ANEW_S
    return SETTLE_S if old is not Phase.UNKNOWN and new in (Phase.IDLE, Phase.UNKNOWN) else 0.0


def _same(status: Status, reading: Reading, now: float) -> Status:
    """The same phase: another source or rule may say it now."""
    known, limit = status.evidence, steady(status.limit, reading.limit)
    if (known.source, known.rule, known.disagreed, status.note, status.limit) == (
        reading.source,
        reading.rule,
        reading.disagreed,
        reading.note,
        limit,
    ):
        return status
    at = known.at if (known.source, known.rule) == (reading.source, reading.rule) else now
    return Status(status.phase, status.since, _evidence(reading, at), reading.note, limit)


def _as_status(reading: Reading, now: float) -> Status:
    return Status(reading.phase, now, _evidence(reading, now), reading.note, reading.limit)


def _evidence(reading: Reading, at: float) -> StatusEvidence:
    return StatusEvidence(reading.source, reading.rule, at, reading.disagreed)
