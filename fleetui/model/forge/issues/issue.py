"""Issues, as a forge tells them: those that a query finds, and one with all that was said in it."""

from __future__ import annotations

from collections.abc import Collection

from fleetui.model.forge.conversation import Comment
from fleetui.model.forge.repository import Repository
from fleetui.model.value import value

OURS = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""What the forge says of an author who belongs to the repository."""


@value
class Issue:
    """One issue, as a list has it."""

    number: int
    title: str
    url: str
    author: str
    """Empty where the account is gone."""
    bot: bool = False
    association: str = ""
    """What its author is to the repository, in the forge's word."""
    open: bool = True
    labels: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    comments: int = 0
    updated: float = 0.0

    @property
    def said(self) -> str:
        """``labelled bug, agent; assigned to ann``, as far as it has any."""
        parts = (("labelled", self.labels), ("assigned to", self.assignees))
        return "; ".join(f"{what} {', '.join(names)}" for what, names in parts if names)


@value
class IssueList:
    """What a project's query found, as it was when it was asked for."""

    repository: Repository
    issues: tuple[Issue, ...] = ()
    at: float = 0.0
    """When the forge answered last; 0 where it never did."""
    why: str = ""
    """Why it did not answer since; empty while it does."""
    total: int = 0
    """How many there are; more than ``issues`` where not all are read."""

    def of(self, number: int) -> Issue | None:
        """The issue of this number, where the query found it."""
        return next((one for one in self.issues if one.number == number), None)


@value
class IssueSaid:
    """One issue, whole."""

    issue: Issue
    body: str
    """As it was written: never shown before it was cleaned."""
    edited_by: str = ""
    """Who changed the body last; empty where nobody did."""
    comments: tuple[Comment, ...] = ()
    """Oldest first, every page."""
    at: float = 0.0
    id: str = ""
    """What the forge calls it, to be told what to add to it."""


def is_believed(said: IssueSaid, known: Collection[str]) -> bool:
    """Whether its body may say when a task is done and what it must not touch.

    Written by somebody of the repository or one of ``known``, and changed by nobody else but those.
    """
    issue = said.issue
    written = issue.association in OURS or issue.author in known
    return written and bool(issue.author) and said.edited_by in ("", issue.author, *known)
