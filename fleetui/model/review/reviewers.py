"""One reviewer: the share of one lens in a round of a review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fleetui.model.review.findings import SEVERITIES, Finding
from fleetui.model.review.rules import UNDER_WAY, ReviewState
from fleetui.model.value import value


@value
class Reviewer:
    """A fresh run that looks at the subject for one thing, and what it came to."""

    lens: str
    """What it looks for; empty where one reviewer looked for everything."""
    state: ReviewState = ReviewState.WAITING
    seat: str = ""
    """Its seat; empty until it began."""
    profile: str = ""
    who: str = ""
    """What kind of agent it is, and why this one."""
    lane: int = 0
    """Which of the project's lasting places it stands in; 0 for a place of its own."""
    checkout: str = ""
    folder: str = ""
    """What it was given, and where it writes its verdict."""
    started: float = 0.0
    ended: float = 0.0
    detail: str = ""
    """Why it came to this, in one line."""
    findings: tuple[Finding, ...] = ()
    """The earlier ones that it was asked about, as it left them, and its own, which have no id yet."""
    refused: tuple[str, ...] = ()

    @property
    def under_way(self) -> bool:
        """It has not come to its word yet."""
        return self.state in UNDER_WAY

    @property
    def counts(self) -> tuple[int, ...]:
        """Open findings by severity, the heaviest first."""
        left = [one for one in self.findings if one.state != "fixed"]
        return tuple(sum(one.severity == name for one in left) for name in SEVERITIES)


def asked_of(lens: str, lenses: Iterable[str], earlier: Sequence[Finding]) -> tuple[Finding, ...]:
    """The earlier findings that the reviewer of a lens is asked about: its own, and those of no lens of today."""
    known = set(lenses)
    return tuple(one for one in earlier if lens in one.lenses or not known & set(one.lenses))
