"""How a field of the schema is answered: by a function of its name here, or by the attribute of the same name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fleetui.demo.github import pulls, things
from fleetui.demo.github.bare import Commit
from fleetui.demo.github.graph.limits import Weight
from fleetui.demo.github.hub import Hub
from fleetui.demo.github.merge_queue import MergeQueue
from fleetui.demo.github.repository import Repo
from fleetui.demo.github.things import Account

Answerer = Callable[..., Any]
FIELDS: dict[tuple[str, str], Answerer] = {}
NAMES: dict[type, str] = {
    pulls.Pull: "PullRequest",
    Repo: "Repository",
    things.Check: "CheckRun",
    things.Comment: "IssueComment",
    things.Issue: "Issue",
    things.Label: "Label",
    things.QueueEntry: "MergeQueueEntry",
    things.Review: "PullRequestReview",
    things.Status: "StatusContext",
    things.Thread: "PullRequestReviewThread",
    things.ThreadComment: "PullRequestReviewComment",
    MergeQueue: "MergeQueue",
}


@dataclass
class Asking:
    """One question: who asks, and which connections misbehave for it."""

    hub: Hub
    viewer: Account
    stuck: frozenset[str] = frozenset()
    """Connections whose end cursor never advances."""
    repeating: frozenset[str] = frozenset()
    """Connections that give their first page again and again."""
    weight: Weight = field(default_factory=Weight)
    """What it asks for and costs."""
    known: dict[str, bool] = field(default_factory=dict)
    """Whether it is known of a pull request if it can be merged: one question gives one answer."""


@dataclass(frozen=True)
class At:
    """A commit of a repository."""

    repo: Repo
    oid: str

    @property
    def git(self) -> Commit:
        """It as git tells of it."""
        return self.repo.bare.read(self.oid)

    @property
    def id(self) -> str:
        """Its global node id."""
        return f"C_{self.oid}"


@dataclass(frozen=True)
class Branch:
    """A branch of a repository."""

    repo: Repo
    name: str

    @property
    def oid(self) -> str:
        """The commit it is at."""
        return self.repo.bare.branch(self.name)

    @property
    def id(self) -> str:
        """Its global node id."""
        return f"REF_{self.repo.database_id}_{self.name}"


NAMES |= {At: "Commit", Branch: "Ref"}


def answers(kinds: str, name: str) -> Callable[[Answerer], Answerer]:
    """Register what answers a field of these types (names with a space between them)."""

    def keep(function: Answerer) -> Answerer:
        for kind in kinds.split():
            FIELDS[(kind, name)] = function
        return function

    return keep


def type_of(source: object) -> str:
    """The name of the type that a value is of."""
    if isinstance(source, Account):
        return source.kind
    return NAMES[type(source)]


def snake(name: str) -> str:
    """``headRefOid`` as ``head_ref_oid``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()


def resolve(source: Any, info: Any, **arguments: Any) -> Any:
    """The default resolver of every field."""
    given = {snake(name): value for name, value in arguments.items()}
    found = FIELDS.get((info.parent_type.name, info.field_name))
    if found is not None:
        return found(source, info.context, **given)
    if isinstance(source, Mapping):
        return source[info.field_name]
    return getattr(source, snake(info.field_name))
