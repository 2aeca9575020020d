"""The samples that figures rest on: taken from the journal's records, one by one and in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from fleetui.model import events as e
from fleetui.model.evidence import HOOKS_OF_BASE
from fleetui.model.figures.definitions import (
    ANSWER,
    CALLS,
    GATES,
    IDLE,
    LANDED,
    RESTARTS,
    REWORK,
    TIME_TO_LANDED,
    TOKENS,
)

GAP_S = 60.0
"""Without an owner for longer, nobody saw the agents: what went on meanwhile is not known."""
_BACK_S = 2.0
"""A record that is older than the one before by more was written after the clock was set back."""
_FROM_TASK, _FROM_FOLLOW_UP, _QUESTION, _HELD = "task", "follow-up", "question", "held"
_STANDS, _BACK, _REFUSED = "landed", "taken back", "refused"


class Sample(NamedTuple):
    """One occasion of one figure."""

    figure: str
    at: float
    """When it came to its end, seconds since the epoch."""
    agent: str
    project: str
    value: float | None
    """``None`` where it happened, and how much it was is not known."""
    sort: str = ""
    """What it began with, or what it was; empty where there is one sort."""


class _Mark(NamedTuple):
    """A moment, and which setting of the clock it was taken by; -1 for one that is of no use any more."""

    at: float
    clock: int


@dataclass(slots=True, eq=False)
class _Change:
    """What one seat works on from one landing to the next."""

    began: _Mark | None = None
    began_with: str = ""
    landed_at: float = 0.0
    took: float | None = None
    project: str = ""
    turns: int = 0
    told: int = 0
    """Turns of which it is known what they took."""
    tokens: list[int] = field(default_factory=lambda: [0] * len(TOKENS))
    calls: int = 0

    def begin(self, mark: _Mark, by: str) -> None:
        if self.began is None:
            self.began, self.began_with = mark, by


@dataclass(slots=True, eq=False)
class _Seat:
    """What is remembered of a seat. Its samples follow its name."""

    name: str
    project: str = ""
    task: str = ""
    change: _Change = field(default_factory=_Change)
    red: bool = False
    """A gate or a review was against its work, or its landing was refused, and no turn began since."""
    had_run: bool = False
    phase: str = ""
    question: str = ""
    asked: _Mark | None = None
    held: dict[str, _Mark] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    """Entries of its queue that are not over."""
    rest: _Mark | None = None
    """Since when it is idle and nothing is queued."""


class _Found(NamedTuple):
    figure: str
    at: float
    seat: _Seat
    project: str
    value: float | None
    sort: str


class Samples:
    """Grows with every record that it is given; each at most once, in the order of the journal.

    It rests on records alone: what is still open (a task, a question) is no sample yet, a rest counts up to the last
    record. A record about a seat that was never added counts for that name all the same.
    """

    def __init__(self) -> None:
        self.seq = 0
        """The number of the last record taken."""
        self.first_at = 0.0
        self.last_at = 0.0
        self.unread = 0
        """Records that this program cannot read, such as those of a newer one."""
        self._before = 0.0
        self._clock = 0
        """How often the clock was set back."""
        self._gave_up: float | None = None
        self._owned = False
        self._seats: dict[str, _Seat] = {}
        self._found: list[_Found] = []
        self._landed: list[tuple[_Seat, _Change]] = []
        self._landings: dict[str, e.LandingIntended] = {}
        """Those that were intended."""
        self._standing: dict[tuple[str, str], int] = {}
        """Where the sample of a landing is, by its project and its commit, or the last one that took it back."""
        self._ended: set[str] = set()
        self._turns: dict[str, _Change] = {}
        self._judged: set[str] = set()

    def take(self, seq: int, at: float, event: e.Event | None, *, unread: bool = False) -> None:
        """One record more; of one without an event only the time matters, ``unread`` says that it should have one."""
        if seq <= self.seq:
            return
        self._see_time(seq, at)
        self.unread += unread
        handler = _HANDLERS.get(type(event)) if event else None
        if handler:
            handler(self, event, at)

    def _see_time(self, seq: int, at: float) -> None:
        if not self.seq:
            self.first_at = at
        elif at < self.last_at - _BACK_S:
            self._clock += 1
        self._before = self.last_at
        self.seq, self.last_at = seq, at

    @property
    def agents(self) -> frozenset[str]:
        """Every agent the journal knows, by the name it had last."""
        return frozenset(self._seats)

    @property
    def projects(self) -> frozenset[str]:
        """Every project that anything belongs to."""
        known = {seat.project for seat in self._seats.values()}
        known |= {one.project for one in self._found} | {change.project for _, change in self._landed}
        return frozenset(known - {""})

    def all(self) -> Iterator[Sample]:
        """Every sample there is now."""
        for one in self._found:
            yield Sample(one.figure, one.at, one.seat.name, one.project, one.value, one.sort)
        for seat, change in self._landed:
            yield from self._of_change(seat.name, change)
        for seat in self._seats.values():
            if seat.rest and (lasted := self._since(seat.rest, self.last_at)):
                yield Sample(IDLE, self.last_at, seat.name, seat.project, lasted)

    def _of_change(self, name: str, change: _Change) -> Iterator[Sample]:
        at, project = change.landed_at, change.project
        yield Sample(TIME_TO_LANDED, at, name, project, change.took, change.began_with)
        yield Sample(CALLS, at, name, project, float(change.calls))
        known = 0 < change.turns == change.told
        for figure, tokens in zip(TOKENS, change.tokens, strict=True):
            yield Sample(figure, at, name, project, float(tokens) if known else None)

    # ------------------------------------------------------------ what handlers share

    def _seat(self, name: str) -> _Seat:
        found = self._seats.get(name)
        if found is None:
            found = self._seats[name] = _Seat(name)
        return found

    def _mark(self, at: float) -> _Mark:
        return _Mark(at, self._clock)

    def _since(self, mark: _Mark, at: float) -> float | None:
        """Seconds; ``None`` where the clock was set back meanwhile, or nobody looked."""
        return max(0.0, at - mark.at) if mark.clock == self._clock else None

    def _add(
        self, figure: str, at: float, seat: _Seat, value: float | None, *, project: str = "", sort: str = ""
    ) -> None:
        self._found.append(_Found(figure, at, seat, project or seat.project, value, sort))

    def _settle(self, seat: _Seat, at: float) -> None:
        """Begin or end its rest."""
        rests = seat.phase == "idle" and not seat.waiting
        if rests and seat.rest is None:
            seat.rest = self._mark(at)
        elif not rests and seat.rest is not None:
            self._add(IDLE, at, seat, self._since(seat.rest, at))
            seat.rest = None

    def _answered(self, seat: _Seat, at: float) -> None:
        mark, seat.asked = seat.asked, None
        if mark:
            self._add(ANSWER, at, seat, self._since(mark, at), sort=_QUESTION)

    def _decided(self, seat: _Seat, entry: str, at: float) -> None:
        mark = seat.held.pop(entry, None)
        if mark:
            self._add(ANSWER, at, seat, self._since(mark, at), sort=_HELD)

    # ------------------------------------------------------------ seats and runs

    def _owner(self, event: e.OwnerChanged, at: float) -> None:
        if not event.owning:
            self._gave_up = at
            self._owned = False
            return
        since = self._gave_up if self._gave_up is not None else self._before
        self._gave_up, known = None, self._owned or since
        self._owned = True
        if known and not 0 <= at - since <= GAP_S:
            self._nobody_looked(since, at)

    def _nobody_looked(self, since: float, until: float) -> None:
        for seat in self._seats.values():
            if seat.rest:
                self._add(IDLE, since, seat, self._since(seat.rest, since))
                seat.rest = self._mark(until)
            seat.asked = seat.asked and _Mark(seat.asked.at, -1)
            seat.held = {entry: _Mark(mark.at, -1) for entry, mark in seat.held.items()}

    def _seat_added(self, event: e.SeatAdded, at: float) -> None:
        seat = self._seat(event.seat)
        seat.project = event.project
        self._given(seat, event.task, at)

    def _seat_changed(self, event: e.SeatChanged, at: float) -> None:
        seat = self._seat(event.seat)
        if event.project is not None:
            seat.project = event.project
        if event.task is not None:
            self._given(seat, event.task, at)

    def _given(self, seat: _Seat, task: str, at: float) -> None:
        """Another task is another change; what was not landed before it is none."""
        if task == seat.task:
            return
        seat.task, seat.change, seat.red = task, _Change(), False
        if task:
            seat.change.begin(self._mark(at), _FROM_TASK)

    def _seat_renamed(self, event: e.SeatRenamed, at: float) -> None:
        del at
        if event.seat in self._seats and event.to not in self._seats:
            seat = self._seats.pop(event.seat)
            seat.name = event.to
            self._seats[event.to] = seat

    def _seat_state(self, event: e.SeatStateChanged, at: float) -> None:
        if event.state != "archived":
            return
        seat = self._seat(event.seat)
        seat.phase, seat.asked, seat.task = "", None, ""
        seat.held.clear()
        self._settle(seat, at)
        seat.waiting.clear()
        seat.change, seat.red, seat.had_run = _Change(), False, False

    def _run_started(self, event: e.RunStarted, at: float) -> None:
        seat = self._seat(event.seat)
        self._add(RESTARTS, at, seat, float(seat.had_run and not event.adopted))
        seat.had_run = True

    def _run_ended(self, event: e.RunEnded, at: float) -> None:
        seat = self._seat(event.seat)
        seat.phase, seat.asked = "exited", None
        self._settle(seat, at)

    def _status(self, event: e.StatusChanged, at: float) -> None:
        seat = self._seat(event.seat)
        before, seat.phase = seat.phase, event.phase
        if event.phase == "asking":
            self._asks(seat, event.question, at, anew=before != "asking")
        elif event.phase == "exited":
            seat.asked = None
        elif event.phase != "unknown":
            self._answered(seat, at)
            seat.question = ""
        if event.phase == "failed" != before:
            seat.change.calls += 1
        if event.phase == "idle" != before and seat.waiting:
            self._add(IDLE, at, seat, 0.0)
        self._settle(seat, at)

    def _asks(self, seat: _Seat, question: str, at: float, *, anew: bool) -> None:
        if seat.asked and question == seat.question:
            return
        if not anew and question == seat.question:
            return
        self._answered(seat, at)
        seat.asked, seat.question = self._mark(at), question
        seat.change.calls += 1

    def _question_answered(self, event: e.QuestionAnswered, at: float) -> None:
        self._answered(self._seat(event.seat), at)

    def _stuck(self, event: e.StuckJudged, at: float) -> None:
        del at
        self._seat(event.seat).change.calls += event.stuck

    # ------------------------------------------------------------ queues and turns

    def _entry_added(self, event: e.EntryAdded, at: float) -> None:
        seat = self._seat(event.seat)
        seat.waiting.add(event.entry)
        self._settle(seat, at)

    def _entry_given(self, event: e.EntryGiven, at: float) -> None:
        self._decided(self._seat(event.seat), event.entry, at)
        other = self._seat(event.to)
        other.waiting.add(event.entry)
        self._settle(other, at)
        self._entry_over(event, at)

    def _entry_over(self, event: Any, at: float) -> None:
        seat = self._seat(event.seat)
        seat.held.pop(event.entry, None)
        seat.waiting.discard(event.entry)
        self._settle(seat, at)

    def _cancelled(self, event: e.EntryCancelled, at: float) -> None:
        self._decided(self._seat(event.seat), event.entry, at)
        self._entry_over(event, at)

    def _is_held(self, event: e.EntryHeld | e.StepHeld, at: float) -> None:
        seat = self._seat(event.seat)
        if event.entry not in seat.held:
            seat.held[event.entry] = self._mark(at)
            seat.change.calls += 1

    def _entry_decided(self, event: Any, at: float) -> None:
        self._decided(self._seat(event.seat), event.entry, at)

    def _step_started(self, event: e.StepStarted, at: float) -> None:
        """By itself, where nobody decided."""
        del at
        self._seat(event.seat).held.pop(event.entry, None)

    def _submitted(self, event: e.DeliverySubmitted, at: float) -> None:
        seat = self._seat(event.seat)
        seat.held.pop(event.entry, None)  # its claims came to hold by themselves
        seat.change.begin(self._mark(at), _FROM_FOLLOW_UP)

    def _unconfirmed(self, event: e.DeliveryUnknown, at: float) -> None:
        del at
        self._seat(event.seat).change.calls += 1

    def _turn_began(self, event: e.TurnBegan, at: float) -> None:
        seat = self._seat(event.seat)
        if event.turn in self._turns:
            return
        seat.change.begin(self._mark(at), _FROM_FOLLOW_UP)
        seat.change.turns += 1
        self._turns[event.turn] = seat.change
        self._add(REWORK, at, seat, float(seat.red))
        seat.red = False

    def _turn_judged(self, event: e.TurnJudged, at: float) -> None:
        if event.turn in self._judged:
            return
        self._judged.add(event.turn)
        change = self._turns.get(event.turn)
        if change is None:  # it began before fleetui looked
            change = self._seat(event.seat).change
            change.begin(self._mark(at), _FROM_FOLLOW_UP)
            change.turns += 1
        if len(event.tokens) == len(change.tokens):
            change.told += 1
            change.tokens = [known + new for known, new in zip(change.tokens, event.tokens, strict=True)]

    # ------------------------------------------------------------ gates and landings

    def _gate(self, event: e.GateFinished, at: float) -> None:
        """The base's own hooks are no work of the agent that asked for them."""
        if event.gate == HOOKS_OF_BASE:
            return
        seat = self._seat(event.seat)
        passed = {"pass": 1.0, "fail": 0.0}.get(event.verdict)
        seat.red = seat.red or passed == 0.0
        self._add(GATES, at, seat, passed, project=event.project)

    def _review_ended(self, event: e.ReviewEnded, at: float) -> None:
        del at
        if event.state == "rejected":
            self._seat(event.seat).red = True

    def _step_round(self, event: e.StepRound, at: float) -> None:
        del at
        self._seat(event.seat).red = True

    def _landing_intended(self, event: e.LandingIntended, at: float) -> None:
        del at
        self._landings[event.landing] = event

    def _landing_ended(self, event: e.LandingEnded, at: float) -> None:
        if event.landing in self._ended:
            return
        self._ended.add(event.landing)
        seat = self._seat(event.seat)
        intended = self._landings.pop(event.landing, None)
        project = intended.project if intended else seat.project
        landed = event.state == "landed"
        if intended and intended.reverts:  # no change of anybody's
            if landed:
                seat.red = True
                self._taken_back(project, intended)
            return
        if landed and intended:
            self._standing[project, intended.candidate] = len(self._found)
        self._add(LANDED, at, seat, float(landed), project=project, sort=_STANDS if landed else _REFUSED)
        if not landed:
            seat.red = True
            return
        change = seat.change
        change.landed_at, change.project = at, project
        change.took = self._since(change.began, at) if change.began else None
        self._landed.append((seat, change))
        seat.change, seat.red = _Change(), False

    def _taken_back(self, project: str, by: e.LandingIntended) -> None:
        """What landed does not stand, or stands again where that was taken back itself."""
        place = self._standing.get((project, by.reverts))
        if place is None:
            return
        self._standing[project, by.candidate] = place
        found = self._found[place]
        self._found[place] = found._replace(
            value=1.0 - (found.value or 0.0), sort=_STANDS if found.sort == _BACK else _BACK
        )

    def _target_moved(self, event: e.TargetMoved, at: float) -> None:
        """Work that somebody else brought into the target is no landing, and no part of the next."""
        del at
        for name in event.brings:
            if name in self._seats:
                self._seats[name].change, self._seats[name].red = _Change(), False


