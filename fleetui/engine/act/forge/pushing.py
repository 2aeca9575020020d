"""New commits of a branch go to its pull request, by a key: exactly those that were seen, never by force."""

from __future__ import annotations

from functools import partial

from fleetui.engine.act.forge.merging import address_of
from fleetui.engine.act.forge.once import Once
from fleetui.engine.core import Core, Refused
from fleetui.engine.observe.forge.red_checks import newest
from fleetui.engine.protocols.errors import PortError, Unanswered
from fleetui.model.commands import Outcome
from fleetui.model.fleet import Project, Seat
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.wishes.pull_acts import PUSH, PullAct, PushPull
from fleetui.model.forge.wishes.unpushed import why_not_pushed
from fleetui.model.names import why_not_branch


class Pushing:
    """Pushes a commit once, onto the one that was seen there."""

    def __init__(self, core: Core, once: Once) -> None:
        self.core = core
        self._once = once

    async def push(self, want: PushPull) -> Outcome:
        """Push it. Raises ``Refused`` and ``PortError``."""
        project = self._once.project(want.project)
        async with self.core.lock(f"pull:{want.project}:{want.branch}"):
            base = await self._checked(project, self.core.seat(want.seat), want)
            do = partial(self._do, project=project, want=want)
            return await self._once.do(project, want.number, PUSH, f"{want.branch} {base}", want.head, do)

    async def _checked(self, project: Project, seat: Seat, want: PushPull) -> str:
        """The branch that its pull request goes to, once both sides are as they were seen."""
        git = self.core.sight(seat.name).git
        if seat.project != want.project or git is None or git.branch != want.branch:
            raise Refused(f"{want.branch} is not the branch of {want.seat} any more")
        if why := why_not_branch(want.branch):
            raise Refused(why)
        _, pull = await newest(self.core, project, want.number, checked=False)
        if pull.of_fork or pull.branch != want.branch:
            raise Refused(f"#{want.number} does not bring {want.branch} of this repository")
        if pull.head != want.there:
            raise Refused(f"#{want.number} is at {pull.head[:9]} by now: look at it first")
        found = await self.core.world.git.apart(project, seat.worktree, pull.head)
        if found.here != want.head:
            raise Refused(f"{want.branch} is at {found.here[:9]} by now: look at what would go out first")
        if why := why_not_pushed(want.number, found):
            raise Refused(why)
        return pull.base

    async def _do(self, repository: Repository, *, project: Project, want: PushPull) -> str:
        address = address_of(repository)
        pushed = await self.core.world.git.push_branch(project, address, want.branch, want.head)
        if pushed.state != "pushed":
            kind = Unanswered if pushed.state == "unknown" else PortError
            raise kind("git", f"push {want.branch}", pushed.detail)
        return _pushed(want.number, want.head)


def _pushed(number: int, head: str) -> str:
    return f"#{number} is at {head[:9]} now"


async def seen_pushed(core: Core, repository: Repository, act: PullAct) -> str | None:
    """Whether its pull request has that commit."""
    _, _, base = act.about.partition(" ")
    head = (await core.world.forge.pull(repository, act.number, base)).pull.head
    return _pushed(act.number, head) if head == act.before else None
