"""Restart and stop: rescue first, then the whole process set, then a fresh run with a handoff and the rest of its
queue.

Each step is journalled when it is done and can be repeated, so a crash in the middle is finished at the next start.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from fleetui.agents.delivery import why_not
from fleetui.engine.act.rescue import WAIVED, Rescuer
from fleetui.engine.act.seats import Seats
from fleetui.engine.act.starts import program_check
from fleetui.engine.core import Core, Refused
from fleetui.engine.decide.attention import STOPPED
from fleetui.engine.decide.resumable import known_session
from fleetui.engine.link import RestartPlan
from fleetui.engine.observe.panes.last_screen import with_screen
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.engine.protocols.errors import PortError, WorktreeLost
from fleetui.engine.protocols.processes import ProcessLine
from fleetui.model import events as e
from fleetui.model.commands import Outcome
from fleetui.model.counts import count
from fleetui.model.fleet import Fleet, Replacement, Run, Seat, SeatState
from fleetui.model.handoff import Handed, first_line, handoff
from fleetui.model.identities import PaneRef
from fleetui.model.programs import is_program
from fleetui.model.queue import COMMAND, EntryState, live
from fleetui.model.status import Phase, Reading
from fleetui.model.view import AgentView, GitFacts
from fleetui.time_limit import time_limit

_MOVES = "   in fleetui's own tmux: a attaches, and its window in yours is left as a shell"
"""Said of an agent that was taken from the operator's tmux."""


