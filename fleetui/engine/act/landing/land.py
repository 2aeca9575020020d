"""Landing: one approved candidate, once, read back from the target."""

from __future__ import annotations

import asyncio

from fleetui.engine.act.landing.notes import NoteKeeper
from fleetui.engine.core import Core, Refused
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import LandingResult
from fleetui.model import events as e
from fleetui.model.commands import Approval, Outcome
from fleetui.model.fleet import Landing, Project, Seat
from fleetui.model.landing import marks, why_not_land
from fleetui.model.review.reviews import mark


class Lander:
    """Moves targets to candidates that the operator approved on this process's own screen."""

    def __init__(self, core: Core, facts: SlowFacts) -> None:
        self.core = core
        self.facts = facts
        self.notes = NoteKeeper(core)

    async def land(self, approval: Approval) -> Outcome:
        """Land exactly what was approved, or say why not; nothing is approved twice."""
        core = self.core
        if not core.acts:
            raise Refused("this dashboard watches: only the owner's screen lands (T takes over)")
        seat = core.seat(approval.seat)
        project = core.project(seat)
        async with core.lock(f"project:{project.name}"):
            core.set_doing(seat.name, "landing")
            try:
                return await self._land(seat, project, approval)
            finally:
                core.set_doing(seat.name, "")

    async def _land(self, seat: Seat, project: Project, approval: Approval) -> Outcome:
        core = self.core
        if why := await self._no_longer(seat, project, approval):
            return Outcome(ok=False, text=f"not landed: {why}")
        landing = e.LandingIntended(
            seat.name, core.world.mint(), project.name, approval.branch, approval.target,
            approval.base, approval.head, approval.candidate, approval.tree,
        )  # fmt: skip
        core.world.fault("land.before")
        await core.ledger.append(landing)
        core.world.fault("land.intended")
        try:
            result = await core.world.git.land(project, core.fleet.landings[landing.landing])
        except PortError as error:
            return await self._doubtful(project, core.fleet.landings[landing.landing], error)
        core.world.fault("land.moved")
        return await self._end(core.fleet.landings[landing.landing], result)

    async def _no_longer(self, seat: Seat, project: Project, approval: Approval) -> str:
        """Why what was approved is not what would land now; empty when it is exactly that."""
        core = self.core
        core.sight(seat.name).git = await core.world.git.facts(project, seat.worktree)
        candidate = await core.world.git.candidate(project, seat.name, approval.branch)
        core.candidates[seat.name] = candidate
        core.touch()
        seen = (candidate.base, candidate.head, candidate.commit, candidate.tree, project.name, project.base)
        wanted = (
            approval.base, approval.head, approval.candidate, approval.tree, approval.project, approval.target,
        )  # fmt: skip
        if seen != wanted:
            return "the branch or its base moved since you approved it; look again"
        if await self._configured_anew(project):
            return "fleet.toml asks for something else since you approved it; look again in a moment"
        await core.digests.look(project)  # what the gates name may have changed since the last look
        project = core.project(seat)
        review = mark(project.review, candidate, core.fleet.reviews, seat.name, approval.branch)
        return why_not_land(project, candidate, marks(project, candidate, core.fleet.evidence), review)

    async def _configured_anew(self, project: Project) -> bool:
        """Whether gates, protected paths or words are others in the files than those that were shown."""
        now = await asyncio.to_thread(self.core.world.local_config.read)
        shown = self.core.settings
        asked = (now.projects.get(project.name), now.release_word)
        return asked != (shown.projects.get(project.name), shown.release_word)

    async def _doubtful(self, project: Project, landing: Landing, error: PortError) -> Outcome:
        """A landing that broke in the middle is decided by what the target says."""
        try:
            result = await self.core.world.git.landed(project, landing)
        except PortError as second:
            self.core.trouble("git", f"landing {landing.branch}: {second.detail}", severe=True)
            return Outcome(
                ok=False, text=f"{error.detail}; whether it landed is not known yet: {second.detail}"
            )
        if not result.landed:
            result = LandingResult(landed=False, detail=f"{error.doing}: {error.detail}")
        return await self._end(landing, result)

    async def _end(self, landing: Landing, result: LandingResult) -> Outcome:
        state = "landed" if result.landed else "refused"
        await self.core.ledger.append(e.LandingEnded(landing.seat, landing.id, state, result.detail[:300]))
        self.core.candidates.pop(landing.seat, None)
        self.facts.git_soon(*(s.name for s in self.core.seats()), f"project:{landing.project}")
        if result.landed:
            self.notes.start(landing.project)
            return Outcome(
                ok=True, text=f"{landing.branch} landed on {landing.target} as {landing.candidate[:9]}"
            )
        return Outcome(ok=False, text=f"not landed: {result.detail}")

    async def recover(self) -> None:
        """Decide landings that were cut short, by what their targets say, and keep the notes that are missing."""
        for landing in list(self.core.fleet.landings.values()):
            project = self.core.project_named(landing.project)
            if landing.state != "intended" or project is None:
                continue
            with self.core.watching(f"landing {landing.branch}"):
                await self._end(landing, await self.core.world.git.landed(project, landing))
        self.notes.start()
