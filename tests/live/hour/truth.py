"""What an agent was really doing, told by who knows: the hands on its keys, its process, and the model it talks to.

Pure, and independent of everything fleetui reads. ``Truth`` hears what happened, in order, and says which phases were
right at any moment. More than one is right only where nobody outside the agent can know: between a key and what it
causes, and while the agent draws what it already knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

Phases = frozenset[str]
ANY: Phases = frozenset(
    {"starting", "working", "idle", "asking", "limited", "failed", "exited", "unknown", ""}
)
DRAWS_S = 1.0
"""How long an agent may take to draw what it was told."""
SENDS_S = 2.0
"""How long an agent may show work before its request arrives."""
LIMITS = ("429", "529")
"""A rate limit and an overload pass by themselves, also for an agent that gave up trying: it is limited until then.
What does not pass by itself has failed."""
IDLE, WORKING, ASKING = frozenset({"idle"}), frozenset({"working"}), frozenset({"asking"})
LIMITED, FAILED, EXITED = frozenset({"limited"}), frozenset({"failed"}), frozenset({"exited"})
STARTING = frozenset({"starting", "unknown", "idle"})
"""From the process to the first prompt that can be typed: when exactly it is idle, it alone knows."""


class Heard(NamedTuple):
    """One thing that happened to one agent."""

    at: float
    kind: str
    """From the hands: launch, ready, submit, stop (it may be over), answer, dismiss, interrupt, compact, command,
    leave, lost.
    Of the process: alive, gone.
    From the model: open, tried (neither let in nor refused yet), refused, said, called, asked (a call that needs
    leave), compacted."""
    detail: str = ""


class Span(NamedTuple):
    """Which phases were right from ``at`` on, and why."""

    at: float
    phases: Phases
    why: str


class Slack(NamedTuple):
    """Phases that are right too for a while."""

    begin: float
    end: float
    phases: Phases


@dataclass
class Truth:
    """The right phases of one agent over time."""

    spans: list[Span] = field(default_factory=lambda: [Span(0.0, ANY, "not watched yet")])
    slack: list[Slack] = field(default_factory=list)
    _undecided: bool = False

    def hear(self, heard: Heard) -> None:
        """Take the next thing that happened; the order is that of time."""
        if heard.kind == "cut":  # a request that nobody waits for any more; it may be an old one
            return
        if self._undecided:
            self._decide(heard)
        now = self.spans[-1].phases
        match heard.kind:
            case "launch":
                self._turn(heard, EXITED | STARTING)
            case "alive":
                self._turn(heard, STARTING)
            case "ready":
                self._turn(heard, IDLE, also=now)
            case "submit" | "compact":
                self._turn(heard, now | WORKING)
            case "stop":
                self._turn(heard, now | IDLE)
            case "command":
                self._turn(heard, now | ASKING)
            case "open":
                self._turn(heard, WORKING, also=now, before=SENDS_S)
            case "tried":
                self._turn(heard, WORKING | (now & LIMITED), also=now, before=SENDS_S)
            case "called":
                self._turn(heard, WORKING)
            case "asked":
                self._turn(heard, ASKING, also=WORKING)
            case "said" | "compacted":
                self._turn(heard, IDLE, also=WORKING)
            case "answer":
                self._turn(heard, WORKING, also=ASKING)
            case "dismiss" | "interrupt":
                self._turn(heard, IDLE, also=now | WORKING)
            case "refused":
                self._turn(heard, LIMITED | FAILED, also=WORKING, before=SENDS_S)
                self._undecided = True
            case "leave":
                self._turn(heard, now | EXITED)
            case "gone":
                self._turn(heard, EXITED)
            case "lost":
                self._turn(heard, ANY)

    def _decide(self, heard: Heard) -> None:
        """A refusal was a wait for the next try, or final: what came after it tells."""
        self._undecided = False
        last = self.spans[-1]
        again = heard.kind in ("open", "tried", "refused", "interrupt", "gone")
        self.spans[-1] = last._replace(phases=LIMITED if again or last.why.endswith(LIMITS) else FAILED)

    def _turn(self, heard: Heard, phases: Phases, also: Phases = frozenset(), before: float = 0.0) -> None:
        if before:
            self.slack.append(Slack(heard.at - before, heard.at, phases))
        if also:
            self.slack.append(Slack(heard.at, heard.at + DRAWS_S, also))
        self.spans.append(Span(heard.at, phases, f"{heard.kind} {heard.detail}".strip()))

    def right(self, at: float) -> Phases:
        """The phases that were right at a moment."""
        span = next((one for one in reversed(self.spans) if one.at <= at), self.spans[0])
        extra = [one.phases for one in self.slack[-200:] if one.begin <= at < one.end]
        return span.phases.union(*extra)

    def edges(self) -> list[float]:
        """Every moment at which the right phases may change."""
        return sorted(
            {one.at for one in self.spans} | {edge for one in self.slack for edge in (one.begin, one.end)}
        )


class Said(NamedTuple):
    """What fleetui published from ``at`` on; no phase at all while nobody published."""

    at: float
    phase: str
    source: str = ""
    rule: str = ""


class Wrong(NamedTuple):
    """An interval in which what was published was not so."""

    begin: float
    end: float
    said: Said
    right: Phases
    why: str

    @property
    def seconds(self) -> float:
        """Its length."""
        return self.end - self.begin


def told(happened: Iterable[Heard]) -> Truth:
    """The truth of everything that happened to one agent."""
    truth = Truth()
    for heard in sorted(happened, key=lambda one: one.at):
        truth.hear(heard)
    return truth


def wrong(truth: Truth, published: list[Said], end: float) -> list[Wrong]:
    """Every interval in which a published phase was wrong; neighbours are one, whatever was said wrongly in them."""
    found: list[Wrong] = []
    sweep = _Sweep(truth)
    edges = sorted({one.at for one in published} | set(truth.edges()))
    place = -1
    for begin, until in zip(edges, [*edges[1:], end], strict=True):
        while place + 1 < len(published) and published[place + 1].at <= begin:
            place += 1
        if place < 0 or begin >= min(until, end):
            continue
        said, right, why = published[place], *sweep.at(begin)
        if said.phase and said.phase not in right:
            _join(found, Wrong(begin, min(until, end), said, right, why))
    return found


def _join(found: list[Wrong], one: Wrong) -> None:
    if found and found[-1].end == one.begin:
        found[-1] = found[-1]._replace(end=one.end)
    else:
        found.append(one)


class _Sweep:
    """The right phases at moments that only go forward: an hour has thousands."""

    def __init__(self, truth: Truth) -> None:
        self._spans = sorted(truth.spans, key=lambda one: one.at)
        self._slack = sorted(truth.slack)
        self._span = 0
        self._next = 0
        self._open: list[Slack] = []

    def at(self, moment: float) -> tuple[Phases, str]:
        while self._span + 1 < len(self._spans) and self._spans[self._span + 1].at <= moment:
            self._span += 1
        while self._next < len(self._slack) and self._slack[self._next].begin <= moment:
            self._open.append(self._slack[self._next])
            self._next += 1
        self._open = [one for one in self._open if one.end > moment]
        span = self._spans[self._span]
        return span.phases.union(*(one.phases for one in self._open)), span.why
