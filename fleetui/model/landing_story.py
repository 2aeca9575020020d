"""The story of a landing, from the journal alone: what its agent was asked and when, what gates said, the release."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace

from fleetui.model import events as e
from fleetui.model.clean import clean
from fleetui.model.evidence import GateEvidence, Verdict
from fleetui.model.fleet import Fleet, Landing, Seat
from fleetui.model.fold.records import fold
from fleetui.model.forge.overriding import Overriding
from fleetui.model.queue import COMMAND, EntryState, find
from fleetui.model.redact import redact
from fleetui.model.task import find_task
from fleetui.model.value import value

CONFIRMED = "delivered"
DOUBTFUL = "not confirmed"
LONGEST = 4000
"""Characters of a prompt that are told."""
MOST = 100
"""Prompts that are told: the first, and the newest of the others."""
_SAID = (Verdict.PASS, Verdict.FAIL, Verdict.ERROR)


@value
class Prompt:
    """One text that an agent was given, as it was typed, without control characters and what looks like a secret."""

    entry: str
    kind: str
    """follow-up, handoff, repair or step."""
    text: str
    at: float
    """When it was about to be typed."""
    state: str = CONFIRMED
    """``delivered`` or ``not confirmed``."""


@value
class LandingStory:
    """What led to one landing."""

    landing: Landing
    """Its ``at`` is when it was released."""
    profile: str = ""
    task: str = ""
    title: str = ""
    """Of the task."""
    prompts: tuple[Prompt, ...] = ()
    """Since the agent came to its branch or last landed, oldest first."""
    left_out: int = 0
    """Prompts between the first and the second of them that are not told."""
    gates: tuple[GateEvidence, ...] = ()
    """What each gate said last of exactly this candidate before it was released."""


def landed_on(landing: Landing, evidence: Iterable[GateEvidence]) -> tuple[GateEvidence, ...]:
    """What every gate said last of exactly the files that were released, on whichever commit it ran, or of exactly
    that commit, until the release; in the order in which they ran."""
    found: dict[str, GateEvidence] = {}
    about = {landing.candidate, landing.tested, landing.tree} - {""}
    for proof in sorted(evidence, key=lambda proof: proof.at):
        if (
            not about.isdisjoint((proof.candidate, proof.tree))
            and proof.at <= landing.at
            and proof.verdict in _SAID
        ):
            found[proof.gate] = proof
    return tuple(found.values())


def overridings(landings: Iterable[Landing]) -> tuple[Overriding, ...]:
    """Every landing that the operator released over open remarks, the newest first."""
    found = (
        Overriding(one.project, one.pull, one.overridden_by, one.at, one.head, one.base, one.state, one.overridden,
                   one.candidate if one.state == "landed" else "")
        for one in landings
        if one.overridden
    )  # fmt: skip
    return tuple(sorted(found, key=lambda one: -one.at))


def landing_stories(records: Iterable[e.Record], wanted: Collection[str]) -> dict[str, LandingStory]:
    """The stories of landings by their ids, those that were refused or are not over included."""
    teller = StoryTeller(wanted)
    teller.hear(records)
    return teller.told


class StoryTeller:
    """Goes through all records once, oldest first; keeps the stories of the landings that are wanted."""

    def __init__(self, wanted: Collection[str] = ()) -> None:
        self.wanted = wanted
        self.fleet = Fleet()
        self.told: dict[str, LandingStory] = {}
        self._prompts: defaultdict[str, list[Prompt]] = defaultdict(list)
        """What agents were given since they came to their branches or last landed."""

    def hear(self, records: Iterable[e.Record]) -> None:
        """Take in the records that come next."""
        for record in records:
            self._hear(record)

    def prompts_of(self, seat: str) -> tuple[Prompt, ...]:
        """What an agent was given since it came to its branch or last landed, oldest first."""
        return tuple(self._prompts.get(seat, ()))

    def _hear(self, record: e.Record) -> None:
        before, self.fleet = self.fleet, fold(self.fleet, record)
        match record.event:
            case e.SeatRenamed(seat, to) if to in self.fleet.seats and to not in before.seats:
                self._prompts[to] = self._prompts.pop(seat, [])
            case e.SeatAdded(seat):
                self._prompts.pop(seat, None)
            case e.SeatChanged(seat) if _branch(before, seat) != _branch(self.fleet, seat):
                self._prompts.pop(seat, None)
            case e.DeliveryAccepted(seat, entry):
                self._given(seat, entry, CONFIRMED)
            case e.DeliveryUnknown(seat, entry):
                self._given(seat, entry, DOUBTFUL)
            case e.LandingIntended(seat, landing):
                self._released(seat, landing)
            case e.RemarksOverridden(landing) if landing in self.told:
                self.told[landing] = replace(self.told[landing], landing=self.fleet.landings[landing])
            case e.LandingEnded(seat, landing):
                self._ended(seat, landing)

    def _given(self, seat: str, entry_id: str, state: str) -> None:
        entry = find(self.fleet.queues.get(seat, ()), entry_id)
        if entry is None or entry.kind == COMMAND:
            return
        kept = [one for one in self._prompts[seat] if one.entry != entry.id]
        text = told_of(entry.filled or entry.text)
        self._prompts[seat] = [*kept, Prompt(entry.id, entry.kind, text, entry.typed, state)]

    def _released(self, seat: str, landing_id: str) -> None:
        landing = self.fleet.landings.get(landing_id)
        if landing is None or landing_id not in self.wanted:
            return
        agent = self.fleet.seats.get(seat)
        prompts = [] if landing.reverts else self._prompts[seat]  # what takes back was asked of nobody
        self.told[landing_id] = LandingStory(
            landing,
            agent.profile if agent else "",
            agent.task if agent else "",
            _title(self.fleet, agent),
            (*prompts[:1], *prompts[1:][-MOST + 1 :]),
            max(0, len(prompts) - MOST),
            landed_on(landing, self.fleet.evidence.values()),
        )

    def _ended(self, seat: str, landing_id: str) -> None:
        landing = self.fleet.landings.get(landing_id)
        if landing is None:
            return
        if landing_id in self.told:
            self.told[landing_id] = replace(self.told[landing_id], landing=landing)
        if landing.state == "landed" and not landing.reverts:
            self._prompts[seat] = [one for one in self._prompts[seat] if self._goes_on(seat, one, landing)]

    def _goes_on(self, seat: str, prompt: Prompt, landing: Landing) -> bool:
        """What was given after the release, or is still being worked on, belongs to the next landing, too."""
        entry, run = find(self.fleet.queues.get(seat, ()), prompt.entry), self.fleet.run_of(seat)
        working = entry is not None and entry.state is EntryState.ACCEPTED and not entry.over
        alive = run is not None and run.ended is None and entry is not None and entry.run == run.tag
        return prompt.at > landing.at or (working and alive)


def told_of(text: str) -> str:
    """A prompt as it is told: bounded, without control characters and without what looks like a secret."""
    kept = clean(redact(text)[0]).strip()
    more = len(kept) - LONGEST
    return f"{kept[:LONGEST]}\n[{more} more characters]" if more > 0 else kept


def _branch(fleet: Fleet, seat: str) -> str:
    found = fleet.seats.get(seat)
    return found.branch if found else ""


def _title(fleet: Fleet, agent: Seat | None) -> str:
    task = find_task(fleet.tasks, agent.task, agent.project) if agent else None
    return task.title if task else ""
