"""How a branch here lies to the newest commit of its pull request: what is not pushed yet, and why not. Pure."""

from __future__ import annotations

from fleetui.model.counts import count
from fleetui.model.value import value


@value
class Unpushed:
    """Two commits that differ: the one that stands here, and the one that its pull request has."""

    here: str
    there: str
    ahead: int = 0
    """Commits that only stand here."""
    behind: int = 0
    """Commits that only stand there."""
    subjects: tuple[str, ...] = ()
    """Of the newest of those that only stand here."""
    known: bool = True
    """False where this machine does not have the commit that stands there."""

    @property
    def goes_forward(self) -> bool:
        """Whether pushing takes nothing away there."""
        return self.known and bool(self.ahead) and not self.behind

    @property
    def said(self) -> str:
        """What a person asks of it first."""
        if not self.known:
            return f"it stands on {self.there[:7]}, which is not here"
        if not self.behind:
            return f"{count(self.ahead, 'commit')} not pushed"
        there = f"{count(self.behind, 'commit')} there {'is' if self.behind == 1 else 'are'} not here"
        return f"{there}, {self.ahead} here not there" if self.ahead else there


def why_not_pushed(number: int, one: Unpushed) -> str:
    """Why it cannot be pushed, with what to do; empty where it can."""
    if one.goes_forward:
        return ""
    if not one.known:
        return (
            f"#{number} is at {one.there[:9]}, which is not here: f has its agent fetch and merge that first"
        )
    if not one.behind:
        return f"#{number} has all that is committed here"
    if not one.ahead:
        return f"#{number} has {count(one.behind, 'commit')} that are not here: f has its agent pull them"
    return (
        f"#{number} has {count(one.behind, 'commit')} that are not here, and nothing is pushed by force: f has its"
        " agent merge them, then p pushes"
    )
