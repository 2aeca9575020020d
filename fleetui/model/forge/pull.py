"""A pull request, as its forge told it at one moment."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from enum import StrEnum

from fleetui.model.counts import count
from fleetui.model.forge.checks import Check, Tally, tally
from fleetui.model.forge.repository import Repository
from fleetui.model.value import value


class Mergeable(StrEnum):
    """Whether it merges into its base. The forge reckons that late: ``unknown`` is asked again and never fine."""

    CLEAN = "clean"
    CONFLICT = "conflict"
    UNKNOWN = "unknown"


class Decision(StrEnum):
    """What its reviews come to, by the forge's own rules."""

    NONE = ""
    """No rule asks for one."""
    APPROVED = "approved"
    CHANGES = "changes requested"
    REQUIRED = "review required"
    UNKNOWN = "unknown"


@value
class Pull:
    """One open pull request."""

    number: int
    title: str
    url: str
    author: str
    bot: bool
    """Its author is a program."""
    branch: str
    """The branch it brings; in another repository where ``of_fork`` is set."""
    head: str
    """Its newest commit."""
    base: str
    """The branch it goes to."""
    of_fork: bool = False
    draft: bool = False
    mergeable: Mergeable = Mergeable.UNKNOWN
    decision: Decision = Decision.UNKNOWN
    behind: bool = False
    """By the forge: its base has to come into it first."""
    blocked: bool = False
    """By the forge: its rules keep it out, such as a required check of which nothing was heard."""
    auto_merge: bool = False
    """Somebody armed it to merge by itself."""
    queued: bool = False
    """It stands in the forge's merge queue."""
    checks: tuple[Check, ...] = ()
    """Of exactly ``head``."""
    checks_whole: bool = True
    """False where the forge has more of them than were read."""
    checks_of: str = ""
    """The commit that the forge's checks are about; another than ``head`` means that none of it is known."""
    threads: int | None = 0
    """Unresolved review threads; ``None`` where there are more than were read."""
    updated: float = 0.0
    closes: tuple[int, ...] = ()
    """Issues of the same repository that it closes, by number, as far as they were read."""

    @property
    def tally(self) -> Tally:
        """Its checks, counted."""
        return tally(self.checks)

    @property
    def said(self) -> str:
        """``#12 draft, 3 passed, 1 failed, 2 threads open``: what a person asks of it first."""
        return ", ".join((f"#{self.number}{' draft' if self.draft else ''}", *self._states()))

    def _states(self) -> Iterable[str]:
        sums = self.tally
        yield from (f"{n} {word}" for n, word in self._counted(sums) if n)
        if not sums.total:
            yield "no check reported"
        if self.threads is None or self.threads:
            yield f"{'many' if self.threads is None else count(self.threads, 'thread')} open"
        if self.mergeable is not Mergeable.CLEAN:
            yield "conflict" if self.mergeable is Mergeable.CONFLICT else "mergeable not known yet"
        if self.decision in (Decision.CHANGES, Decision.REQUIRED, Decision.APPROVED):
            yield str(self.decision)
        if self.behind:
            yield "behind"
        if self.auto_merge:
            yield "armed to merge by itself"
        if self.queued:
            yield "in the merge queue"

    @staticmethod
    def _counted(sums: Tally) -> tuple[tuple[int, str], ...]:
        return (sums.passed, "passed"), (sums.failed, "failed"), (sums.pending, "pending")


@value
class PullMade:
    """A pull request that was just made."""

    number: int
    url: str
    head: str


@value
class PullList:
    """The open pull requests of one repository, as they were when they were asked for."""

    repository: Repository
    pulls: tuple[Pull, ...] = ()
    at: float = 0.0
    """When the forge answered last; 0 where it never did."""
    why: str = field(default="", compare=True)
    """Why it did not answer since; empty while it does."""
    whole: bool = True
    """False where there are more open ones than were read."""

    def closing(self, issue: int) -> tuple[Pull, ...]:
        """Those that close an issue once they are merged."""
        return tuple(one for one in self.pulls if issue in one.closes)

    def of_branch(self, branch: str, base: str) -> Pull | None:
        """The one that brings a branch of the repository itself: into ``base`` where there are several."""
        own = [one for one in self.pulls if one.branch == branch and not one.of_fork]
        return next((one for one in own if one.base == base), own[0] if own else None)
