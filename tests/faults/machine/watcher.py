"""What must hold whatever happens: watched from outside the engine, at every record and at everything typed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from fleetui.engine.protocols.tmux import WindowSpec
from fleetui.model import events as e
from fleetui.model.fleet import Fleet, SeatState
from fleetui.model.fold.records import fold
from fleetui.model.queue import COMMAND, Entry, EntryState, find
from fleetui.model.steps import GateStep, NextTaskStep, RestartStep, Step, read
from tests.faults.machine.agent import TYPED, Agent, Seen
from tests.faults.machine.outside import Broken, Outside

_S = EntryState
_FROM: dict[type[e.Event], tuple[EntryState, ...]] = {
    e.StepStarted: (_S.QUEUED,),
    e.StepCut: (_S.RUNNING,),
    e.StepRound: (_S.RUNNING,),
    e.StepDone: (_S.QUEUED, _S.RUNNING),
    e.StepHeld: (_S.QUEUED, _S.RUNNING),
    e.EntryHeld: (_S.QUEUED,),
    e.EntryReleased: (_S.HELD, _S.UNKNOWN),
    e.EntryCancelled: (_S.QUEUED, _S.HELD, _S.UNKNOWN),
    e.DeliveryIntended: (_S.QUEUED,),
    e.DeliveryPasted: (_S.INTENDED,),
    e.DeliverySubmitted: (_S.PASTED,),
    e.DeliveryAccepted: (_S.INTENDED, _S.PASTED, _S.SUBMITTED, _S.UNKNOWN),
    e.DeliveryRefused: (_S.INTENDED,),
    e.DeliveryUnknown: (_S.INTENDED, _S.PASTED, _S.SUBMITTED),
}
"""From which states a record may take an entry: one that comes in any other says that two hands did one thing."""
_TO: dict[type[e.Event], EntryState] = {
    e.StepStarted: _S.RUNNING, e.StepCut: _S.QUEUED, e.StepRound: _S.QUEUED, e.StepDone: _S.DONE,
    e.StepHeld: _S.HELD, e.EntryHeld: _S.HELD, e.EntryReleased: _S.QUEUED, e.EntryCancelled: _S.CANCELLED,
    e.DeliveryIntended: _S.INTENDED, e.DeliveryPasted: _S.PASTED, e.DeliverySubmitted: _S.SUBMITTED,
    e.DeliveryAccepted: _S.ACCEPTED, e.DeliveryRefused: _S.QUEUED, e.DeliveryUnknown: _S.UNKNOWN,
}  # fmt: skip
_OVER = (_S.ACCEPTED, _S.DONE, _S.CANCELLED)
_FLIES = (_S.INTENDED, _S.PASTED, _S.SUBMITTED)


class Known:
    """One entry, by a reckoning of its own: not the engine's fold."""

    def __init__(self, added: e.EntryAdded) -> None:
        self.id, self.text, self.seat, self.state = added.entry, added.text, added.seat, _S.QUEUED
        found = read(added.step) if added.step else None
        self.step = found if isinstance(found, Step) else None
        self.run = self.delivery = self.work = ""
        self.allowed = 1
        """How often the operator let it be typed, or done."""
        self.typed = self.begun = self.switched = self.rounds = 0


