"""The parts of a condition, and what is known of each on the facts. ``fleetui.model.conditions`` parses them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Protocol

from fleetui.model.status import Phase
from fleetui.model.value import value

STATES = ("idle", "working", "asking", "stuck", "limited", "failed", "exited")
CLAIMS = ("contains", "absent", "same", "count", "field", "exists", "ancestor", "branch", "probe")
"""First words of explicit claims: each may stand without ``file`` before it."""
RESERVED = ("and", "or", "is", "all", "file", "done", "green", "landed", "quota", *STATES, *CLAIMS)
"""What cannot name anything outside quotes."""

WORD = re.compile(r'"[^"]*"|\S+')
"""A word of a condition, or several in double quotes."""


class Truth(StrEnum):
    """What is known of a condition now."""

    MET = "met"
    NOT_YET = "not yet"
    UNKNOWN = "unknown"
    """It cannot be known now: never taken for met."""
    NEVER = "never"
    """It cannot come true any more, such as the end of an entry that was taken out."""


@value
class Judged:
    """What is known of a condition now, and why."""

    truth: Truth
    words: str
    """One line for a tile: what came true, or what is waited for and how it stands, such as ``docs idle: working``."""

    @property
    def met(self) -> bool:
        """True once it is known to be true."""
        return self.truth is Truth.MET


@value
class AgentFacts:
    """One agent, as a condition sees it."""

    phase: Phase
    unsure: str = ""
    """Why its phase may not be relied on now, such as ``until its sources agree``; empty when it may."""
    stuck: bool = False
    busy: str = ""
    """Why an idle agent is about to work, such as a follow-up on its way to it; empty when it is not."""
    rests: bool = False
    """Nothing runs in it, and that is as it should be: never started, stopped on purpose, or out of work."""


class ConditionFacts(Protocol):
    """What conditions are judged on. Times are seconds since the epoch, on a clock that nobody sets."""

    @property
    def own(self) -> str:
        """The agent whose queue the condition is in; empty where there is none."""
        ...

    @property
    def now(self) -> float:
        """The present time."""
        ...

    @property
    def since(self) -> float:
        """When the wait for this condition began: the same after a restart of fleetui."""
        ...

    @property
    def clock_moved(self) -> float:
        """Seconds to add to a time in here to read it by the machine's clock."""
        ...

    def agents(self) -> Sequence[str]:
        """Every agent there is."""
        ...

    def agent(self, name: str) -> AgentFacts | None:
        """An agent; ``None`` when there is none of this name, or no more."""
        ...

    def entry(self, entry: str) -> Judged:
        """Whether an entry of any queue is done."""
        ...

    def landed(self, what: str) -> Judged:
        """Whether the work of an agent, or a branch, has landed."""
        ...

    def gate(self, gate: str, agent: str) -> Judged:
        """Whether a gate passed on the tree that an agent has now."""
        ...

    def quota_left(self, agent: str) -> int | None:
        """Percent left of what an agent's account may spend; ``None`` where nothing is known of it."""
        ...

    def claim(self, claim: str, agent: str) -> Judged:
        """Whether an explicit claim holds in the worktree of an agent now."""
        ...


class Condition(Protocol):
    """Something to wait for."""

    def judge(self, facts: ConditionFacts) -> Judged:
        """What is known of it now."""
        ...

    def parts(self) -> Iterator[Part]:
        """The single conditions it is made of."""
        ...

    def fixed(self, at: float, clock_moved: float = 0.0) -> Condition:
        """The same, said at this time: ``after 22:30`` becomes the next 22:30 with its date, and stays that."""
        ...


@value
class Part:
    """A condition that is not made of others. ``str`` of it is what ``parse`` takes."""

    def parts(self) -> Iterator[Part]:
        """Itself."""
        yield self

    def fixed(self, at: float, clock_moved: float = 0.0) -> Condition:
        """Itself: only a time of the day depends on when it is said."""
        del at, clock_moved
        return self

    def judge(self, facts: ConditionFacts) -> Judged:
        """What is known of it now."""
        raise NotImplementedError


@value
class AgentIs(Part):
    """An agent is in a state, as the deliverer understands it."""

    state: str
    name: str = ""

    def __str__(self) -> str:
        return f"{_quoted(self.name)} {self.state}".strip()

    def judge(self, facts: ConditionFacts) -> Judged:
        """Met only where its phase is sure."""
        name = self.name or facts.own
        found = facts.agent(name) if name else None
        what = f"{name} {self.state}".strip()
        if found is None:
            return Judged(Truth.NEVER, f"{what}: there is no such agent" if name else f"{what}: of no agent")
        return _state(found, self.state, what)


