"""What the engine needs of a forge. ``docs/forges.md`` says what another forge than GitHub has to answer."""

from __future__ import annotations

from typing import Protocol

from fleetui.engine.protocols.errors import PortError
from fleetui.model.forge.actors import Actor, IssueActors
from fleetui.model.forge.conversation import Conversation
from fleetui.model.forge.issues.issue import IssueList, IssueSaid
from fleetui.model.forge.merging import PullNow
from fleetui.model.forge.pull import PullList, PullMade
from fleetui.model.forge.repository import Repository
from fleetui.model.forge.wishes.red_checks import Attempt, CommitChecks, FailedJob
from fleetui.model.release_authority import Standing


class Limited(PortError):
    """The forge asks to be left alone for a while."""

    def __init__(self, port: str, doing: str, detail: str, until: float) -> None:
        """``until``: when it may be asked again, by the clock of the engine."""
        super().__init__(port, doing, detail)
        self.until = until


class GoesElsewhere(PortError):
    """A pull request goes to another base than it was asked about."""

    def __init__(self, port: str, doing: str, detail: str, now: PullNow) -> None:
        """``now``: what the forge says of it; its ``base_commit`` is of the base that was asked about."""
        super().__init__(port, doing, detail)
        self.now = now


class ForgePort(Protocol):
    """A forge, with the operator's own login. Every call may raise ``PortError``; nothing is asked twice by itself."""

    async def pulls(self, repository: Repository) -> PullList:
        """The open pull requests, those that were updated last first. Raises ``Limited``, ``Gone``, ``Unanswered``;
        an answer that is not whole or has another shape raises, too: an error is never an empty list."""
        ...

    async def pull(self, repository: Repository, number: int, base: str) -> PullNow:
        """One pull request into ``base``, with all that decides about its merge. Raises as ``pulls``, and
        ``GoesElsewhere`` where its base is another by now."""
        ...

    async def merge(self, repository: Repository, now: PullNow, method: str) -> None:
        """Merge it, by ``merge``, ``squash`` or ``rebase``, if its newest commit is still the one of ``now``; where its
        base has a queue, put exactly that commit into it. Once: it is never asked for twice, never forced, and no
        branch is removed. Raises ``PortError`` where the forge refused, ``Unanswered`` where it is not known whether it
        was done: ``pull`` says what became of it."""
        ...

    async def disarm(self, repository: Repository, now: PullNow) -> None:
        """Have it not merged by itself any more. Raises as ``merge``."""
        ...

    async def conversation(self, repository: Repository, number: int) -> Conversation:
        """All that was said in a pull request: every page, all of one head. Raises as ``pulls``; what is not whole
        raises, too."""
        ...

    async def reply(self, repository: Repository, thread: str, text: str) -> str:
        """Say something in a thread; where it stands. Raises ``Unanswered`` where it is said now, or is not."""
        ...

    async def comment(self, repository: Repository, pull: str, text: str) -> str:
        """Say something below a pull request; as ``reply``."""
        ...

    async def resolve(self, repository: Repository, thread: str) -> bool:
        """Resolve a thread; whether it is resolved now. Raises as ``reply``."""
        ...

    async def standing(self, repository: Repository, base: str) -> Standing:
        """What the login may do there, and what guards the branch ``base``. Raises as ``pulls``."""
        ...

    async def issues(self, repository: Repository, query: str) -> IssueList:
        """The issues of the repository that a query in the forge's own words finds, those that were updated last first;
        every page, or as many as one looks through. Raises as ``pulls``."""
        ...

    async def issue(self, repository: Repository, number: int) -> IssueSaid:
        """One issue and every page of its comments. Raises as ``conversation``."""
        ...

    async def assign(self, repository: Repository, number: int, login: str) -> None:
        """Assign somebody to an issue, beside those who are. Raises ``PortError`` where the forge did not take that,
        ``Unanswered`` where it is not known."""
        ...

    async def actors(self, repository: Repository, number: int) -> IssueActors:
        """Who an issue is assigned to, programs among them, and who may be. Raises as ``issue``."""
        ...

    async def hand(self, repository: Repository, actors_now: IssueActors, to: Actor) -> None:
        """Assign a program to an issue, beside those that ``actors_now`` has. Raises as ``assign``."""
        ...

    async def label(self, repository: Repository, number: int, label: str) -> None:
        """Add a label to an issue; as ``assign``."""
        ...

    async def login(self, host: str) -> str:
        """The name that the login has there. Raises as ``pulls``."""
        ...

    async def checks(self, repository: Repository, branch: str) -> CommitChecks:
        """The checks of a branch's newest commit. Raises as ``pulls``; ``Gone`` where there is no such branch."""
        ...

    async def failed_job(self, repository: Repository, job: int) -> FailedJob:
        """One job of a workflow with its log; why there is no log stands in it. Raises as ``pulls``."""
        ...

    async def attempt(self, repository: Repository, run: int) -> Attempt:
        """How often a run of a workflow was begun, on which commit. Raises as ``pulls``."""
        ...

    async def template(self, repository: Repository) -> str:
        """What the repository wants a pull request to say; empty where it says nothing. Raises as ``pulls``."""
        ...

    async def open(
        self, repository: Repository, branch: str, base: str, title: str, body: str, *, draft: bool
    ) -> PullMade:
        """Make a pull request of a branch of the repository itself, once. Raises ``PortError`` where the forge
        refused, ``Unanswered`` where it is not known whether it was made: ``pulls`` says so."""
        ...

    async def update(self, repository: Repository, number: int, head: str) -> None:
        """Bring the base into the branch of a pull request, if that is still at ``head``; once. The forge may be at it
        when this returns. Raises as ``open``; ``pull`` says what became of it."""
        ...

    async def rerun(self, repository: Repository, run: int) -> None:
        """Begin what failed in a run again, once. Raises ``PortError`` where the forge refused, ``Unanswered`` where it
        is not known whether it was done: ``attempt`` says so."""
        ...
