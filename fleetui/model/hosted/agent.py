"""Kinds of hosted agents: how one takes an issue, how its pull requests are known, what it is told by. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from fleetui.model.forge.pull import Pull
from fleetui.model.names import no_such
from fleetui.model.value import value


class By(StrEnum):
    """What gives a hosted agent an issue."""

    ASSIGN = "assign"
    LABEL = "label"
    COMMENT = "comment"


@value
class Start:
    """How one takes an issue."""

    by: By
    what: str
    """The login that is assigned, the label that is added, the comment that is posted."""

    @property
    def said(self) -> str:
        """What is done, as a person says it."""
        return {By.ASSIGN: f"assigns {self.what}", By.LABEL: f"adds the label {self.what}"}.get(
            self.by, f"comments: {self.what}"
        )


@value
class HostedAgent:
    """One kind of them."""

    name: str
    label: str
    authors: tuple[str, ...] = ()
    """The logins of its pull requests where it makes them itself."""
    branches: tuple[str, ...] = ()
    """How the names of its branches begin, for those that it makes in the name of a person."""
    mention: str = ""
    """What a comment that is for it begins with."""
    start: Start | None = None
    """How it takes an issue; ``None`` where nothing on the forge gives it one."""

    @property
    def logins(self) -> frozenset[str]:
        """Every name that the forge has for it, in small letters."""
        own = (self.start.what,) if self.start and self.start.by is By.ASSIGN else ()
        return frozenset(name.lower() for name in (*self.authors, *own))

    @property
    def reads_issues(self) -> bool:
        """Whether it heeds a comment on an issue, and not on its pull request alone."""
        return self.start is not None and self.start.by is By.COMMENT

    def made(self, pull: Pull) -> str:
        """By what a pull request is known to be its: ``author``, ``branch``; empty where it is not."""
        if pull.author in self.authors:
            return "author"
        named = not pull.of_fork and any(pull.branch.startswith(prefix) for prefix in self.branches)
        return "branch" if named else ""

    def addressed(self, text: str) -> str:
        """The text as it is told: what names the agent comes first, where it does not stand in it already."""
        words = text.replace(",", " ").replace(":", " ").split()
        return text if self.mention in words else f"{self.mention} {text}"


def hosted_of(pull: Pull, agents: Iterable[HostedAgent]) -> HostedAgent | None:
    """Whose pull request it is: the author says more than the name of a branch, which anybody can give."""
    found = {one.made(pull): one for one in reversed(tuple(agents))}
    return found.get("author") or found.get("branch")


def hosted_named(name: str, agents: Iterable[HostedAgent]) -> HostedAgent | None:
    """The kind of this name."""
    return next((one for one in agents if one.name == name), None)


def why_no_start(name: str, agents: Sequence[HostedAgent]) -> str:
    """Why such an agent cannot be given an issue; empty where it can."""
    known = hosted_named(name, agents)
    if known is None:
        return no_such("hosted agent", name, [one.name for one in agents])
    if known.start is None:
        return (
            f"{known.label} takes no issue from the forge, as far as its file says: start it at its maker's, "
            "and its pull request has a seat here"
        )
    return ""