@value
class AllAre(Part):
    """Every agent in which something runs is in a state; one that ended by itself is not left out."""

    state: str

    def __str__(self) -> str:
        return f"all {self.state}"

    def judge(self, facts: ConditionFacts) -> Judged:
        """Met where at least one agent counts, and none is in another state or unknown."""
        found = {name: agent for name in facts.agents() if (agent := facts.agent(name))}
        if self.state != "exited":
            found = {name: agent for name, agent in found.items() if not agent.rests}
        if not found:
            return Judged(Truth.NOT_YET, f"{self}: no agent runs")
        judged = [_state(agent, self.state, name) for name, agent in found.items()]
        open_ones = [one for one in judged if not one.met]
        if not open_ones:
            return Judged(Truth.MET, f"{self}: {_few(list(found))}")
        unknown = all(one.truth is Truth.UNKNOWN for one in open_ones)
        words = f"{self}: {_few([one.words for one in open_ones])}"
        return Judged(Truth.UNKNOWN if unknown else Truth.NOT_YET, words)


@value
class EntryDone(Part):
    """An entry of a queue is done."""

    entry: str

    def __str__(self) -> str:
        return f"entry {self.entry} done"

    def judge(self, facts: ConditionFacts) -> Judged:
        """As the queues say."""
        return facts.entry(self.entry)


@value
class Landed(Part):
    """A branch landed: that of an agent, or one named."""

    what: str = ""

    def __str__(self) -> str:
        return f"landed {_quoted(self.what)}".strip()

    def judge(self, facts: ConditionFacts) -> Judged:
        """As the landings say."""
        what = self.what or facts.own
        return facts.landed(what) if what else Judged(Truth.NEVER, "landed: of no agent")


@value
class GateGreen(Part):
    """A gate passed on the tree that an agent has now."""

    gate: str
    name: str = ""

    def __str__(self) -> str:
        return f"gate {_quoted(self.gate)} green{f' of {_quoted(self.name)}' if self.name else ''}"

    def judge(self, facts: ConditionFacts) -> Judged:
        """As the evidence for exactly that tree says."""
        name = self.name or facts.own
        return facts.gate(self.gate, name) if name else Judged(Truth.NEVER, f"{self}: of no agent")


@value
class QuotaLeft(Part):
    """An agent's account may still spend at least so many percent of each of its allowances."""

    percent: int
    name: str = ""

    def __str__(self) -> str:
        return f"{f'{_quoted(self.name)} ' if self.name else ''}quota >= {self.percent}%"

    def judge(self, facts: ConditionFacts) -> Judged:
        """As the account's agents were told last; not known where none was."""
        name = self.name or facts.own
        if not name or facts.agent(name) is None:
            return Judged(Truth.NEVER, f"{self}: there is no such agent" if name else f"{self}: of no agent")
        left = facts.quota_left(name)
        if left is None:
            return Judged(Truth.UNKNOWN, f"{self}: its agents do not say what is left")
        return Judged(Truth.MET if left >= self.percent else Truth.NOT_YET, f"{self}: {left}% left")


@value
class FileFact(Part):
    """An explicit claim about the worktree of the agent in whose queue it is."""

    claim: str

    def __str__(self) -> str:
        joined = any(word in ("and", "or") for word in WORD.findall(self.claim))
        return f'file "{self.claim}"' if joined else f"file {self.claim}"

    def judge(self, facts: ConditionFacts) -> Judged:
        """As the files say."""
        return facts.claim(self.claim, facts.own)


@value
class Elapsed(Part):
    """A length of time passed since the wait began, whatever was done to the machine's clock meanwhile."""

    seconds: float

    def __str__(self) -> str:
        return f"in {_length(self.seconds)}"

    def judge(self, facts: ConditionFacts) -> Judged:
        """By the clock that nobody sets."""
        due = facts.since + self.seconds
        if facts.now >= due:
            return Judged(Truth.MET, f"{_length(self.seconds)} passed")
        return Judged(Truth.NOT_YET, f"until {_shown(due + facts.clock_moved, facts)}")


@value
class After(Part):
    """The machine's clock reached a time."""

    at: float
    """Seconds since the epoch, by the machine's clock."""

    def __str__(self) -> str:
        return f"after {_local(self.at).astimezone().isoformat(timespec='seconds')}"

    def judge(self, facts: ConditionFacts) -> Judged:
        """By the clock that people read: one that is set moves this."""
        met = facts.now + facts.clock_moved >= self.at
        shown = _shown(self.at, facts)
        return Judged(Truth.MET, f"it is {shown}") if met else Judged(Truth.NOT_YET, f"until {shown}")


