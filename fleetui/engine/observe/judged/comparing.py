"""Comparing: how often what one source says of an agent is contradicted by what counts, at a slow pace.

Which word counts is decided where they are weighed; here it is only counted what became of the others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from fleetui.engine.core import Core
from fleetui.engine.observe.sight import SeatSight
from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.comparison import NOT_UNDERSTOOD, Comparison, told_of
from fleetui.model.events import Event, SourceContradicted, SourceDoubted, SourcesCompared
from fleetui.model.fleet import Seat
from fleetui.model.status import Phase

BEGUN_S = 2.0
"""How long a word has contradicted what counts once it is heard of."""
WRONG_S = 10.0
"""One that has not come to count by then is wrong."""
REST_S = 60.0
"""How much of a rest is watched: a night in which nothing happens proves nothing."""
TOLD_S = 60.0
"""What is wrong is told at most so often, for each agent and rule."""
GOES_ON_S = 300.0
"""One that goes on is told again after that much more of it."""
WATCHED_S = 1800.0
"""How long a program is watched until that is told, where nothing is wrong."""
GAP_S = 10.0
"""The longest time between two looks that counts: a machine that slept watched nobody."""
MOST = 12
"""Different words of one agent that are followed at once."""

_NOWHERE = frozenset({Phase.UNKNOWN, Phase.STARTING, Phase.EXITED})


class Word(NamedTuple):
    """What a source says that does not count."""

    source: str
    rule: str
    said: str


@dataclass(slots=True)
class _Stretch:
    """For how long a word has contradicted what counts."""

    against: str
    seconds: float = BEGUN_S
    wrong: bool = False
    """True once it is counted."""


@dataclass(slots=True)
class _Untold:
    """What was counted and not written down yet."""

    against: str
    times: int = 0
    seconds: float = 0.0
    told: float = float("-inf")


@dataclass(slots=True)
class _Followed:
    """What is remembered of one run."""

    run: str
    looked: float
    counted: Phase
    stretches: dict[Word, _Stretch] = field(default_factory=dict)
    untold: dict[Word, _Untold] = field(default_factory=dict)


Program = tuple[str, str, str]
"""Profile, version, and digest of its rules."""


def present(core: Core) -> tuple[Comparison, ...]:
    """What the sources of each program were worth while it was read by the rules of today."""
    known, profiles = core.fleet.comparisons.values(), core.world.profiles
    return tuple(
        one for one in known if (found := profiles.get(one.program)) is not None and found.digest == one.rules
    )


def version_of(core: Core, seat: Seat) -> str:
    """The version of an agent's program, as far as anything tells it."""
    seen = core.sight(seat.name)
    return clean_line((seen.session.version if seen.session else "") or seen.version, 40)


def comparison_of(core: Core, seat: Seat) -> Comparison | None:
    """What the sources of an agent's program and version were worth; ``None`` where nothing was ever wrong."""
    profile = core.profile(seat)
    found = core.fleet.comparisons.get((profile.name, version_of(core, seat)))
    return found if found and found.rows and found.rules == profile.digest else None


