"""The forecast: what the work of two agents of one project does to each other, before either of it lands.

For each ordered pair the question is asked that decides: if the first lands, does the second still merge? Work is what
a branch has on top of the base together with what lies uncommitted in its worktree. A forecast is advice and no
evidence: nothing that lands rests on it. What was not looked at is not known, and never clean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import StrEnum

from fleetui.model.value import value

MOST_FILES = 50
"""Files in conflict that are told of one pair."""
NOT_YET = "not looked at yet"
MOVED = "it moved, and is being looked at again"

Lines = tuple[tuple[int, int], ...]
"""First and last line of each place."""


class Merges(StrEnum):
    """Whether one piece of work merges once another has landed."""

    CLEAN = "clean"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


@value
class Clash:
    """One file in which two pieces of work run into each other."""

    path: str
    """As people read it."""
    lines: Lines = ()
    """In the file of the one that lands second; empty where it is about the whole file."""
    first_lines: Lines = ()
    """The same places in the file of the one that lands first."""
    made_anew: bool = False
    """True for a lock file or a generated one: it is regenerated, not merged."""

    @property
    def said(self) -> str:
        """``src/a.py:12-20``, ``uv.lock (regenerate)``."""
        places = ",".join(
            f"{first}" if first == last else f"{first}-{last}" for first, last in self.lines[:3]
        )
        return f"{self.path}{f':{places}' if places else ''}{' (regenerate)' if self.made_anew else ''}"


@value
class Work:
    """What one agent has on top of its project's base."""

    agent: str
    branch: str = ""
    head: str = ""
    """The branch's commit."""
    commit: str = ""
    """What is merged: the head, or a commit made of it and the uncommitted files; empty where there is none."""
    dirty: int = 0
    """Uncommitted files that are in it."""
    unstable: bool = False
    """True where its worktree moved while it was read."""
    size: int = 0
    """How many files it changes."""
    why: str = ""
    """Why it could not be looked at."""


@value
class Meeting:
    """What becomes of the second piece of work once the first has landed."""

    merges: Merges
    clashes: tuple[Clash, ...] = ()
    """Files in conflict because of the first; those that are in conflict with the base anyway are not in it."""
    more: int = 0
    """Files in conflict that are not told."""
    why: str = ""
    """Why it is not known, or what else keeps it from merging."""
    shared: tuple[str, ...] = ()
    """Files that both change, without a conflict."""

    @property
    def breaks(self) -> bool:
        """True where the first is the reason that the second does not merge."""
        return bool(self.clashes)


NOT_KNOWN = Meeting(Merges.UNKNOWN, why=NOT_YET)


@value
class Forecast:
    """One project's forecast at one moment."""

    project: str
    base: str
    """The base's commit it is of."""
    works: Mapping[str, Work]
    """By agent; agents without any work are not in it."""
    alone: Mapping[str, Meeting]
    """Whether each merges with the base as it is."""
    meetings: Mapping[tuple[str, str], Meeting]
    """By who lands first and who second."""
    cost_s: float = field(default=0.0, compare=False)
    """Processor time that it took to make, about, and never more than the time that passed."""

    def meeting(self, first: str, second: str) -> Meeting:
        """What is known of an ordered pair."""
        return self.meetings.get((first, second), NOT_KNOWN)


@value
class Beside:
    """What an agent's work and another's do to each other, as a row of the board has it."""

    agent: str
    """The other one."""
    branch: str
    if_first: Merges
    """Whether this agent's work merges once the other has landed."""
    if_second: Merges
    """Whether the other's merges once this one has landed."""
    clashes: tuple[Clash, ...] = ()
    """Where they run into each other, with the lines of this agent's own file first."""
    more: int = 0
    shared: tuple[str, ...] = ()
    uncommitted: bool = False
    """True where that is of files that one of them did not commit yet."""
    unstable: bool = False
    """True where a worktree moved while it was read."""
    why: str = ""
    """Why it is not known."""

    @property
    def runs_into(self) -> bool:
        """True where one of them keeps the other from merging, whoever is first."""
        return bool(self.clashes)

    @property
    def files(self) -> tuple[str, ...]:
        """The files in conflict."""
        return tuple(one.path for one in self.clashes)

    @property
    def said(self) -> str:
        """``cache: src/a.py:12-20 and 1 more``."""
        more = len(self.clashes) - 1 + self.more
        return (
            f"{self.agent}: {self.clashes[0].said}{f' and {more} more' if more else ''}"
            if self.clashes
            else ""
        )