@value
class AfterClock(Part):
    """The next time that the machine's clock shows this hour and minute, in its own zone, since the wait began."""

    hour: int
    minute: int

    def __str__(self) -> str:
        return f"after {self.hour:02}:{self.minute:02}"

    def fixed(self, at: float, clock_moved: float = 0.0) -> Condition:
        """With its date: the first such time after ``at``."""
        here = _local(at + clock_moved)
        then = here.replace(hour=self.hour, minute=self.minute, second=0, microsecond=0)
        return After((then if then > here else then + timedelta(days=1)).timestamp())

    def judge(self, facts: ConditionFacts) -> Judged:
        """As said when the wait began."""
        return self.fixed(facts.since, facts.clock_moved).judge(facts)


@value
class Every:
    """All of them at once."""

    of: tuple[Condition, ...]

    def __str__(self) -> str:
        return " and ".join(map(str, self.of))

    def parts(self) -> Iterator[Part]:
        """Those of each."""
        return (part for one in self.of for part in one.parts())

    def fixed(self, at: float, clock_moved: float = 0.0) -> Condition:
        """Each of them fixed."""
        return replace(self, of=tuple(one.fixed(at, clock_moved) for one in self.of))

    def judge(self, facts: ConditionFacts) -> Judged:
        """Never as soon as one is; what is not met yet is named."""
        judged = [one.judge(facts) for one in self.of]
        if all(one.met for one in judged):
            return Judged(Truth.MET, "; ".join(one.words for one in judged))
        worst = _first((Truth.NEVER, Truth.NOT_YET, Truth.UNKNOWN), judged)
        named = [one for one in judged if one.truth is worst] if worst is Truth.NEVER else judged
        return Judged(worst, "; ".join(one.words for one in named if not one.met))


@value
class Either:
    """At least one of them."""

    of: tuple[Condition, ...]

    def __str__(self) -> str:
        return " or ".join(map(str, self.of))

    def parts(self) -> Iterator[Part]:
        """Those of each."""
        return (part for one in self.of for part in one.parts())

    def fixed(self, at: float, clock_moved: float = 0.0) -> Condition:
        """Each of them fixed."""
        return replace(self, of=tuple(one.fixed(at, clock_moved) for one in self.of))

    def judge(self, facts: ConditionFacts) -> Judged:
        """Never only when all are."""
        judged = [one.judge(facts) for one in self.of]
        best = _first((Truth.MET, Truth.NOT_YET, Truth.UNKNOWN, Truth.NEVER), judged)
        left = {Truth.MET: (Truth.MET,), Truth.NEVER: (Truth.NEVER,)}.get(
            best, (Truth.NOT_YET, Truth.UNKNOWN)
        )
        return Judged(best, " or ".join(one.words for one in judged if one.truth in left))


def _first(order: Sequence[Truth], judged: Sequence[Judged]) -> Truth:
    found = {one.truth for one in judged}
    return next(truth for truth in order if truth in found)


def _state(agent: AgentFacts, state: str, what: str) -> Judged:
    """One agent: a phase that is not known, or not sure, is never met."""
    if agent.phase is Phase.UNKNOWN:
        return Judged(Truth.UNKNOWN, f"{what}: {agent.unsure or 'its state is not known'}")
    holds = agent.stuck if state == "stuck" else str(agent.phase) == state
    if agent.unsure:
        return Judged(Truth.UNKNOWN, f"{what}: {agent.unsure}")
    if not holds:
        return Judged(Truth.NOT_YET, f"{what}: {'stuck' if agent.stuck else agent.phase}")
    if state == "idle" and agent.busy:
        return Judged(Truth.NOT_YET, f"{what}: {agent.busy}")
    return Judged(Truth.MET, what)


def _few(words: Sequence[str], most: int = 3) -> str:
    more = f", and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def _shown(at: float, facts: ConditionFacts) -> str:
    """A time by the machine's clock: with its date unless that is today's."""
    then, today = _local(at), _local(facts.now + facts.clock_moved)
    return f"{then:%H:%M}" if then.date() == today.date() else f"{then:%Y-%m-%d %H:%M}"


def _local(at: float, zone: tzinfo | None = None) -> datetime:
    """The figures of a clock in a zone; in the machine's own when left out."""
    return datetime.fromtimestamp(at, zone)


def _length(seconds: float) -> str:
    left, said = int(seconds), ""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m"), (1, "s")):
        count, left = divmod(left, size)
        said += f"{count}{unit}" if count else ""
    return said or "0s"


def _quoted(name: str) -> str:
    """A name that would be read as something else."""
    return f'"{name}"' if name in RESERVED else name
