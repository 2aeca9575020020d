"""What is known of a hosted agent's work: what its forge says, and nothing else. Pure."""

from __future__ import annotations

from fleetui.model.forge.issues.issue import Issue
from fleetui.model.forge.merging import PullState
from fleetui.model.forge.pull import Pull
from fleetui.model.hosted.agent import HostedAgent
from fleetui.model.hosted.seat import ASSIGNED, AUTHOR, BRANCH, OPERATOR, HostedSeat
from fleetui.model.value import value

_KNOWN = {
    OPERATOR: "you gave it the issue",
    ASSIGNED: "the issue is assigned to it",
    AUTHOR: "by the author of the pull request",
    BRANCH: "by the name of its branch, which anybody can give",
}


@value
class HostedSight:
    """One seat as a screen shows it."""

    seat: HostedSeat
    kind: HostedAgent
    pull: Pull | None = None
    """Its pull request, as the forge told it last; ``None`` while there is none, or it was never read."""
    issue: Issue | None = None
    state: PullState = PullState.OPEN
    at: float = 0.0
    """When the forge said that."""
    why: str = ""
    """Why there is nothing newer; empty while there is."""

    @property
    def word(self) -> str:
        """The forge's own word for how far that is: no phase, which nothing there tells."""
        if self.pull is None:
            return "pull request not read" if self.seat.pull else "no pull request"
        if self.state is not PullState.OPEN:
            return str(self.state)
        return "draft" if self.pull.draft else "ready for review"

    @property
    def moved(self) -> float:
        """When something last moved there, by the forge; 0 where it did not say."""
        return self.pull.updated if self.pull else self.issue.updated if self.issue else 0.0

    @property
    def known_by(self) -> str:
        """How it is known that this is its work."""
        return _KNOWN.get(self.seat.by, self.seat.by)

    @property
    def summary(self) -> str:
        """In one line: ``#12 draft, 3 passed, 1 failed`` or ``#41, no pull request yet``."""
        if self.pull:
            return self.pull.said if self.state is PullState.OPEN else f"#{self.pull.number} {self.state}"
        return (
            f"#{self.seat.pull}, not read yet"
            if self.seat.pull
            else f"#{self.seat.issue}, no pull request yet"
        )

    @property
    def url(self) -> str:
        """Where its work stands."""
        return self.pull.url if self.pull else self.issue.url if self.issue else ""