def besides(forecast: Forecast | None, agent: str, heads: Mapping[str, str], base: str) -> tuple[Beside, ...]:
    """What is known of an agent and each other one of its project, those it runs into first.

    ``heads`` are the commits of the branches now and ``base`` the base's: what was found of
    other commits is not known any more.
    """
    if forecast is None or agent not in forecast.works:
        return ()
    found = (
        _beside(forecast, agent, other, heads, moved=bool(base) and base != forecast.base)
        for other in forecast.works
        if other != agent
    )
    return tuple(sorted(found, key=_near))


def _near(one: Beside) -> tuple[int, str]:
    rank = 0 if one.runs_into else 1 if Merges.UNKNOWN in (one.if_first, one.if_second) else 2
    return (rank if rank != 2 or one.shared else 3, one.agent)


def _beside(forecast: Forecast, agent: str, other: str, heads: Mapping[str, str], *, moved: bool) -> Beside:
    mine, theirs = forecast.works[agent], forecast.works[other]
    old = moved or any(heads.get(one.agent, one.head) != one.head for one in (mine, theirs))
    if old:
        return Beside(other, theirs.branch, Merges.UNKNOWN, Merges.UNKNOWN, why=MOVED)
    second, first = forecast.meeting(other, agent), forecast.meeting(agent, other)
    clashes = second.clashes or tuple(
        Clash(one.path, one.first_lines, one.lines, one.made_anew) for one in first.clashes
    )
    return Beside(
        agent=other,
        branch=theirs.branch,
        if_first=second.merges,
        if_second=first.merges,
        clashes=clashes,
        more=second.more if second.clashes else first.more,
        shared=second.shared or first.shared,
        uncommitted=bool(mine.dirty or theirs.dirty),
        unstable=mine.unstable or theirs.unstable,
        why=second.why or first.why,
    )


def run_into(found: Iterable[Beside]) -> tuple[Beside, ...]:
    """Those that an agent runs into."""
    return tuple(one for one in found if one.runs_into)


def runs_into_words(found: Iterable[Beside]) -> str:
    """``runs into cache: src/a.py:12-20``, and how many others there are; empty for nobody."""
    met = run_into(found)
    if not met:
        return ""
    more = f" and {len(met) - 1} more" if len(met) > 1 else ""
    return f"runs into {met[0].said}{more}"


def forecast_lines(found: Iterable[Beside]) -> list[str]:
    """What a person is told of a branch and the others, those it runs into first; of clean ones without a shared file
    nothing."""
    return [line for one in found if (line := _line(one))]


def _line(one: Beside) -> str:
    if one.runs_into:
        return f"{one.said} ({', '.join(_notes(one))})"
    if Merges.UNKNOWN in (one.if_first, one.if_second):
        return f"{one.agent}: not known ({one.why})"
    return (
        f"{one.agent}: both change {one.shared[0]}{_and_more(len(one.shared))}, no conflict"
        if one.shared
        else ""
    )


def _notes(one: Beside) -> list[str]:
    """Whom the conflict keeps from merging, and what may still change it."""
    sides = (one.if_first is Merges.CONFLICT, one.if_second is Merges.CONFLICT)
    who = (
        "whoever is second"
        if all(sides)
        else f"if {one.agent} is first"
        if sides[0]
        else f"if {one.agent} is second"
    )
    notes = [
        who,
        "not committed yet" if one.uncommitted else "",
        "moving while it was read" if one.unstable else "",
    ]
    return [note for note in notes if note]


def _and_more(number: int) -> str:
    return f" and {number - 1} more" if number > 1 else ""
