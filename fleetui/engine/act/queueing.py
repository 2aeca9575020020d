"""Queueing follow-ups and steps: all of what is asked for, or nothing, and nothing that could never go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from fleetui.engine.act.delivery import arrives_changed
from fleetui.engine.act.prompt import anchors
from fleetui.engine.act.prompt.holding import command_of, follow_up_of, never_typed, told_at_once
from fleetui.engine.act.steps.gate import chosen, no_such_gate
from fleetui.engine.act.steps.next_task import task_of, why_not_begun, why_not_next
from fleetui.engine.core import Core, Refused
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model import steps as s
from fleetui.model.chains import circle, named, whose
from fleetui.model.commands import Outcome
from fleetui.model.conditions import parse
from fleetui.model.expansion import mistyped
from fleetui.model.fleet import Seat
from fleetui.model.fold.records import fold
from fleetui.model.handoff import first_line
from fleetui.model.names import no_such
from fleetui.model.queue import Entry, EntryState

MOST = 50
"""Entries that may be queued at once."""


class Queueing:
    """Performs ``AddEntries``, and judges what an entry is changed into."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._why_not: Mapping[type[s.Step], Callable[[Seat, Any], str]] = {
            s.GateStep: self._of_gate,
            s.WaitStep: self._of_wait,
            s.CompactStep: self._of_command,
            s.ClearStep: self._of_command,
            s.NextTaskStep: self._of_next_task,
            s.ReviewStep: self._of_review,
        }

    async def add(self, want: c.AddEntries) -> Outcome:
        """Queue them in this order. Raises ``Refused`` with the first that cannot be, and queues none then."""
        seat = self.core.seat(want.name)
        if not want.planned or len(want.planned) > MOST:
            raise Refused(f"1 to {MOST} entries can be queued at once")
        facts = [self._added(seat, text) for text in want.planned]
        self.refuse_circle(*facts)
        kept = [await anchors.anchored(self.core, seat, one.entry, one.text) for one in facts if not one.step]
        await self.core.ledger.append(*facts, *(one for some in kept for one in some))
        said = first_line(facts[0].text, 50) if len(facts) == 1 else f"{len(facts)} entries"
        # the first alone: those behind it may stand on what it does
        told = await told_at_once(self.core, seat, facts[0].entry)
        told += "".join(f"; {one}" for one in self._changed(seat, want.planned))
        return Outcome(
            ok=True,
            text=f"queued for {want.name}: {said}{told}",
            value=" ".join(fact.entry for fact in facts),
        )

    def _changed(self, seat: Seat, planned: Iterable[str]) -> Iterable[str]:
        """What of its follow-ups such an agent gets otherwise than it was written, each once."""
        profile = self.core.profile(seat)
        found = (arrives_changed(profile, one) for text in planned if isinstance(one := s.read(text), str))
        return dict.fromkeys(one for one in found if one)

    def _added(self, seat: Seat, text: str) -> e.EntryAdded:
        try:
            planned = s.read(text)
        except s.StepError as error:
            raise Refused(f"nothing was queued: {error}") from error
        entry = self.core.world.mint()
        if isinstance(planned, s.Step):
            self.refuse_step(seat, planned)
            planned = self._dated(planned)
            return e.EntryAdded(seat.name, entry, planned.line, step=s.written(planned))
        kept = follow_up_of(planned)
        if never := never_typed(self.core.profile(seat), kept):
            raise Refused(f"nothing was queued: {first_line(kept, 50)}: it would be held: {never}")
        if why := mistyped(kept):
            raise Refused(f"nothing was queued: {why}")
        return e.EntryAdded(seat.name, entry, kept)

    def refuse_step(self, seat: Seat, step: s.Step) -> None:
        """Raise ``Refused`` where a step could never be done for this agent."""
        why_not = self._why_not.get(type(step))
        if why := step.why_not or (why_not(seat, step) if why_not else ""):
            raise Refused(f"nothing was queued: {step.line}: {why}")

    def reworded(self, seat: Seat, entry: Entry, text: str) -> e.EntryEdited:
        """The step of an entry with other words."""
        if entry.step is None:
            raise Refused("this step cannot be read here: delete it instead")
        try:
            step = s.reworded(entry.step, text)
        except s.StepError as error:
            raise Refused(str(error)) from error
        self.refuse_step(seat, step)
        step = self._dated(step)
        return e.EntryEdited(seat.name, entry.id, step.line, s.written(step))

    def _dated(self, step: s.Step) -> s.Step:
        """The same step; a time of the day in it is the next one from now, not from when the step's turn comes."""
        if not isinstance(step, s.WaitStep):
            return step
        said = parse(step.until)
        meant = said.fixed(self.core.world.now(), self.core.clock_moved)
        return step if meant == said else replace(step, until=str(meant))

    def refuse_circle(self, *facts: e.Event) -> None:
        """Raise ``Refused`` where entries would wait for each other for ever once these records are true."""
        fleet = self.core.fleet
        for fact in facts:
            fleet = fold(fleet, e.Record(fleet.seq + 1, self.core.world.now(), fact))
        if found := circle(fleet.queues):
            names = [
                f"{pair[0]} ({first_line(pair[1].text, 40)})"
                for one in found
                if (pair := whose(fleet.queues, one))
            ]
            raise Refused(
                f"nothing was changed: they would wait for each other for ever: {' → '.join([*names, names[0]])}"
            )

    # ------------------------------------------------------------ what could never be done

    def _of_gate(self, seat: Seat, step: s.GateStep) -> str:
        project = self.core.project(seat)
        return "" if chosen(project, step.gate) else no_such_gate(project, step.gate)

    def _of_wait(self, seat: Seat, step: s.WaitStep) -> str:
        del seat
        try:
            condition = parse(step.until)
        except ValueError as error:
            return str(error)
        names = [one.name for one in self.core.seats()]
        for part in condition.parts():
            name = getattr(part, "name", "")
            if name and name not in names:
                return no_such("agent", name, names)
        for one in named(Entry("", "", step=step)):
            found = whose(self.core.fleet.queues, one)
            if found is None:
                return f"no queue has an entry {one}: fleetui queue NAME list names them"
            if found[1].state is EntryState.CANCELLED:
                return f"entry {one} was deleted"
        return ""

    def _of_command(self, seat: Seat, step: s.Step) -> str:
        profile = self.core.profile(seat)
        known = command_of(profile, step)
        return "" if known else f"{profile.label} has no such command, as far as its profile says"

    def _of_review(self, seat: Seat, step: s.ReviewStep) -> str:
        del step
        project = self.core.project(seat)
        name = project.name or "NAME"
        return (
            "" if project.review else f"no review is configured: add [projects.{name}.review] to fleet.toml"
        )

    def _of_next_task(self, seat: Seat, step: s.NextTaskStep) -> str:
        task = task_of(self.core, seat, step.task)
        branch, why = (task, "") if isinstance(task, str) else (task.its_branch, why_not_begun(task))
        return why or why_not_next(self.core, seat, branch)