_HANDLERS: dict[type[e.Event], Callable[[Samples, Any, float], None]] = {
    e.OwnerChanged: Samples._owner,
    e.SeatAdded: Samples._seat_added,
    e.SeatChanged: Samples._seat_changed,
    e.SeatRenamed: Samples._seat_renamed,
    e.SeatStateChanged: Samples._seat_state,
    e.RunStarted: Samples._run_started,
    e.RunEnded: Samples._run_ended,
    e.StatusChanged: Samples._status,
    e.QuestionAnswered: Samples._question_answered,
    e.StuckJudged: Samples._stuck,
    e.EntryAdded: Samples._entry_added,
    e.EntryGiven: Samples._entry_given,
    e.EntryCancelled: Samples._cancelled,
    e.DeliveryAccepted: Samples._entry_over,
    e.StepDone: Samples._entry_over,
    e.EntryHeld: Samples._is_held,
    e.StepHeld: Samples._is_held,
    e.EntryReleased: Samples._entry_decided,
    e.EntryEdited: Samples._entry_decided,
    e.EntryReanchored: Samples._entry_decided,
    e.EntryNoted: Samples._entry_decided,
    e.StepStarted: Samples._step_started,
    e.DeliverySubmitted: Samples._submitted,
    e.DeliveryUnknown: Samples._unconfirmed,
    e.TurnBegan: Samples._turn_began,
    e.TurnJudged: Samples._turn_judged,
    e.GateFinished: Samples._gate,
    e.StepRound: Samples._step_round,
    e.ReviewEnded: Samples._review_ended,
    e.LandingIntended: Samples._landing_intended,
    e.LandingEnded: Samples._landing_ended,
    e.TargetMoved: Samples._target_moved,
}

KINDS = frozenset(e.kind_of(kind) for kind in _HANDLERS)
"""Journal names of the kinds that samples come from; of others only the time counts."""
