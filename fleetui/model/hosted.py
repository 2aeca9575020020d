"""Hosted agents: they run at their maker's, bring their work as pull requests, and are told by comments. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from fleetui.model.forge.pull import Pull
from fleetui.model.value import value


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

    def made(self, pull: Pull) -> str:
        """By what a pull request is known to be its: ``author``, ``branch``; empty where it is not."""
        if pull.author in self.authors:
            return "author"
        named = not pull.of_fork and any(pull.branch.startswith(prefix) for prefix in self.branches)
        return "branch" if named else ""


def hosted_of(pull: Pull, agents: Iterable[HostedAgent]) -> HostedAgent | None:
    """Whose pull request it is: the author says more than the name of a branch, which anybody can give."""
    found = {one.made(pull): one for one in reversed(tuple(agents))}
    return found.get("author") or found.get("branch")
