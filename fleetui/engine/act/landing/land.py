"""Landing: one approved candidate, or one approved train of them, once, read back from the target."""

from __future__ import annotations

import asyncio

from fleetui.engine.act.forge.merging import PullMerger
from fleetui.engine.act.landing.commit_words import words_of
from fleetui.engine.act.landing.notes import NoteKeeper
from fleetui.engine.act.landing.push import Pusher
from fleetui.engine.core import Core, Refused
from fleetui.engine.decide.fetched_pulls import project_of
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.git import LandingResult
from fleetui.model import events as e
from fleetui.model.commands import Approval, Outcome
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Landing, Project
from fleetui.model.forge.overriding import written
from fleetui.model.settings import Settings
from fleetui.model.train import Member, Train, landed_as, member_of, trains, why_not_member


class Lander:
    """Moves targets to candidates that the operator approved on this process's own screen."""

    def __init__(self, core: Core, facts: SlowFacts, merger: PullMerger) -> None:
        self.core = core
        self.merger = merger
        self.facts = facts
        self.notes = NoteKeeper(core)
        self.pusher = Pusher(core)

    async def land(self, approval: Approval) -> Outcome:
        """Land exactly what was approved, or say why not; nothing is approved twice."""
        core = self.core
        if not core.acts:
            raise Refused("this dashboard watches: only the owner's screen lands (T takes over)")
        projects = [project_of(core, member, approval.project) for member in approval.members]
        project, names = projects[0], [member.seat for member in approval.members]
        async with core.lock(f"project:{project.name}"):
            for name in names:
                core.set_doing(name, "landing")
            try:
                return await self._land(project, approval)
            finally:
                for name in names:
                    core.set_doing(name, "")

    async def _land(self, project: Project, approval: Approval) -> Outcome:
        core = self.core
        if why := await self._no_longer(project, approval):
            return Outcome(ok=False, text=f"not landed: {why}")
        shared = core.world.mint() if len(approval.members) > 1 else ""
        intended = tuple(self._intended(approval, member, shared) for member in approval.members)
        core.world.fault("land.before")
        await core.ledger.append(*intended, *self._overridden(approval, intended[0]))
        core.world.fault("land.intended")
        train = Train(tuple(core.fleet.landings[one.landing] for one in intended))
        if approval.pull:
            return await self.merger.merge(project, train, approval.pull, self._end)
        try:
            result = await core.world.git.land(project, train)
        except PortError as error:
            return await self._doubtful(project, train, error)
        core.world.fault("land.moved")
        return await self._end(train, result)

    def _intended(self, approval: Approval, member: Member, shared: str) -> e.LandingIntended:
        return e.LandingIntended(
            member.seat, self.core.world.mint(), approval.project, member.branch, approval.target,
            member.base, member.head, member.candidate, member.tree, shared, member.reverts,
            member.method.kind, member.method.commits, member.method.since, member.method.restores,
            *((approval.pull.number, approval.pull.repository.said) if approval.pull else ()),
        )  # fmt: skip

    def _overridden(self, approval: Approval, intended: e.LandingIntended) -> tuple[e.RemarksOverridden, ...]:
        """Over which open remarks the operator's word releases it; none where nothing is open."""
        release = approval.pull
        if release is None or not release.overridden:
            return ()
        remarks = tuple(map(written, release.overridden))
        by = self.core.world.operator
        about = (approval.project, release.number, release.head, release.base)
        return (e.RemarksOverridden(intended.landing, *about, by, remarks),)

    async def _no_longer(self, project: Project, approval: Approval) -> str:
        """Why what was approved is not what would land now; empty when it is exactly that."""
        core = self.core
        made: list[Candidate] = []
        for member in approval.members:
            made.append(await self._made(project, member, made[-1].commit if made else ""))
            if member_of(made[-1]) != member:
                return "the branch or its base moved since you approved it; look again"
        seats = {project_of(core, member, approval.project).name for member in approval.members}
        if (seats, project.name, project.base) != ({project.name}, approval.project, approval.target):
            return "the branch or its base moved since you approved it; look again"
        if await self._configured_anew(project, [member.seat for member in approval.members]):
            return "fleet.toml asks for something else since you approved it; look again in a moment"
        await core.digests.look(project)  # what the gates name may have changed since the last look
        if why := next((why for why in map(self._why_not, made) if why), ""):
            return why
        if approval.pull or (project.forge and project.forge.merges):
            return await self.merger.why_no_longer(project, approval, made[0])
        return ""

    def _why_not(self, made: Candidate) -> str:
        """Why a member may not land; its gates are those of its agent, by whose task some go."""
        project = project_of(self.core, member_of(made), made.project)
        return why_not_member(project, made, self.core.fleet.evidence, self.core.fleet.reviews)

    async def _made(self, project: Project, member: Member, on: str) -> Candidate:
        """What would land for a member now, ``on`` the member before; the first one on the target."""
        core = self.core
        if member.reverts:
            back = landed_as(core.fleet.landings, project.name, member.reverts)
            if back is None:
                raise Refused(f"no landing of {project.name} made {member.reverts[:9]}")
            return await core.world.git.reversal(project, back, on)
        if member.pull:
            return await self._made_of_pull(project, member)
        seat = core.seat(member.seat)
        core.sight(seat.name).git = await core.world.git.facts(project, seat.worktree)
        words = words_of(core, project, seat.name, member.branch)
        candidate = await core.world.git.candidate(project, seat.name, member.branch, on, words)
        if not on:
            core.candidates[seat.name] = candidate
            core.touch()
        return candidate

    async def _made_of_pull(self, project: Project, member: Member) -> Candidate:
        """What would land now for a pull request without an agent: always alone, on the target."""
        named = (member.seat, member.branch, member.pull, member.head)
        candidate = await self.core.world.git.pull_candidate(project, *named)
        self.core.candidates[member.seat] = candidate
        self.core.touch()
        return candidate

    async def _configured_anew(self, project: Project, seats: list[str]) -> bool:
        """Whether gates, protected paths, words or authors are others in the files than those that were shown."""

        def asked(settings: Settings) -> tuple[object, ...]:
            specs = map(settings.seat, seats)
            authors = [spec.author if spec else "" for spec in specs]
            return settings.projects.get(project.name), settings.release_word, authors

        now = await asyncio.to_thread(self.core.world.local_config.read)
        return asked(now) != asked(self.core.settings)

    async def _doubtful(self, project: Project, train: Train, error: PortError) -> Outcome:
        """A landing that broke in the middle is decided by what the target says."""
        try:
            result = await self.core.world.git.landed(project, train)
        except PortError as second:
            self.core.trouble("git", f"landing {train.branches}: {second.detail}", severe=True)
            return Outcome(
                ok=False, text=f"{error.detail}; whether it landed is not known yet: {second.detail}"
            )
        if not result.landed:
            result = LandingResult(landed=False, detail=f"{error.doing}: {error.detail}")
        return await self._end(train, result)

    async def _end(self, train: Train, result: LandingResult) -> Outcome:
        state, detail = "landed" if result.landed else "refused", result.detail[:300]
        await self.core.ledger.append(
            *(
                e.LandingEnded(one.seat, one.id, state, detail, _merged_as(one, result))
                for one in train.landings
            )
        )
        self.core.world.fault("land.ended")
        for one in train.landings:
            self.core.candidates.pop(one.seat, None)
        self.facts.git_soon(*(s.name for s in self.core.seats()), f"project:{train.project}")
        if result.landed:
            self.notes.start(train.project)
            if train.landings[-1].pull:
                return Outcome(ok=True, text=f"{train.branches}: {result.detail}")
            self.pusher.start(train.landings[-1])
            return Outcome(ok=True, text=_said(train))
        return Outcome(ok=False, text=f"not landed: {result.detail}")

    async def recover(self) -> None:
        """Decide landings that were cut short, by what their targets say, and keep the notes that are missing."""
        landings = self.core.fleet.landings.values()
        for train in trains(one for one in landings if one.state == "intended"):
            project = self.core.project_named(train.project)
            if project is None:
                continue
            if train.landings[0].pull:
                self.merger.recover(project, train.landings[0], self._end)
                continue
            with self.core.watching(f"landing {train.branches}"):
                await self._end(train, await self.core.world.git.landed(project, train))
        self.notes.start()
        self.pusher.recover()


def _merged_as(landing: Landing, result: LandingResult) -> str:
    """What the forge made of the candidate; empty where the target became the candidate itself."""
    return result.commit if landing.pull and result.landed and result.commit != landing.candidate else ""


def _said(train: Train) -> str:
    if train.landings[0].reverts:
        return f"{train.branches} was taken back from {train.target} by {train.candidate[:9]}"
    return f"{train.branches} landed on {train.target} as {train.candidate[:9]}"
