"""How a project has its work reviewed, and what a review can come to."""

from __future__ import annotations

from enum import StrEnum

from fleetui.model.value import value


class ReviewState(StrEnum):
    """How far a review is. Only ``accepted`` ever lets a branch land that has to be reviewed."""

    NONE = "none"
    WAITING = "waiting"
    RUNNING = "running"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    FAILED = "failed"
    """Came to no verdict, or to one that was refused. Never green."""
    OUTDATED = "outdated"
    """The patch was changed since."""
    CLOSED = "closed"
    """Given up before it was accepted."""


UNDER_WAY = frozenset({ReviewState.WAITING, ReviewState.RUNNING})


@value
class ReviewRules:
    """How the patches of one project are reviewed, as the operator's configuration says."""

    profile: str = ""
    """The reviewer's; empty chooses another than the author's where the fleet has one."""
    command: tuple[str, ...] = ()
    """Instead of the profile's start command."""
    unattended: bool = False
    required: bool = False
    """Nothing lands that was not accepted."""
    lenses: tuple[str, ...] = ("correctness",)
    """What is looked for, each by a reviewer of its own."""
    at_once: int = 2
    """As many of them may work beside each other."""
    blockers: int = 0
    """As many findings of this severity may an accepted patch have."""
    majors: int = 0
    timeout_s: float = 3600.0
