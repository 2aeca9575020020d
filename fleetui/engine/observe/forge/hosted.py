"""Seats of hosted agents: one for each open pull request and issue that is known to be theirs, gone once that is over.

Nothing is asked for but what the lists do not say: what became of a pull request that is in none any more, and an issue
that no query finds.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator

from fleetui.engine.core import Core
from fleetui.engine.observe.forge.repositories import repository_of
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.forge import Limited
from fleetui.model import events as e
from fleetui.model.fleet import Project
from fleetui.model.forge.merging import PullState
from fleetui.model.forge.pull import Pull, PullList
from fleetui.model.forge.wishes.hosted import HAND
from fleetui.model.hosted.agent import HostedAgent, hosted_of
from fleetui.model.hosted.seat import ASSIGNED, DISMISSED, HostedSeat, name_for, there
from fleetui.model.queue import live

PASS_S = 1.0
ISSUE_S = 300.0
"""How often an issue is read that no query finds."""
FAILED_S = 120.0
MOST = 12
"""Seats of one project that are made by themselves: those that moved last."""


class HostedWatch:
    """Makes and ends them, as the owner."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._seen: dict[str, tuple[object, ...]] = {}
        """What each project was looked at with last: nothing moves without another list."""
        self._due: dict[str, float] = {}
        """When something is asked about a seat next."""

    async def run(self) -> None:
        """Look for ever."""
        while True:
            await self.look()
            await rest(PASS_S)

    async def look(self) -> None:
        """Seats for what is new, the word of the forge for what is over."""
        for project in self._projects():
            moment = (
                self.core.pulls.get(project.name),
                self.core.issues.get(project.name),
                self.core.fleet.hosted,
            )
            may = self.core.acts and not self.core.ledger.read_only and self._branches_known(project)
            if may and self._seen.get(project.name) != moment:
                self._seen[project.name] = moment
                with self.core.watching("journal"):
                    await self._of_pulls(project)
                    await self._of_issues(project)
        for seat in there(self.core.fleet.hosted):
            await self._ask(seat)

    def _projects(self) -> Iterator[Project]:
        """Only where the repository is written: where a remote leads, an agent can change."""
        found = self.core.settings.projects.values()
        return (one for one in found if one.forge and one.forge.repository and one.path)

    # ------------------------------------------------------------ what is new

    async def _of_pulls(self, project: Project) -> None:
        known = self.core.pulls.get(project.name)
        if known is None or known.why:
            return
        for pull, agent in self._theirs(project, known):
            if seat := self._seat_of(project, agent, pull):
                await self._met(seat, pull)
            elif self._count(project) < MOST:
                issue = pull.closes[0] if len(pull.closes) == 1 else 0
                await self._add(project, agent, agent.made(pull), issue=issue, pull=pull)

    def _theirs(self, project: Project, known: PullList) -> Iterable[tuple[Pull, HostedAgent]]:
        """The pull requests of hosted agents; one of a branch that an agent here has is that agent's."""
        branches = set(self._branches(project))
        for pull in known.pulls:
            agent = hosted_of(pull, self.core.world.hosted)
            if agent is not None and (pull.of_fork or pull.branch not in branches):
                yield pull, agent

    def _branches(self, project: Project) -> Iterator[str | None]:
        """The branches that agents here have; ``None`` of one whose worktree was not looked at yet."""
        for seat in self.core.seats():
            if seat.project == project.name and seat.worktree:
                git = self.core.sight(seat.name).git
                yield git.branch if git else seat.branch or None

    def _branches_known(self, project: Project) -> bool:
        """Until they are, a pull request of an agent here could be taken for another's."""
        return None not in self._branches(project)

    def _seat_of(self, project: Project, agent: HostedAgent, pull: Pull) -> HostedSeat | None:
        """The seat of this pull request; else the one of the issue that it closes."""
        seats = [one for one in self.core.fleet.hosted.values() if one.agent == agent.name]
        own = [one for one in seats if one.works_on(project.name, pull=pull.number)]
        of_issue = [
            one
            for one in seats
            if not one.pull and not one.left and any(one.works_on(project.name, issue=n) for n in pull.closes)
        ]
        return next(iter((*own, *of_issue)), None)

    async def _met(self, seat: HostedSeat, pull: Pull) -> None:
        """It is open: one that was merged or closed before was opened again; one that was dismissed stays so."""
        if seat.pull != pull.number:
            await self.core.ledger.append(e.HostedPullFound(seat.name, pull.number, pull.base))
        elif seat.left and seat.left != DISMISSED and not self.core.why_not_free(seat.name):
            await self.core.ledger.append(e.HostedBack(seat.name))
        self.core.hosted_pulls.pop((seat.project, pull.number), None)
        self._due.pop(seat.name, None)

    async def _of_issues(self, project: Project) -> None:
        listed = self.core.issues.get(project.name)
        if listed is None or listed.why:
            return
        for issue in listed.issues:
            names = {one.lower() for one in issue.assignees}
            agent = next((one for one in self.core.world.hosted if names & one.logins), None)
            if agent and issue.open and not self._has(project, issue.number) and self._count(project) < MOST:
                await self._add(project, agent, ASSIGNED, issue=issue.number)

    def _has(self, project: Project, issue: int) -> bool:
        """Whether an issue has a seat, had one, is being given, or has the pull request that closes it."""
        listed = self.core.pulls.get(project.name)
        closing = {one.number for one in listed.pulls if issue in one.closes} if listed else set()
        seats = self.core.fleet.hosted.values()
        given = (
            one.kind == HAND and (one.project, one.number) == (project.name, issue)
            for one in self.core.fleet.pull_acts.values()
        )
        of_pull = any(one.works_on(project.name, pull=number) for one in seats for number in closing)
        return of_pull or any(given) or any(one.works_on(project.name, issue=issue) for one in seats)

    def _count(self, project: Project) -> int:
        return sum(one.project == project.name for one in there(self.core.fleet.hosted))

    async def _add(
        self, project: Project, agent: HostedAgent, by: str, *, issue: int = 0, pull: Pull | None = None
    ) -> None:
        number, base = (pull.number, pull.base) if pull else (0, "")
        name = name_for(agent.name, number or issue, self.core.names())
        slot = self.core.free_slot()
        await self.core.ledger.append(
            e.HostedAdded(name, project.name, agent.name, slot, issue, number, by, base)
        )

    # ------------------------------------------------------------ what is over

    async def _ask(self, seat: HostedSeat) -> None:
        """Ask about what no list has."""
        now, project = self.core.world.now(), self.core.settings.projects.get(seat.project)
        question = self._question(seat)
        if project is None or question is None or self._due.get(seat.name, 0.0) > now:
            return
        self._due[seat.name] = now + ISSUE_S
        try:
            await question(project, seat)
        except PortError as error:
            self._due[seat.name] = error.until if isinstance(error, Limited) else now + FAILED_S
            self.core.trouble(_port(seat), f"{error.doing}: {error.detail}")
        else:
            self.core.well(_port(seat))

    def _question(self, seat: HostedSeat) -> Callable[[Project, HostedSeat], Awaitable[None]] | None:
        if not seat.pull:
            listed = self.core.issues.get(seat.project)
            return None if listed and listed.of(seat.issue) else self._ask_issue
        known = self.core.pulls.get(seat.project)
        if known is None or known.why or known.at <= seat.since:
            return None
        return None if any(one.number == seat.pull for one in known.pulls) else self._ask_pull

    async def _ask_pull(self, project: Project, seat: HostedSeat) -> None:
        key = (seat.project, seat.pull)
        known = self.core.hosted_pulls.get(key)
        if known is not None and known.state is PullState.MERGED:
            await self._leave(seat, str(known.state))
            return
        repository = await repository_of(self.core, project)
        found = await self.core.world.forge.pull(repository, seat.pull, seat.base or project.base)
        self.core.hosted_pulls[key] = found
        self.core.touch()
        if found.state is not PullState.OPEN:
            await self._leave(seat, str(found.state))

    async def _ask_issue(self, project: Project, seat: HostedSeat) -> None:
        found = await self.core.world.forge.issue(await repository_of(self.core, project), seat.issue)
        self.core.hosted_issues[seat.project, seat.issue] = found.issue
        self.core.touch()
        if not found.issue.open:
            await self._leave(seat, str(PullState.CLOSED))

    async def _leave(self, seat: HostedSeat, why: str) -> None:
        """It goes, unless the operator brought it back, or something still waits to be told."""
        waits = live(self.core.fleet.queues.get(seat.name, ()))
        if self.core.acts and not self.core.ledger.read_only and not seat.kept and not waits:
            await self.core.ledger.append(e.HostedLeft(seat.name, why))


def _port(seat: HostedSeat) -> str:
    return f"github {seat.name}"
