"""Restart and stop: rescue first, then the whole process set, then a fresh run with a handoff and the rest of its
queue.

Each step is journalled when it is done and can be repeated, so a crash in the middle is finished at the next start.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from fleetui.engine.act.replace.letting_go import LettingGo
from fleetui.engine.act.replace.plan import RestartPlans
from fleetui.engine.act.replace.run_processes import RunProcesses
from fleetui.engine.act.rescue import WAIVED, Rescuer
from fleetui.engine.act.seats import Seats
from fleetui.engine.act.starts import program_check
from fleetui.engine.core import Core, Refused
from fleetui.engine.decide.attention import STOPPED
from fleetui.engine.decide.resumable import known_session
from fleetui.engine.observe.panes.last_screen import with_screen
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.processes import ProcessLine
from fleetui.model import events as e
from fleetui.model.commands import Outcome
from fleetui.model.fleet import Fleet, Replacement, Run, Seat, SeatState
from fleetui.model.queue import COMMAND, live
from fleetui.model.status import Phase, Reading
from fleetui.model.view import AgentView


class CarriedOn(Refused):
    """The process that owns the fleet now carries on what was begun here."""


def _always(_: Fleet) -> bool:
    """The operator's own restart may begin whatever waits."""
    return True


class Replacer:
    """Replaces and stops runs."""

    def __init__(self, core: Core, facts: SlowFacts, seats: Seats) -> None:
        self.core = core
        self.facts = facts
        self.seats = seats
        self.rescuer = Rescuer(core)
        self._processes = RunProcesses(core)
        self.plans = RestartPlans(core, facts, seats, self.rescuer, self._processes)
        self._letting_go = LettingGo(core)
        self._unended: dict[str, e.ReplacementEnded] = {}
        """Ends that could not be written down yet."""

    async def restart(self, name: str, agent: AgentView | None, text: str | None, typed: str = "") -> Outcome:
        """Replace the run of a seat; ``text`` is the handoff, ``None`` drafts what can be typed, ``""`` none.

        ``typed`` is the agent's name where the operator chose to go on without a rescue.
        """
        seat = self.core.seat(name)
        await program_check.check_for_seat(self.core, seat)
        if text is None:
            text = self.plans.given(await self.plans.fresh(agent))[0] if agent else ""
        stored = await self.core.ledger.put_text(text) if text.strip() else ""
        return await self._begin(name, "restart" if stored else "bare", stored, typed=typed)

    async def resume(self, name: str, typed: str = "") -> Outcome:
        """Replace the run of a seat by one that goes on with its session; also where nothing runs any more."""
        seat = self.core.seat(name)
        known = known_session(self.core, seat)
        if known.why_not:
            raise Refused(f"{name} cannot go on with its session: {known.why_not}")
        await program_check.check_for_seat(self.core, seat)
        return await self._begin(name, "resume", "", known.session, typed)

    async def stop(self, name: str, typed: str = "") -> Outcome:
        """Stop the run of a seat; the seat and its queue stay."""
        if self.core.live_run(name) is None:
            return Outcome(
                ok=True, text=f"nothing runs in {self.core.seat(name).name}: it is stopped already"
            )
        return await self._begin(name, "stop", "", typed=typed)

    async def as_step(
        self, agent: AgentView, begins: e.StepStarted, still: Callable[[Fleet], bool]
    ) -> Outcome:
        """Replace the run of a seat because its queue says so; the step begins in one with the restart.

        Raises ``Refused`` and does nothing where it is not ``still`` to begin.

        The restart has the id of the attempt, and so has its run: what became of it is told by that.
        """
        seat = self.core.seat(agent.name)
        await program_check.check_for_seat(self.core, seat)
        text = self.plans.given(await self.plans.fresh(agent))[0]
        stored = await self.core.ledger.put_text(text) if text.strip() else ""
        return await self._begin(
            seat.name, "restart" if stored else "bare", stored, begins=begins, still=still
        )

    async def _begin(
        self,
        name: str,
        kind: str,
        stored: str,
        session: str = "",
        typed: str = "",
        begins: e.StepStarted | None = None,
        still: Callable[[Fleet], bool] = _always,
    ) -> Outcome:
        seat = self.core.seat(name)
        if typed and typed != name:
            raise Refused(f"nothing was done: to lose what {name} has not committed, type its name exactly")
        await self._end_late(name)
        if name in self.core.fleet.replacements:
            return await self._waive_this(name, typed)
        run = self.core.live_run(name)
        for end in self.core.before_stopping:
            await end(name)
        tag, old = begins.work if begins else self.core.world.mint(), run.tag if run else ""
        facts: list[e.Event] = [begins] if begins else []
        facts.append(e.ReplacementIntended(name, tag, kind, old, stored, session))
        if typed:
            facts.append(e.RescueWaived(name, tag, seat.worktree, self.rescuer.failed.get(name, "")))
        async with self.core.lock(name):
            try:
                begun = await self.core.ledger.append_if(still, *facts)
            except PortError as error:
                if run is None or not typed or kind != "stop":
                    raise
                return await self._stop_unwritten(seat, run, error)
            if not begun:
                raise Refused("nothing was done: the queue changed before the restart began")
            self.core.world.fault("replace.intended")
            return await self._carry_on(seat.name)

    async def _stop_unwritten(self, seat: Seat, run: Run, error: PortError) -> Outcome:
        """The operator chose to lose what is not kept, and nothing can be written down: an agent is stopped even so."""
        left = await self._processes.end(seat, run)
        text = (
            f"{seat.name} is stopped {WAIVED}; it could not be written down ({error.doing}: {error.detail})"
        )
        return Outcome(ok=True, text=text + _alive(left))

    async def _end_late(self, name: str) -> None:
        """Write down the end of a replacement that could not be written when it came."""
        if over := self._unended.get(name):
            await self.core.ledger.append(over)
            del self._unended[name]

    async def _waive_this(self, name: str, typed: str) -> Outcome:
        """Let what is under way go on without the rescue it waits for."""
        work = self.core.fleet.replacements[name]
        if not typed or not self.rescuer.waits(name):
            raise Refused(
                f"{name} is being {_done(work.kind)} already: {self.core.doing.get(name, 'a moment')}"
            )
        worktree = self.core.seat(name).worktree
        await self.core.ledger.append(e.RescueWaived(name, work.id, worktree, "it was still under way"))
        self.rescuer.go_on(name)
        return Outcome(ok=True, text=f"{name} is being {_done(work.kind)} without a rescue")

    async def recover(self) -> None:
        """Finish what an earlier engine began."""
        for name in list(self.core.fleet.replacements):
            async with self.core.lock(name):
                if name not in self.core.fleet.replacements:
                    continue  # it came to its end while the lock was waited for
                with suppress(CarriedOn):
                    await self._carry_on(name)

    async def _carry_on(self, name: str) -> Outcome:
        with self._letting_go.under_way():
            return await self._to_its_end(name)

    async def _to_its_end(self, name: str) -> Outcome:
        work = self.core.fleet.replacements[name]
        try:
            return await self._steps(work)
        except PortError as error:
            if self._letting_go.is_given_up:
                raise self._carried_on(work) from error
            reason, way_out = f"{error.doing}: {error.detail}", ""
            if self._step(name) == "intended":
                self.rescuer.failed[name], way_out = reason, _way_out(work)
            await self._thaw(work)
            text = f"{name} was not {_done(work.kind)}: {reason}{way_out}"
            self._unended[name] = e.ReplacementEnded(name, work.id, failed=reason)
            with self.core.watching("journal"):
                await self._end_late(name)
            return Outcome(ok=False, text=text)
        finally:
            self.core.set_doing(name, "")

    async def _steps(self, work: Replacement) -> Outcome:
        name, survivors = work.seat, ""
        if work.step == "intended":
            await self._rescue(work)
        if self._goes_on(work) == "rescued":
            survivors = await self._stop(work)
        self._goes_on(work)
        if work.kind == "stop":
            await self.core.ledger.append(e.ReplacementEnded(name, work.id))
            return Outcome(ok=True, text=f"{name} is stopped{self.rescuer.said.pop(name, '')}{survivors}")
        if self._step(name) == "stopped":
            await self._start(work)
        self._goes_on(work)
        await self._hand_over(work)
        begun = "goes on with its session" if work.session else "has a fresh run"
        return Outcome(ok=True, text=f"{name} {begun}{self.rescuer.said.pop(name, '')}{survivors}")

    def _goes_on(self, work: Replacement) -> str:
        """The step that was done last. Raises ``CarriedOn`` where the next is another process's."""
        if self._letting_go.is_given_up:
            raise self._carried_on(work)
        return self._step(work.seat)

    def _carried_on(self, work: Replacement) -> CarriedOn:
        return CarriedOn(
            f"{work.seat}: the fleet was given to another process, which carries the {_verb(work.kind)} on"
        )

    def _step(self, name: str) -> str:
        known = self.core.fleet.replacements.get(name)
        return known.step if known else ""

    async def _rescue(self, work: Replacement) -> None:
        core, seat = self.core, self.core.fleet.seats[work.seat]
        core.set_doing(seat.name, f"{_verb(work.kind)}: rescue")
        run = core.fleet.runs.get(work.old_run)
        if run and run.ended is None:
            await self._processes.freeze(seat, run)
        detail = await self.rescuer.rescued_or_waived(seat, work)
        core.world.fault("replace.rescued")
        await core.ledger.append(e.ReplacementStepped(seat.name, work.id, "rescued", detail))

    async def _stop(self, work: Replacement) -> str:
        core, seat = self.core, self.core.fleet.seats[work.seat]
        core.set_doing(seat.name, f"{_verb(work.kind)}: stop")
        run = core.fleet.runs.get(work.old_run)
        left: tuple[ProcessLine, ...] = ()
        if run and run.ended is None:
            left = await self._processes.end(seat, run)
            core.world.fault("replace.stopped")
            await core.ledger.append(await with_screen(core, e.RunEnded(seat.name, run.tag, STOPPED)))
            over = Reading(Phase.EXITED, "stopped", "process", note=STOPPED)
            core.sight(seat.name).force(over, core.world.now())
        names = ", ".join(f"{line.name} {line.id.pid}" for line in left)
        await core.ledger.append(e.ReplacementStepped(seat.name, work.id, "stopped", names))
        return _alive(left)

    async def _start(self, work: Replacement) -> None:
        core, seat = self.core, self.core.fleet.seats[work.seat]
        core.set_doing(seat.name, f"{_verb(work.kind)}: start")
        if seat.state is SeatState.HALTED:
            await core.ledger.append(e.SeatStateChanged(seat.name, SeatState.ACTIVE))
        run = core.live_run(seat.name)
        if run is None:
            await self.seats.with_worktree(seat)
        if run is None or run.tag != work.id:  # an engine that was cut short may have started it already
            await self.seats.launch(core.fleet.seats[work.seat], work.id, work.session)
        core.world.fault("replace.started")
        await core.ledger.append(e.ReplacementStepped(seat.name, work.id, "started"))

    async def _hand_over(self, work: Replacement) -> None:
        facts = self._outlived(work)
        entry = f"h-{work.id}"
        if work.handoff:
            text = await self.core.ledger.get_text(work.handoff)
            facts.append(e.EntryAdded(work.seat, entry, text, "handoff", front=True))
        facts.append(e.ReplacementEnded(work.seat, work.id))
        await self.core.ledger.append(*facts)
        self.facts.git_soon(work.seat)

    def _outlived(self, work: Replacement) -> list[e.Event]:
        """Commands for a conversation that is over are of no use to a fresh one."""
        waiting = [] if work.session else live(self.core.fleet.queues.get(work.seat, ()))
        return [e.EntryCancelled(work.seat, x.id) for x in waiting if x.kind == COMMAND and x.waits]

    async def _thaw(self, work: Replacement) -> None:
        run = self.core.fleet.runs.get(work.old_run)
        if run and run.ended is None:
            seat = self.core.fleet.seats[work.seat]
            with self.core.watching("processes"):
                await self._processes.thaw(seat, run)


def _alive(left: tuple[ProcessLine, ...]) -> str:
    names = ", ".join(f"{line.name} {line.id.pid}" for line in left)
    return f"; still alive: {names}" if names else ""


def _way_out(work: Replacement) -> str:
    verb = _verb(work.kind)
    return f"; it works on. To lose what is not kept: fleetui {verb} {work.seat} --without-rescue, or w in its dialog"


def _verb(kind: str) -> str:
    return "stop" if kind == "stop" else "restart"


def _done(kind: str) -> str:
    return "stopped" if kind == "stop" else "restarted"