class Watcher:
    """Holds what was written and typed against what may be."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside
        self.broken: list[str] = []
        self.fleet = Fleet()
        self.known: dict[str, Known] = {}
        self.order: defaultdict[str, list[str]] = defaultdict(list)
        """Entries that are not over, by seat, as the operator put them."""
        self._looked: dict[tuple[int, str], tuple[Seen, str]] = {}
        self.story: list[str] = []

    def wrong(self, text: str) -> None:
        self.broken.append(text)
        raise Broken(text)

    # ------------------------------------------------------------ records

    def wrote(self, life: int, records: Iterable[e.Record]) -> None:
        for record in records:
            self.story.append(f"{record.at - 1.75e9:8.2f} {life} {record.event}")
            if self.outside.owner != life:
                self.wrong(f"{life} wrote, and {self.outside.owner} owns: {record.event}")
            self._take(record.event)
            self.fleet = fold(self.fleet, record)
            self._agrees()

    def _take(self, event: e.Event) -> None:
        match event:
            case e.EntryAdded():
                if event.entry not in self.known:
                    self._added(event)
            case e.EntryMoved():
                self._moved(event.entry, event.to)
            case e.EntryUrged():
                self._moved(event.entry, 0)
            case e.EntryGiven():
                one = self.known[event.entry]
                self.order[one.seat].remove(one.id)
                self.order[event.to].append(one.id)
                one.seat = event.to
            case e.EntryEdited():
                one = self.known[event.entry]
                one.text, one.state, one.rounds = event.text, _S.QUEUED, 0
                one.step = read(event.step) if event.step else None  # type: ignore[assignment]
                one.allowed += one.begun > 0
            case e.SeatRenamed():
                self.order[event.to] = self.order.pop(event.seat, [])
                for one in self.known.values():
                    one.seat = event.to if one.seat == event.seat else one.seat
        if type(event) in _FROM:
            self._moves_on(event)

    def _added(self, event: e.EntryAdded) -> None:
        one = self.known[event.entry] = Known(event)
        order = self.order[one.seat]
        going = (
            sum(self.known[x].state in (*_FLIES, _S.RUNNING) for x in order) if event.front else len(order)
        )
        order.insert(going, one.id)

    def _moved(self, entry: str, to: int) -> None:
        order = self.order[self.known[entry].seat]
        order.remove(entry)
        fixed = sum(self.known[x].state not in (_S.QUEUED, _S.HELD) for x in order)
        order.insert(max(fixed, min(to, len(order))), entry)

    def _moves_on(self, event: e.Event) -> None:
        kind, one = type(event), self.known[event.entry]  # type: ignore[attr-defined]
        if one.seat != event.seat:  # type: ignore[attr-defined]
            self.wrong(f"it is in the queue of {one.seat}: {event}")
        if one.state not in _FROM[kind]:
            self.wrong(f"it is {one.state} already: {event}")
        if isinstance(event, (e.DeliveryIntended, e.StepStarted)):
            self._may_begin(event, one)
        self._counts(event, one)
        one.state = _TO[kind]
        if one.state in _OVER:
            self.order[one.seat].remove(one.id)

    def _may_begin(self, event: e.DeliveryIntended | e.StepStarted, one: Known) -> None:
        seat, run = self.fleet.seats[one.seat], self.fleet.run_of(one.seat)
        if self.order[one.seat][0] != one.id:
            self.wrong(f"another is before it: {event}; {self.order[one.seat]}")
        if seat.state is not SeatState.ACTIVE:
            self.wrong(f"its seat is {seat.state}: {event}")
        is_typed = one.step is None or one.step.TYPED
        if is_typed is isinstance(event, e.StepStarted):
            self.wrong(f"it says {one.text!r}: {event}")
        if isinstance(event, e.DeliveryIntended) and (run is None or run.ended or run.tag != event.run):
            self.wrong(f"the run of {one.seat} is {run}: {event}")

    def _counts(self, event: e.Event, one: Known) -> None:
        match event:
            case e.EntryReleased():
                one.allowed += 1
                one.rounds = 0
            case e.StepStarted():
                one.begun += 1
                one.work = event.work
                if isinstance(one.step, (RestartStep, NextTaskStep)) and one.begun > one.allowed:
                    self.wrong(f"it is done once more and nobody wanted that: {event}")
            case e.StepRound():
                one.rounds += 1
                if isinstance(one.step, GateStep) and one.rounds > one.step.rounds:
                    self.wrong(f"one round too many: {event}")
            case e.StepDone() | e.StepHeld() if one.state is _S.RUNNING and event.work != one.work:
                self.wrong(f"{one.work} is what runs: {event}")
            case e.DeliveryIntended():
                one.run, one.delivery = event.run, event.delivery
            case e.DeliveryAccepted() if event.sign != "operator":
                self._took(event, one)

    def _took(self, event: e.DeliveryAccepted, one: Known) -> None:
        there = [x for x in self.outside.panes.values() if x.run == one.run]
        took = [text for x in there for _, text in x.got]
        if one.step is not None:  # a command shows nothing: no more is said than that it left the composer
            took += [text for x in there for text in x.lost]
        if not any(self._is_of(text, one) for text in took):
            self.wrong(f"no agent took it: {event}")

    def _is_of(self, text: str, one: Known) -> bool:
        if one.step is not None:
            return text == f"/{one.step.KIND}"
        return one.text.splitlines()[0] in text

    def _agrees(self) -> None:
        """The fold says what this reckoning says: each entry in one queue, in its place and in its state."""
        for seat, order in self.order.items():
            queue = self.fleet.queues.get(seat, ())
            live = [x.id for x in queue if x.state not in _OVER]
            if live != order:
                self.wrong(f"the queue of {seat} is {live}, and should be {order}")
        there = Counter(x.id for queue in self.fleet.queues.values() for x in queue)
        if lost := [x for x in self.known if there[x] != 1]:
            self.wrong(f"not in exactly one queue: {lost}")
        for queue in self.fleet.queues.values():
            for entry in queue:
                if entry.state is not self.known[entry.id].state:
                    self.wrong(f"{entry.id} is {entry.state}, and should be {self.known[entry.id].state}")

    # ------------------------------------------------------------ what is typed and done

    def looked(self, life: int, one: Agent) -> None:
        self._looked[life, one.run] = (one.seen, one.composer)

    def pastes(self, life: int, one: Agent, text: str) -> None:
        self.story.append(f"{self.outside.now() - 1.75e9:8.2f} {life} paste {one.run} {text[:30]!r}")
        entry = self._in_flight(one, (_S.INTENDED,))
        if entry is None:
            self.wrong(f"typed into {one.run} of {one.seat}, and no record says so: {text[:40]!r}")
            return
        if not self._is_of(text, entry):
            self.wrong(f"another text than that of {entry.id}: {text[:40]!r}")
        entry.typed += 1
        if entry.typed > entry.allowed:
            self.wrong(f"{entry.id} typed {entry.typed} times: {text[:40]!r}")
        seen, composer = self._looked.get((life, one.run), (Seen(dead=True), ""))
        if seen.dialog or seen.draft or seen.dead or composer:
            self.wrong(f"{entry.id} typed into what was seen as {seen} with {composer!r}")

    def presses(self, life: int, one: Agent, key: str) -> None:
        self.story.append(f"{self.outside.now() - 1.75e9:8.2f} {life} press {one.run} {key}")
        if key != "Enter":
            return
        entry = self._in_flight(one, (_S.PASTED, _S.SUBMITTED))
        if entry is None:
            self.wrong(f"Enter in {one.run} of {one.seat}, and no record says so")
            return
        seen, composer = self._looked.get((life, one.run), (Seen(dead=True), ""))
        if seen.dialog or seen.draft or seen.dead:
            self.wrong(f"Enter for {entry.id} into what was seen as {seen} with {composer!r}")

    def _in_flight(self, one: Agent, states: tuple[EntryState, ...]) -> Known | None:
        return next((x for x in self.known.values() if x.state in states and x.run == one.run), None)

    def creates(self, spec: WindowSpec) -> None:
        self.story.append(f"{self.outside.now() - 1.75e9:8.2f} create {spec.agent} {spec.run}")
        if other := next((x for x in self.outside.living() if x.seat == spec.agent), None):
            self.wrong(f"two runs of {spec.agent} live: {other.run} and {spec.run}")

    def gates(self, worktree: str) -> None:
        """A gate step runs in a seat of this worktree, or nobody asked for it."""
        self.story.append(f"{self.outside.now() - 1.75e9:8.2f} gate {worktree}")
        seats = [x.name for x in self.fleet.seats.values() if x.worktree == worktree]
        runs = [x for x in self.known.values() if x.seat in seats and x.state is _S.RUNNING]
        if not any(isinstance(x.step, GateStep) for x in runs):
            self.wrong(f"a gate runs in {worktree}, and no record says so")

    def switches(self, worktree: str, branch: str) -> None:
        self.story.append(f"{self.outside.now() - 1.75e9:8.2f} switch {worktree} {branch}")
        seats = [x.name for x in self.fleet.seats.values() if x.worktree == worktree]
        for one in self.known.values():
            if one.seat in seats and one.state is _S.RUNNING and isinstance(one.step, NextTaskStep):
                one.switched += 1
                if one.switched > one.allowed:
                    self.wrong(f"{one.id} switched the worktree once more")
                return
        self.wrong(f"{worktree} is put on {branch}, and no record says so")

    def took_exactly(self) -> None:
        """Every agent took each text as it was typed, as often as it was, and never two as one."""
        for one in self.outside.panes.values():
            typed = Counter(one.pasted)
            for text, times in Counter(text for _, text in one.got).items():
                if times > typed[text] and TYPED not in text:
                    self.broken.append(f"{one.run} took {text!r} {times} times, typed {typed[text]}")


def entry_of(fleet: Fleet, entry: str) -> Entry | None:
    return next((x for queue in fleet.queues.values() if (x := find(queue, entry))), None)


__all__ = ["COMMAND", "Known", "Watcher", "entry_of"]
