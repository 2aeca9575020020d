"""Removing an agent: its seat, and after a rescue its worktree and the branch that landed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from fleetui.engine.act.rescue import Rescuer
from fleetui.engine.act.seats import Seats
from fleetui.engine.core import Core, Refused
from fleetui.engine.link import RemovalPlan
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.engine.protocols.errors import PortError, WorktreeLost
from fleetui.model import events as e
from fleetui.model.commands import Outcome, RemoveAgent
from fleetui.model.counts import count
from fleetui.model.fleet import Project, Seat
from fleetui.model.view import GitFacts


class Remover:
    """Plans and does it. A worktree that fleetui did not make is never touched."""

    def __init__(self, core: Core, facts: SlowFacts, seats: Seats, rescuer: Rescuer) -> None:
        self.core = core
        self.facts = facts
        self.seats = seats
        self.rescuer = rescuer

    async def plan(self, name: str) -> RemovalPlan:
        """What would go and stay. Raises ``PortError``."""
        core, seat = self.core, self.core.seat(name)
        if why := self.seats.why_not_remove(seat):
            return RemovalPlan(why, "", ())
        if why := await self._why_stays(seat):
            return RemovalPlan("", "", (why,))
        project = core.project(seat)
        git = await self.facts.git(seat)
        unkept, unrescued, _ = await self.rescuer.foreseen(seat)
        if git is None or unrescued:
            return RemovalPlan("", "", (f"worktree {seat.worktree}: {unrescued or 'git does not answer'}",))
        landed = await core.world.git.has_landed(project, git.branch)
        branch = f"branch {git.branch}: {project.base} does not hold all of it"
        return RemovalPlan(
            "",
            seat.worktree,
            () if landed or not git.branch else (branch,),
            git.branch if landed else "",
            _kept(git),
            unkept.left_out,
            unkept.ignored,
        )

    async def _why_stays(self, seat: Seat) -> str:
        """Why its worktree stays; empty where it may go."""
        made = str(PurePath(self.core.settings.scratch, "worktrees"))
        if not seat.worktree or not self.core.project(seat).path:
            return (
                f"its folder {seat.worktree}: it is no worktree of a project" if seat.worktree else "nothing"
            )
        if seat.adopted or not seat.worktree.startswith(f"{made}/"):
            return f"worktree {seat.worktree}: it is yours, not made for the agent"
        others = (x.worktree for x in self.core.seats() if x.name != seat.name)
        if any(f"{other}/".startswith(f"{seat.worktree}/") for other in others):
            return f"worktree {seat.worktree}: another agent works in it"
        try:
            await self.facts.git(seat)
        except WorktreeLost as lost:
            return lost.detail
        if inside := await self.core.world.processes.inside(seat.worktree):
            names = ", ".join(f"{line.name} {line.id.pid}" for line in inside[:4])
            return f"worktree {seat.worktree}: something still works in it ({names})"
        return ""

    async def remove(self, want: RemoveAgent) -> Outcome:
        """Take it out of the fleet, with its worktree where that is wanted."""
        name, core = want.name, self.core
        seat = core.seat(name)
        if why := self.seats.why_not_remove(seat):
            raise Refused(why)
        if not want.worktree:
            return await self.seats.remove(name)
        if want.lose and want.lose != name:
            raise Refused(
                f"nothing was done: to lose what a rescue of {name} does not hold, type its name exactly"
            )
        if why := await self._why_stays(seat):
            raise Refused(f"{name} was not removed: {why}; without --worktree its seat alone goes")
        async with core.lock(name):
            core.set_doing(name, "removing its worktree")
            try:
                said = await self._remove_worktree(core.project(seat), seat, want.lose)
            finally:
                core.set_doing(name, "")
        outcome = await self.seats.remove(name)
        return replace(outcome, text=f"{name} left the fleet; {said}")

    async def _remove_worktree(self, project: Project, seat: Seat, lose: str) -> str:
        core = self.core
        rescue = await self.rescuer.rescue(seat)
        made = core.fleet.rescues[rescue]
        lost = made.left_out
        if lost and not lose:
            raise Refused(
                f"{seat.name} was not removed: its rescue does not hold {'; '.join(lost[:3])}: "
                f"move that away, or fleetui remove {seat.name} --worktree --lose-work-of {seat.name}"
            )
        if why := await self._why_stays(seat):
            raise PortError("git", "remove worktree", why)
        branch = await core.world.git.remove_worktree(project, seat.worktree, made.head)
        await core.ledger.append(e.WorktreeRemoved(seat.name, seat.worktree, made.id, branch, lost))
        stays = f"branch {made.branch} stays" if made.branch and not branch else ""
        went = f"its worktree and its branch {branch} are gone" if branch else "its worktree is gone"
        return "; ".join(part for part in (went, stays, f"rescue {made.id} holds what lay there") if part)


def _kept(git: GitFacts) -> str:
    return f"{count(git.dirty, 'file')} not committed" if git.dirty else "all of it is committed"
