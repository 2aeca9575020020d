"""What landed and was pushed, and where targets stand."""

from __future__ import annotations

from fleetui.model.events.event import Event, SeatEvent
from fleetui.model.value import value


@value
class LandingIntended(SeatEvent):
    """The operator approved one candidate and its landing begins.

    Those of a train are written in one step, in its order: the target moves once, from the first ``base`` to the last
    ``candidate``.
    """

    landing: str
    project: str
    branch: str
    target: str
    base: str
    head: str
    candidate: str
    tree: str
    train: str = ""
    """What those of one train share; empty for one alone."""
    reverts: str = ""
    """The landed commit that it takes back; empty for a branch."""
    method: str = "merge"
    """merge, squash or rebase; with the next three a ``Method``."""
    commits: int = 0
    since: tuple[str, ...] = ()
    restores: str = ""
    pull: int = 0
    """The pull request that is merged at the forge instead; 0 where the target is moved here."""
    repository: str = ""
    """Where that is: ``owner/name`` or ``host/owner/name``."""


@value
class LandingEnded(SeatEvent):
    """A landing is over: ``landed``, read back from the target, or ``refused`` with nothing moved.

    One whose ``landing`` was never intended was refused at the approving key.
    """

    landing: str
    state: str
    detail: str = ""
    commit: str = ""
    """What the forge merged it as; empty where it is the candidate itself."""


@value
class PushIntended(SeatEvent):
    """What landed is about to be pushed to where the project says."""

    landing: str
    address: str


@value
class PushEnded(SeatEvent):
    """A push is over, by what the other side holds: ``pushed``, ``refused``, or ``unknown`` where it did not answer."""

    landing: str
    state: str
    detail: str = ""


@value
class TargetMoved(Event):
    """A project's target stands on another commit than the journal knew."""

    project: str
    target: str
    old: str
    """Empty at the first look."""
    new: str
    """Empty when the branch is gone."""
    how: str
    """``first``, ``landed``, ``forward``, ``back``, ``sideways``, ``gone``, or ``returned`` to hold what was lost."""
    by: str = ""
    """What the reflog says of it."""
    brings: tuple[str, ...] = ()
    """Seats whose work came into it without a landing."""