class Comparing:
    """Follows every live run of the fleet; the owner writes down what was found."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._followed: dict[str, _Followed] = {}
        self._watched: dict[Program, float] = {}
        core.before_giving_up.append(self.write_down)

    async def look(self) -> None:
        """One look at everybody."""
        if not self.core.acts:
            self._followed.clear()
            self._watched.clear()
            return
        now = self.core.world.now()
        facts: list[Event] = []
        for seat in self.core.seats():
            facts += self._look_at(seat, now)
        for name in self._followed.keys() - {seat.name for seat in self.core.seats()}:
            del self._followed[name]
        await self._journal([*facts, *self._compared(facts)])
        await self._journal(self._doubts())

    async def write_down(self) -> None:
        """Everything that was counted so far."""
        facts: list[Event] = []
        for seat in self.core.seats():
            if known := self._followed.get(seat.name):
                facts += self._due(seat, known, self.core.world.now(), everything=True)
        await self._journal([*facts, *self._compared(facts, all_of_it=True)])

    # ------------------------------------------------------------ one agent

    def _look_at(self, seat: Seat, now: float) -> list[Event]:
        run, seen = self.core.live_run(seat.name), self.core.sight(seat.name)
        if run is None or seen.run != run.tag or seen.reading is None:
            known = self._followed.pop(seat.name, None)
            return self._due(seat, known, now, everything=True) if known else []
        phase = seen.reading.phase
        known = self._followed.get(seat.name)
        if known is None or known.run != run.tag:
            known = self._followed[seat.name] = _Followed(run.tag, now, phase)
        passed, known.looked = now - known.looked, now
        counted, known.counted = known.counted, phase
        if not 0.0 <= passed <= GAP_S:
            known.stretches.clear()
        elif not _rests(seen, now):
            self._watch(seat, phase, passed)
            self._follow(known, seen, passed)
        self._end(known, seen, moved=counted is not phase)
        return self._due(seat, known, now)

    def _watch(self, seat: Seat, phase: Phase, passed: float) -> None:
        if phase not in _NOWHERE:
            program = self._program(seat)
            self._watched[program] = self._watched.get(program, 0.0) + passed

    def _program(self, seat: Seat) -> Program:
        profile = self.core.profile(seat)
        return profile.name, version_of(self.core, seat), profile.digest

    def _follow(self, known: _Followed, seen: SeatSight, passed: float) -> None:
        """Words that contradict what counts begin a stretch, and are wrong once that lasted."""
        against = seen.reading.source if seen.reading else ""
        for word in _contradicting(seen)[:MOST]:
            stretch = known.stretches.get(word)
            if stretch is None:
                known.stretches[word] = _Stretch(against)
                continue
            stretch.seconds += passed
            if stretch.wrong:
                _untold(known, word, stretch).seconds += passed
            elif stretch.seconds >= WRONG_S:
                _count(known, word, stretch)

    def _end(self, known: _Followed, seen: SeatSight, *, moved: bool) -> None:
        """Stretches that are over. A short one is wrong unless what counts came to what it said."""
        going = {*_contradicting(seen)}
        phase = seen.reading.phase if seen.reading else Phase.UNKNOWN
        for word in [word for word in known.stretches if word not in going]:
            stretch = known.stretches.pop(word)
            came = moved and (word.said == phase or phase in _NOWHERE)
            if not stretch.wrong and not came and word.rule != NOT_UNDERSTOOD:
                _count(known, word, stretch)

    # ------------------------------------------------------------ what is told

    def _due(self, seat: Seat, known: _Followed, now: float, *, everything: bool = False) -> list[Event]:
        """What of one agent is written down now."""
        facts: list[Event] = []
        program = self._program(seat)
        for word, untold in list(known.untold.items()):
            if now - untold.told < TOLD_S and not everything:
                continue
            least = GOES_ON_S if word in known.stretches and not everything else 1.0
            if untold.times or untold.seconds >= least:
                facts.append(_fact(seat, program, word, untold))
                known.untold[word] = _Untold(untold.against, told=now)
            elif word not in known.stretches:
                del known.untold[word]
        return facts

    def _compared(self, facts: list[Event], *, all_of_it: bool = False) -> list[Event]:
        """For how long programs were watched, wherever something is told of one, else now and then."""
        told = {(f.program, f.release, f.rules) for f in facts if isinstance(f, SourceContradicted)}
        due = [
            program
            for program, seconds in self._watched.items()
            if seconds >= 1.0 and (all_of_it or program in told or seconds >= WATCHED_S)
        ]
        return [SourcesCompared(*program, round(self._watched.pop(program), 1)) for program in due]

    def _doubts(self) -> list[Event]:
        """Sources that are in doubt and of which nobody was told."""
        return [
            SourceDoubted(one.program, one.version, one.rules, source, told_of(one, source))
            for one in present(self.core)
            for source in one.sources()
            if source not in one.doubted and one.in_doubt(source)
        ]

    async def _journal(self, facts: list[Event]) -> None:
        if not facts or not self.core.acts:
            return
        try:
            await self.core.ledger.append(*facts)
        except PortError as error:
            self.core.trouble("journal", f"{error.doing}: {error.detail}", severe=True)


def _fact(seat: Seat, program: Program, word: Word, untold: _Untold) -> SourceContradicted:
    seconds = round(untold.seconds, 1)
    return SourceContradicted(
        seat.name, *program, word.source, word.rule, word.said, untold.against, untold.times, seconds
    )


def _count(known: _Followed, word: Word, stretch: _Stretch) -> None:
    stretch.wrong = True
    untold = _untold(known, word, stretch)
    untold.times, untold.seconds = untold.times + 1, untold.seconds + stretch.seconds


def _untold(known: _Followed, word: Word, stretch: _Stretch) -> _Untold:
    return known.untold.setdefault(word, _Untold(stretch.against))


def _rests(seen: SeatSight, now: float) -> bool:
    """True for an agent that rests for so long that nothing more is to be learnt of it."""
    return seen.status.phase is Phase.IDLE and now - seen.status.since >= REST_S


def _contradicting(seen: SeatSight) -> list[Word]:
    """What sources say otherwise than what counts, and a screen that nothing explains while another tells."""
    reading = seen.reading
    if reading is None or reading.phase in _NOWHERE or seen.suspended:
        return []
    words = [Word(one.source, clean_line(one.rule, 80), one.phase.value) for one in reading.disagreed]
    shown = seen.shown.reading if seen.shown else None
    if shown is not None and shown.phase is Phase.UNKNOWN and reading.source not in ("screen", "title"):
        words.append(Word("screen", NOT_UNDERSTOOD, Phase.UNKNOWN.value))
    return list(dict.fromkeys(words))
