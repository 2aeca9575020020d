"""Is an agent stuck, or does it burn its context? A judgement on its status: from what moves, not from silence.

A *signal* is one thing that would move if the agent got on: its context figure, its token counter, new text on its
screen, its session file, its worktree. The judge remembers when each last moved. An agent that works while none of them
moved for as long as its profile allows is **stuck**. Context that was spent since the worktree last changed is
**burning**. A busy child is listed, but moves nothing: a server that it started is busy for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from fleetui.model.status import Phase
from fleetui.model.value import value

JUDGED = frozenset({Phase.WORKING, Phase.STARTING})
"""Asking, idle, limited and the rest are states of their own."""
GAP_S = 15.0
"""Between two looks no more than this counts: a machine that slept watched nobody."""
_MOST_ROWS = 1000
SAME_FAILURE = 3
"""From how many failures of one command, or refusals by one hook, on it is said."""


@value
class Signal:
    """One thing that would move if the agent got on."""

    name: str
    says: str
    """What it shows now, in a few words."""
    at: float
    """When it last moved, as far as it was watched."""
    counts: bool = True
    """False when it is listed only and clears nothing."""


@value
class Judgement:
    """What is to be thought of a status."""

    stuck: bool = False
    since: float = 0.0
    """When something last moved, for one that is stuck."""
    reason: str = ""
    failing: str = ""
    """The failure it meets again and again, in words."""
    burnt: int = 0
    """Percent of the window spent since the worktree last changed; 0 below what is worth saying."""
    burning_since: float = 0.0
    """When the worktree last changed, for one that burns."""
    signals: tuple[Signal, ...] = field(default=(), compare=False)


FINE = Judgement()


@value
class Look:
    """What is known of an agent at one moment; ``None`` is not known."""

    phase: Phase
    context: int | None = None
    tokens: str = ""
    rows: frozenset[str] = frozenset()
    """Its screen's rows without what moves by itself: spinners, clocks."""
    work: object = None
    """Whatever changes when a file or a commit does."""
    work_says: str = ""
    session: object = None
    """Whatever changes when its session file does."""
    session_says: str = ""
    child: str = ""
    """What is busy below it, such as ``pytest``."""
    child_says: str = ""
    failure: str = ""
    """The failure it met again and again, in words; empty when there is none."""


@value
class Limits:
    """When it counts."""

    stuck_s: float = 600.0
    """How long nothing may move; 0 is never judged."""
    burnt: int = 20
    """Percent spent without a changed file from which it is worth saying; 0 is never."""


@dataclass(slots=True)
class _Mark:
    value: object
    at: float
    watched: float


class Watch:
    """The memory of one run: when each signal last moved. The time is given, wall clock seconds."""

    def __init__(self) -> None:
        self._marks: dict[str, _Mark] = {}
        self._known: set[int] = set()
        self._watched = 0.0
        self._last: float | None = None
        self._phase: Phase | None = None
        self._spent = 0
        self._context: int | None = None
        self._held: Judgement = FINE

    def remember(self, judged: Judgement) -> None:
        """It was found stuck before this process began: it stays so until something moves."""
        self._held = judged

    def look(self, seen: Look, now: float, limits: Limits) -> Judgement:
        """Take one look and judge. The same judgement comes back equal while nothing a person could see changed."""
        self._count_time(now)
        if seen.phase is not self._phase:
            self._phase = seen.phase
            self._mark("phase", seen.phase, now)
        worked = self._mark("work", seen.work, now)
        moved = [
            self._mark("context", seen.context, now),
            self._mark("tokens", seen.tokens or None, now),
            self._mark("session", seen.session, now),
            self._rows(seen.rows, now),
        ]
        self._burn(seen, worked=worked)
        if worked or any(moved) or seen.phase not in JUDGED:
            self._held = FINE
        return self._judged(seen, limits)

    def _count_time(self, now: float) -> None:
        if self._last is not None:
            self._watched += min(max(0.0, now - self._last), GAP_S)
        self._last = now

    def _mark(self, name: str, value: object, now: float) -> bool:
        """Note a value; true when it moved from one that was known."""
        known = self._marks.get(name)
        if value is None or (known is not None and known.value == value):
            return False
        self._marks[name] = _Mark(value, now, self._watched)
        return known is not None

    def _rows(self, rows: frozenset[str], now: float) -> bool:
        """Text that was on the screen before is not new, wherever it stands now."""
        marks = {hash(row) for row in rows}  # the texts of hours would be megabytes for each agent
        if marks <= self._known:
            return False
        first = not self._known
        if len(self._known) > _MOST_ROWS:
            self._known.clear()
        self._known |= marks
        self._marks["screen"] = _Mark(None, now, self._watched)
        return not first

    def _burn(self, seen: Look, *, worked: bool) -> None:
        """Add up what the context lost since the worktree changed; what a compaction gives back is no gain."""
        if worked:
            self._spent = 0
        if seen.context is None:
            return
        if self._context is not None and seen.context < self._context and seen.work is not None:
            self._spent += self._context - seen.context
        self._context = seen.context

    def _judged(self, seen: Look, limits: Limits) -> Judgement:
        signals = self._signals(seen)
        burnt = self._spent if limits.burnt and self._spent >= limits.burnt and seen.phase in JUDGED else 0
        since = self._marks["work"].at if burnt else 0.0
        still = self._watched - max(mark.watched for mark in self._marks.values())
        if limits.stuck_s and seen.phase in JUDGED and (still >= limits.stuck_s or self._held.stuck):
            last = max(mark.at for mark in self._marks.values())
            begun = min(last, self._held.since) if self._held.stuck else last
            return Judgement(
                stuck=True,
                since=begun,
                reason=_reason(seen),
                burnt=burnt,
                burning_since=since,
                signals=signals,
            )
        failing = seen.failure if seen.phase in JUDGED else ""
        return Judgement(failing=failing, burnt=burnt, burning_since=since, signals=signals)

    def _signals(self, seen: Look) -> tuple[Signal, ...]:
        says = {
            "context": f"{seen.context}% left" if seen.context is not None else "",
            "tokens": seen.tokens,
            "screen": "new text",
            "session": seen.session_says,
            "work": seen.work_says,
        }
        known = [Signal(name, says[name], self._marks[name].at) for name in says if name in self._marks]
        busy = f"{seen.child} {seen.child_says}".strip()
        child = [Signal("child", busy, self._last or 0.0, counts=False)] if seen.child else []
        return (*known, *child)


def _reason(seen: Look) -> str:
    """What did not move, and what stands beside it."""
    if seen.failure:
        return f"{seen.failure}, then nothing"
    still = [
        "tokens" if seen.tokens else "",
        "session file" if seen.session is not None else "",
        "files" if seen.work is not None else "",
    ]
    reason = "no new output" + "".join(f", {name}" for name in still if name)
    if seen.context is not None:
        reason += f"; context {seen.context}%"
    return reason + (f"; {seen.child} runs" if seen.child else "")