LET_GO_S = 4.0
"""How long a part of a replacement may take to its end once another process is to act; most take less than one."""


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
        self._unended: dict[str, e.ReplacementEnded] = {}
        """Ends that could not be written down yet."""
        self._lets_go = False
        self._rests = asyncio.Event()
        """Set while nothing is being replaced or stopped."""
        self._rests.set()
        self._under_way = 0
        core.before_giving_up.append(self.let_go)

    async def let_go(self) -> None:
        """Begin no further part of what is under way: the next owner carries it on from what the journal says."""
        self._lets_go = True
        try:
            with suppress(TimeoutError):
                async with time_limit(LET_GO_S):
                    await self._rests.wait()
        finally:
            self._lets_go = False

    # ------------------------------------------------------------ what it would do

    def draft(self, agent: AgentView) -> str:
        """The handoff a restart would give now."""
        done = [
            first_line(entry.text)
            for entry in self.core.fleet.queues.get(agent.name, ())
            if entry.state is EntryState.ACCEPTED and entry.kind == "follow-up"
        ]
        of_role = self.core.settings.roles.get(agent.seat.role, ())
        return handoff(Handed(agent, self.core.project(agent.seat), done, of_role))

    def _given(self, agent: AgentView) -> tuple[str, str]:
        """The draft; or none, and why it could never be typed: the queue would stand behind it."""
        text = self.draft(agent)
        never = why_not(self.core.profile(agent.seat), text)
        return ("", never) if never else (text, "")

    async def plan(self, agent: AgentView) -> RestartPlan:
        """What would be kept, stopped and started."""
        seat = agent.seat
        agent = await self._fresh(agent)
        known = known_session(self.core, seat)
        run = self.core.live_run(seat.name)
        members = await self._members(seat, run) if run else ()
        git = agent.git
        unkept, unrescued, gone = await self.rescuer.foreseen(seat)
        text, never = self._given(agent)
        return RestartPlan(
            kept=("" if unrescued else _kept(git))
            if not gone
            else "nothing is left to keep: its worktree is gone",
            commits=git.ahead if git else 0,
            left_out=unkept.left_out,
            ignored=unkept.ignored,
            unrescued=unrescued,
            anew=self.seats.branch_of(seat) if gone else "",
            stopped=tuple(line.name for line in members if line.id.pid != self._keeper(run)),
            fresh=" ".join(self.seats.argv(seat)) + (_MOVES if run and run.adopted else ""),
            same=known.how,
            why_not_same=known.why_not,
            handoff=text,
            why_no_handoff=never,
            waiting=tuple(first_line(entry.text) for entry in live(agent.queue)),
        )

    @staticmethod
    def _keeper(run: Run | None) -> int:
        """The small shell that fleetui itself puts above an agent is no news to the operator."""
        return run.pane.pid if run and not run.adopted else 0

    async def _fresh(self, agent: AgentView) -> AgentView:
        """The agent with git facts of this moment; the last known ones where git does not answer."""
        with self.core.watching(f"git {agent.name}"):
            try:
                return replace(agent, git=await self.facts.git(agent.seat))
            except WorktreeLost as lost:
                return replace(agent, lost=lost.detail)
        return agent

    async def _members(self, seat: Seat, run: Run) -> tuple[ProcessLine, ...]:
        pane = await self.root(seat, run)
        return await self.core.world.processes.members(pane, run.tag) if pane else ()

    async def root(self, seat: Seat, run: Run) -> PaneRef | None:
        """The pane with the process whose set belongs to the agent.

        A pane that was taken over may hold the operator's own shell above the agent: only the agent is the run.
        """
        if not run.adopted:
            return run.pane
        profile = self.core.profile(seat)
        for line in await self.core.world.processes.members(run.pane, run.tag):
            if is_program(profile.programs, line.name, line.argv, line.executable):
                return replace(run.pane, pid=line.id.pid, pid_started=line.id.started)
        return None

    # ------------------------------------------------------------ doing it

    async def restart(self, name: str, agent: AgentView | None, text: str | None, typed: str = "") -> Outcome:
        """Replace the run of a seat; ``text`` is the handoff, ``None`` drafts what can be typed, ``""`` none.

        ``typed`` is the agent's name where the operator chose to go on without a rescue.
        """
        seat = self.core.seat(name)
        await program_check.check_for_seat(self.core, seat)
        if text is None:
            text = self._given(await self._fresh(agent))[0] if agent else ""
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
        text = self._given(await self._fresh(agent))[0]
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
        left = await self._end(seat, run)
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
        self._under_way += 1
        self._rests.clear()
        try:
            return await self._to_its_end(name)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._rests.set()

    async def _to_its_end(self, name: str) -> Outcome:
        work = self.core.fleet.replacements[name]
        try:
            return await self._steps(work)
        except PortError as error:
            if self._is_given_up:
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

    @property
    def _is_given_up(self) -> bool:
        return self._lets_go or not self.core.acts

    def _goes_on(self, work: Replacement) -> str:
        """The step that was done last. Raises ``CarriedOn`` where the next is another process's."""
        if self._is_given_up:
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
        if run and run.ended is None and (root := await self.root(seat, run)):
            await core.world.processes.freeze(root, run.tag)
        detail = await self.rescuer.rescued_or_waived(seat, work)
        core.world.fault("replace.rescued")
        await core.ledger.append(e.ReplacementStepped(seat.name, work.id, "rescued", detail))

    async def _stop(self, work: Replacement) -> str:
        core, seat = self.core, self.core.fleet.seats[work.seat]
        core.set_doing(seat.name, f"{_verb(work.kind)}: stop")
        run = core.fleet.runs.get(work.old_run)
        left: tuple[ProcessLine, ...] = ()
        if run and run.ended is None:
            left = await self._end(seat, run)
            core.world.fault("replace.stopped")
            await core.ledger.append(await with_screen(core, e.RunEnded(seat.name, run.tag, STOPPED)))
            over = Reading(Phase.EXITED, "stopped", "process", note=STOPPED)
            core.sight(seat.name).force(over, core.world.now())
        names = ", ".join(f"{line.name} {line.id.pid}" for line in left)
        await core.ledger.append(e.ReplacementStepped(seat.name, work.id, "stopped", names))
        return _alive(left)

    async def _end(self, seat: Seat, run: Run) -> tuple[ProcessLine, ...]:
        """End the process set of a run and close its pane; what survived."""
        left: tuple[ProcessLine, ...] = ()
        if root := await self.root(seat, run):
            left = await self.core.world.processes.stop(root, run.tag)
        if not run.adopted:
            await self.core.world.tmux.close(run.pane)
        return left

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
                if root := await self.root(seat, run):
                    await self.core.world.processes.thaw(root, run.tag)


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


def _kept(git: GitFacts | None) -> str:
    if git is None:
        return "nothing: its folder is in no git repository"
    if not git.dirty:
        return "all of it is committed already"
    return f"{count(git.dirty, 'file')} not committed (+{git.added} -{git.deleted} since the base)"
