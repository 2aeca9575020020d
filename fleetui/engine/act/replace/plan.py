"""What a restart or a stop would do, as far as that is known before."""

from __future__ import annotations

from dataclasses import replace

from fleetui.agents.delivery import why_not
from fleetui.engine.act.replace.run_processes import RunProcesses
from fleetui.engine.act.rescue import Rescuer
from fleetui.engine.act.seats import Seats
from fleetui.engine.core import Core
from fleetui.engine.decide.resumable import known_session
from fleetui.engine.link import RestartPlan
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.engine.protocols.errors import WorktreeLost
from fleetui.model.counts import count
from fleetui.model.fleet import Run
from fleetui.model.handoff import Handed, first_line, handoff
from fleetui.model.queue import EntryState, live
from fleetui.model.view import AgentView, GitFacts

_MOVES = "   in fleetui's own tmux: a attaches, and its window in yours is left as a shell"
"""Said of an agent that was taken from the operator's tmux."""


class RestartPlans:
    """Looked up when it is asked for."""

    def __init__(
        self, core: Core, facts: SlowFacts, seats: Seats, rescuer: Rescuer, processes: RunProcesses
    ) -> None:
        self.core = core
        self._facts = facts
        self._seats = seats
        self._rescuer = rescuer
        self._processes = processes

    def draft(self, agent: AgentView) -> str:
        """The handoff a restart would give now."""
        done = [
            first_line(entry.text)
            for entry in self.core.fleet.queues.get(agent.name, ())
            if entry.state is EntryState.ACCEPTED and entry.kind == "follow-up"
        ]
        of_role = self.core.settings.roles.get(agent.seat.role, ())
        return handoff(Handed(agent, self.core.project(agent.seat), done, of_role))

    def given(self, agent: AgentView) -> tuple[str, str]:
        """The draft; or none, and why it could never be typed: the queue would stand behind it."""
        text = self.draft(agent)
        never = why_not(self.core.profile(agent.seat), text)
        return ("", never) if never else (text, "")

    async def plan(self, agent: AgentView) -> RestartPlan:
        """What would be kept, stopped and started."""
        seat = agent.seat
        agent = await self.fresh(agent)
        known = known_session(self.core, seat)
        run = self.core.live_run(seat.name)
        members = await self._processes.members(seat, run) if run else ()
        git = agent.git
        unkept, unrescued, gone = await self._rescuer.foreseen(seat)
        text, never = self.given(agent)
        return RestartPlan(
            kept=("" if unrescued else _kept(git))
            if not gone
            else "nothing is left to keep: its worktree is gone",
            commits=git.ahead if git else 0,
            left_out=unkept.left_out,
            ignored=unkept.ignored,
            unrescued=unrescued,
            anew=self._seats.branch_of(seat) if gone else "",
            stopped=tuple(line.name for line in members if line.id.pid != self._keeper(run)),
            fresh=" ".join(self._seats.argv(seat)) + (_MOVES if run and run.adopted else ""),
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

    async def fresh(self, agent: AgentView) -> AgentView:
        """The agent with git facts of this moment; the last known ones where git does not answer."""
        with self.core.watching(f"git {agent.name}"):
            try:
                return replace(agent, git=await self._facts.git(agent.seat))
            except WorktreeLost as lost:
                return replace(agent, lost=lost.detail)
        return agent


def _kept(git: GitFacts | None) -> str:
    if git is None:
        return "nothing: its folder is in no git repository"
    if not git.dirty:
        return "all of it is committed already"
    return f"{count(git.dirty, 'file')} not committed (+{git.added} -{git.deleted} since the base)"
