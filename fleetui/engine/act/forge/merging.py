"""Merging approved pull requests at the forge: once, looked up afterwards, compared with what was tested, brought here.

The forge alone says what became of one. Until it did the landing stays intended and is asked for again and again,
also by the next process: what is not known is neither landed nor refused.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from fleetui.engine.core import Core
from fleetui.engine.observe.forge.conversations import ConversationWatch
from fleetui.engine.observe.forge.pulls import PullWatch
from fleetui.engine.observe.forge.pulls_now import PullsNow
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.forge import GoesElsewhere
from fleetui.engine.protocols.git import LandingResult
from fleetui.model.clean import clean_line
from fleetui.model.commands import Approval, Outcome
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Landing, Project
from fleetui.model.forge.merging import PullNow, PullRelease, PullState
from fleetui.model.forge.overriding import Overridden
from fleetui.model.forge.repository import Repository, as_written
from fleetui.model.train import Train

SOON_S = 1.5
"""How soon the forge is asked what became of it, while somebody waits for that."""
SOON_TIMES = 20
LATER_S = 15.0
"""How often after that."""
LATE_TIMES = 4
"""From which look on one that is still open was not merged."""
CUT_SHORT = "what asked for it was cut short, and it is still open"
LEFT_QUEUE = "it left the merge queue and is not merged"
End = Callable[[Train, LandingResult], Awaitable[Outcome]]
WhyNot = Callable[[Project, Candidate, PullNow, tuple[Overridden, ...]], str]


class PullMerger:
    """Merges what was approved; what decides is asked for once more in the second before."""

    def __init__(
        self,
        core: Core,
        lists: PullWatch,
        pulls: PullsNow,
        conversations: ConversationWatch,
        why_not: WhyNot,
    ) -> None:
        """``why_not`` says why a branch's pull request may not be merged over these remarks, by what is known then."""
        self.core = core
        self._lists = lists
        self._pulls = pulls
        self._conversations = conversations
        self._why_not = why_not

    async def why_no_longer(self, project: Project, approval: Approval, made: Candidate) -> str:
        """Why exactly this may not be merged any more, by what the forge says now; empty when it may."""
        release = approval.pull
        if release is None or project.forge is None or not project.forge.merges:
            return "where it is released was changed since you approved it; look again"
        if (as_written(project.forge.repository), made.method.kind) != (release.repository, release.method):
            return "how or where it is merged was changed since you approved it; look again"
        try:
            now = await self._pulls.now(project, release.number)
            await self._conversations.fresh(project.name, release.number)
        except PortError as error:
            return f"{error.doing}: {error.detail}"
        return self._why_not(project, made, now, release.overridden)

    async def merge(self, project: Project, train: Train, release: PullRelease, end: End) -> Outcome:
        """Merge it, and end the landing once the forge says what became of it."""
        core, landing = self.core, train.landings[0]
        said = ""
        try:
            now = _exactly(release, await self._pulls.now(project, release.number))
            if now.pull.auto_merge:
                await core.world.forge.disarm(release.repository, now)
            core.world.fault("pull.before")
            await core.world.forge.merge(release.repository, now, release.method)
        except PortError as error:
            said = f"{error.doing}: {error.detail}"
        core.world.fault("pull.asked")
        for time in range(SOON_TIMES):
            refused = said if time >= LATE_TIMES else ""
            if outcome := await self._decided(project, landing, end, refused):
                return outcome
            if self._is_queued(project, release.number):
                break
            await rest(SOON_S)
        queued = self._is_queued(project, release.number)
        follow = self._follow(project, landing, end, LEFT_QUEUE if queued else said or CUT_SHORT)
        core.spawn(follow, f"pull request #{release.number}")
        if queued:
            return Outcome(ok=True, text=f"#{release.number} is in the merge queue; it is followed")
        return Outcome(
            ok=False,
            text=f"whether #{release.number} was merged is not known yet: {said or self._unknown(landing)}",
        )

    def recover(self, project: Project, landing: Landing, end: End) -> None:
        """Go on asking what became of one that was cut short."""
        self.core.spawn(self._follow(project, landing, end, CUT_SHORT), f"pull request #{landing.pull}")

    async def _follow(self, project: Project, landing: Landing, end: End, why: str) -> None:
        """``why`` is the reason where it turns out that it was not merged."""
        times = 0
        while not await self._decided(project, landing, end, why if times >= LATE_TIMES else ""):
            queued = self._is_queued(project, landing.pull)
            times, why = (0, LEFT_QUEUE) if queued else (times + 1, why)
            await rest(LATER_S)
        self._tell_late(self.core.fleet.landings[landing.id])

    async def _decided(self, project: Project, landing: Landing, end: End, refused: str) -> Outcome | None:
        """End the landing by what the forge says; ``None`` while that is not known. ``refused`` is why one that is
        still open was not merged; empty while it may be yet: the forge can act on what it was asked a while ago."""
        port = f"pull request #{landing.pull}"
        try:
            now = await self._now(project, landing)
        except PortError as error:
            self.core.trouble(port, f"whether it was merged is not known: {error.detail}", severe=True)
            return None
        try:
            ended = await self._ended(project, landing, now, end, refused)
        except PortError as error:
            said = f"what became of it could not be written down: {error.doing}: {error.detail}"
            self.core.trouble(port, said, severe=True)
            return None
        self.core.well(port)
        return ended

    async def _ended(
        self, project: Project, landing: Landing, now: PullNow, end: End, refused: str
    ) -> Outcome | None:
        """See ``_decided``. Raises ``PortError`` where it could not be written down."""
        if now.state is PullState.MERGED and now.pull.base != landing.target:
            return await self._elsewhere(landing, now, end)
        if now.state is PullState.MERGED and now.merged_as:
            return await self._merged(project, landing, now, end)
        if now.pull.queued or (now.state is PullState.MERGED and not now.merged_as):
            return None
        if now.state is PullState.OPEN and not refused:
            return None
        why = refused if now.state is PullState.OPEN else f"#{landing.pull} is {now.state} there"
        return await end(Train((landing,)), LandingResult(landed=False, detail=why))

    async def _now(self, project: Project, landing: Landing) -> PullNow:
        """What the forge says of exactly the pull request that was asked for. Raises ``PortError``."""
        core, key = self.core, (project.name, landing.pull)
        repository = as_written(landing.repository)
        if repository is None:
            raise PortError("github", f"look up #{landing.pull}", "the journal names no repository")
        try:
            found = await core.world.forge.pull(repository, landing.pull, landing.target)
        except GoesElsewhere as error:
            core.pulls_now.pop(key, None)
            return error.now
        core.pulls_now[key] = found
        core.touch()
        return found

    async def _elsewhere(self, landing: Landing, now: PullNow, end: End) -> Outcome:
        """Somebody gave it another base in the second in which it was merged: the target has nothing of it."""
        base = clean_line(now.pull.base, 80)
        where = f"into {base}, NOT into {landing.target}"
        why = f"#{landing.pull} was merged {where}, as {now.merged_as[:9] or 'a commit that is not told'}"
        self.core.trouble_until_looked(_port(landing), why)
        return await end(Train((landing,)), LandingResult(landed=False, detail=why))

    def _tell_late(self, ended: Landing) -> None:
        """One that was not merged after all, while nobody waited for the answer any more."""
        if ended.state == "refused" and _port(ended) not in self.core.health:
            text = f"{ended.branch} was not merged: {ended.detail}"
            self.core.trouble_until_looked(_port(ended), text, severe=False)

    def _unknown(self, landing: Landing) -> str:
        known = self.core.health.get(f"pull request #{landing.pull}")
        return known.text if known else "no answer"

    def _is_queued(self, project: Project, number: int) -> bool:
        known = self.core.pulls_now.get((project.name, number))
        return known is not None and known.pull.queued

    async def _merged(self, project: Project, landing: Landing, now: PullNow, end: End) -> Outcome:
        """Bring what it was merged as, compare its files with those that were tested, and move the target on."""
        detail = f"#{landing.pull} was merged as {now.merged_as[:9]}"
        self._lists.soon(project.name)
        self._pulls.soon(project.name)
        try:
            detail = f"{detail}; {await self._compared(project, landing, now.merged_as)}"
        except PortError as error:
            detail = f"{detail}; its files are not known here: {error.detail}"
            self.core.trouble_until_looked(_port(landing), detail)
        return await end(Train((landing,)), LandingResult(landed=True, detail=detail, commit=now.merged_as))

    async def _compared(self, project: Project, landing: Landing, commit: str) -> str:
        """What it holds, beside what was tested, and what became of the target here. Raises ``PortError``."""
        repository = as_written(landing.repository)
        if repository is None:
            raise PortError("github", "bring commit", "the journal names no repository")
        tree = await self.core.world.git.bring(project, address_of(repository), landing.target, commit)
        here = await self._brought(project, landing, commit, tree)
        if tree == landing.tree:
            return here
        said = "its files are NOT those that were tested: look at it before anything else lands"
        self.core.trouble_until_looked(_port(landing), f"#{landing.pull} as {commit[:9]}: {said}")
        return f"{said}; {here}"

    async def _brought(self, project: Project, landing: Landing, commit: str, tree: str) -> str:
        """Move the target here on to it; what became of that."""
        base = await self.core.world.git.target(project)
        if base == commit:
            return f"{landing.target} is there"
        step = Train((replace(landing, base=base, head=commit, candidate=commit, tree=tree),))
        try:
            result = await self.core.world.git.forward(project, step)
        except PortError:
            result = await self.core.world.git.landed(project, step)
        if not result.landed:
            self.core.trouble_until_looked(
                _port(landing), f"{landing.target} here stays behind: {result.detail}"
            )
            return f"{landing.target} here stays behind: {result.detail}"
        return f"{landing.target} is {commit[:9]} here, too"


def _exactly(release: PullRelease, now: PullNow) -> PullNow:
    """The pull request at the commits that were approved, whatever was pushed since it was looked at. Raises
    ``PortError`` where it stands on others by now: nothing was asked for then."""
    if (now.pull.head, now.base_commit) != (release.head, release.base):
        raise PortError("github", f"merge #{release.number}", "it or its base moved since you approved it")
    return now


def address_of(repository: Repository) -> str:
    """Where git finds a repository of a forge, with what the operator's git has for that host."""
    return f"https://{repository.host}/{repository.slug}.git"


def _port(landing: Landing) -> str:
    return f"merged {landing.project} #{landing.pull}"
