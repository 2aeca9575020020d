"""Restart and stop: rescue first, then the whole process set, then a fresh run with a handoff and the rest of its
queue.

Each step is journalled when it is done and can be repeated, so a crash in the middle is finished at the next start.
"""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.core import Core, Refused
from fleetui.engine.deliver import Deliverer
from fleetui.engine.facts import Facts
from fleetui.engine.last_screen import with_screen
from fleetui.engine.link import RestartPlan
from fleetui.engine.ports import PortError, ProcessLine, WorktreeLost
from fleetui.engine.resuming import known_session
from fleetui.engine.seats import Seats
from fleetui.engine.wants import STOPPED
from fleetui.model import events as e
from fleetui.model.commands import Outcome
from fleetui.model.fleet import Replacement, Run, Seat, SeatState
from fleetui.model.handoff import Handed, first_line, handoff
from fleetui.model.places import PaneRef
from fleetui.model.programs import is_program
from fleetui.model.queue import COMMAND, EntryState, live
from fleetui.model.status import Phase, Reading
from fleetui.model.view import AgentView, GitFacts
from fleetui.model.words import count

_MOVES = "   in fleetui's own tmux: a attaches, and its window in yours is left as a shell"
"""Said of an agent that was taken from the operator's tmux."""


class Replacer:
    """Replaces and stops runs."""

    def __init__(self, core: Core, facts: Facts, seats: Seats, deliverer: Deliverer) -> None:
        self.core = core
        self.facts = facts
        self.seats = seats
        self.deliverer = deliverer

    # ------------------------------------------------------------ what it would do

    def draft(self, agent: AgentView) -> str:
        """The handoff a restart would give now."""
        done = [
            first_line(entry.text)
            for entry in self.core.fleet.queues.get(agent.name, ())
            if entry.state is EntryState.ACCEPTED and entry.kind == "follow-up"
        ]
        return handoff(Handed(agent, self.core.project(agent.seat), done))

    async def plan(self, agent: AgentView) -> RestartPlan:
        """What would be kept, stopped and started."""
        seat = agent.seat
        agent = await self._fresh(agent)
        known = known_session(self.core, seat)
        run = self.core.live_run(seat.name)
        members = await self._members(seat, run) if run else ()
        git = agent.git
        return RestartPlan(
            why=agent.attention.reason if agent.attention else f"asked for by you: {_how(agent)}",
            kept=_kept(git),
            commits=git.ahead if git else 0,
            stopped=tuple(line.name for line in members if line.id.pid != self._keeper(run)),
            fresh=" ".join(self.seats.argv(seat)) + (_MOVES if run and run.adopted else ""),
            same=known.how,
            why_not_same=known.why_not,
            handoff=self.draft(agent),
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

    async def restart(self, name: str, agent: AgentView | None, text: str | None) -> Outcome:
        """Replace the run of a seat; ``text`` is the handoff, ``None`` drafts it, ``""`` gives none."""
        seat = self.core.seat(name)
        await self.seats.check_program(seat.profile, seat.command)
        if text is None:
            text = self.draft(await self._fresh(agent)) if agent else ""
        stored = await self.core.ledger.put_text(text) if text.strip() else ""
        return await self._begin(name, "restart" if stored else "bare", stored)

    async def resume(self, name: str) -> Outcome:
        """Replace the run of a seat by one that goes on with its session; also where nothing runs any more."""
        seat = self.core.seat(name)
        known = known_session(self.core, seat)
        if known.why_not:
            raise Refused(f"{name} cannot go on with its session: {known.why_not}")
        await self.seats.check_program(seat.profile, seat.command)
        return await self._begin(name, "resume", "", known.session)

    async def stop(self, name: str) -> Outcome:
        """Stop the run of a seat; the seat and its queue stay."""
        if self.core.live_run(name) is None:
            raise Refused(f"nothing runs in {name}")
        return await self._begin(name, "stop", "")

    async def _begin(self, name: str, kind: str, stored: str, session: str = "") -> Outcome:
        seat = self.core.seat(name)
        if name in self.core.fleet.replacements:
            raise Refused(f"{name} is being replaced already")
        run = self.core.live_run(name)
        await self.deliverer.interrupt(name)
        tag, old = self.core.world.mint(), run.tag if run else ""
        made = e.ReplacementIntended(name, tag, kind, old, stored, session)
        async with self.core.lock(name):
            await self.core.ledger.append(made)
            self.core.world.fault("replace.intended")
            return await self._carry_on(seat.name)

    async def recover(self) -> None:
        """Finish what an earlier engine began."""
        for name in list(self.core.fleet.replacements):
            async with self.core.lock(name):
                await self._carry_on(name)

    async def _carry_on(self, name: str) -> Outcome:
        work = self.core.fleet.replacements[name]
        try:
            return await self._steps(work)
        except PortError as error:
            await self._thaw(work)
            reason = f"{error.doing}: {error.detail}"
            await self.core.ledger.append(e.ReplacementEnded(name, work.id, failed=reason))
            return Outcome(ok=False, text=f"{name} was not {_done(work.kind)}: {reason}")
        finally:
            self.core.set_doing(name, "")

    async def _steps(self, work: Replacement) -> Outcome:
        name, survivors = work.seat, ""
        if work.step == "intended":
            await self._rescue(work)
        if self._step(name) == "rescued":
            survivors = await self._stop(work)
        if work.kind == "stop":
            await self.core.ledger.append(e.ReplacementEnded(name, work.id))
            return Outcome(ok=True, text=f"{name} is stopped; its queue and worktree stay{survivors}")
        if self._step(name) == "stopped":
            await self._start(work)
        await self._hand_over(work)
        begun = "goes on with its session" if work.session else "has a fresh run"
        return Outcome(ok=True, text=f"{name} {begun}{survivors}")

    def _step(self, name: str) -> str:
        known = self.core.fleet.replacements.get(name)
        return known.step if known else ""

    async def _rescue(self, work: Replacement) -> None:
        core, seat = self.core, self.core.fleet.seats[work.seat]
        core.set_doing(seat.name, f"{_verb(work.kind)}: rescue")
        run = core.fleet.runs.get(work.old_run)
        if run and run.ended is None and (root := await self.root(seat, run)):
            await core.world.processes.freeze(root, run.tag)
        detail = await self.rescue(seat)
        core.world.fault("replace.rescued")
        await core.ledger.append(e.ReplacementStepped(seat.name, work.id, "rescued", detail))

    async def rescue(self, seat: Seat) -> str:
        """Keep a worktree's bytes; the rescue's id, or why there was nothing to keep. Raises ``PortError``."""
        core, project = self.core, self.core.project(seat)
        if not project.path or not seat.worktree:
            return "no repository"
        rescue = core.world.mint()
        made = await core.world.git.rescue(project, seat.worktree, seat.name, rescue)
        await core.ledger.append(
            e.RescueMade(
                seat.name, rescue, project.name, seat.worktree, made.commit, made.head, made.branch,
                made.files, made.ignored[:200], made.left_out[:200],
            )
        )  # fmt: skip
        return rescue

    async def _stop(self, work: Replacement) -> str:
        core, seat = self.core, self.core.fleet.seats[work.seat]
        core.set_doing(seat.name, f"{_verb(work.kind)}: stop")
        run = core.fleet.runs.get(work.old_run)
        left: tuple[ProcessLine, ...] = ()
        if run and run.ended is None:
            if root := await self.root(seat, run):
                left = await core.world.processes.stop(root, run.tag)
            if not run.adopted:
                await core.world.tmux.close(run.pane)
            core.world.fault("replace.stopped")
            await core.ledger.append(await with_screen(core, e.RunEnded(seat.name, run.tag, STOPPED)))
            over = Reading(Phase.EXITED, "stopped", "process", note=STOPPED)
            core.sight(seat.name).force(over, core.world.now())
        names = ", ".join(f"{line.name} {line.id.pid}" for line in left)
        await core.ledger.append(e.ReplacementStepped(seat.name, work.id, "stopped", names))
        return f"; still alive: {names}" if names else ""

    async def _start(self, work: Replacement) -> None:
        core, seat = self.core, self.core.fleet.seats[work.seat]
        core.set_doing(seat.name, f"{_verb(work.kind)}: start")
        if seat.state is SeatState.HALTED:
            await core.ledger.append(e.SeatStateChanged(seat.name, SeatState.ACTIVE))
        run = core.live_run(seat.name)
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


def _verb(kind: str) -> str:
    return "stop" if kind == "stop" else "restart"


def _done(kind: str) -> str:
    return "stopped" if kind == "stop" else "restarted"


def _how(agent: AgentView) -> str:
    left = agent.context.left_percent if agent.context else None
    return str(agent.status.phase) if left is None else f"{agent.status.phase}, {left}% context left"


def _kept(git: GitFacts | None) -> str:
    if git is None:
        return "nothing: its folder is in no git repository"
    if not git.dirty:
        return "all of it is committed already"
    return f"{count(git.dirty, 'file')} not committed (+{git.added} -{git.deleted} since the base)"
