"""The seat of a hosted agent: a place in the fleet that no process ever lives in. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from fleetui.model.names import minted
from fleetui.model.value import value

OPERATOR, AUTHOR, BRANCH, ASSIGNED = "operator", "author", "branch", "assigned"
"""By what it is known to work on something: the operator's key gave it the issue, its login is the author of the pull
request, its branch is called like its own, the issue is assigned to it."""
DISMISSED = "dismissed"
KEPT_LEFT = 100
"""Seats that went and can come back."""


@value
class HostedSeat:
    """One piece of work of a hosted agent. It has a queue like any seat, by its name."""

    name: str
    project: str
    agent: str
    """The name of its kind."""
    slot: int = 0
    issue: int = 0
    """0 where it works on none that is known."""
    pull: int = 0
    """Its pull request; 0 while none is known."""
    base: str = ""
    """The branch that goes to."""
    by: str = ""
    since: float = 0.0
    left: str = ""
    """Why it went: ``merged``, ``closed`` or ``dismissed``; empty while it is there."""
    left_at: float = 0.0
    kept: bool = False
    """The operator brought it back although its work is over: it goes by the operator's key alone."""
    said: str = ""
    """The address of the comment that it was told by last."""
    said_at: float = 0.0
    sending: str = ""
    """The entry that is being posted, or was when that was cut short."""
    sending_on: int = 0
    """Below which number that is."""
    known: tuple[str, ...] = ()
    """What the operator had said there before in the same words, as the forge calls it."""

    @property
    def about(self) -> int:
        """The number below which it is told: its pull request's, else its issue's."""
        return self.pull or self.issue

    def works_on(self, project: str, *, issue: int = 0, pull: int = 0) -> bool:
        """Whether this is the seat of that issue or pull request."""
        same = (pull and self.pull == pull) or (issue and self.issue == issue)
        return self.project == project and bool(same)


def there(seats: Mapping[str, HostedSeat]) -> tuple[HostedSeat, ...]:
    """Those that are in the fleet, by slot."""
    return tuple(
        sorted((one for one in seats.values() if not one.left), key=lambda one: (one.slot, one.name))
    )


def last_left(seats: Iterable[HostedSeat]) -> HostedSeat | None:
    """The one that went last."""
    return max((one for one in seats if one.left), key=lambda one: one.left_at, default=None)


def name_for(agent: str, number: int, taken: Collection[str]) -> str:
    """``copilot-41``: the kind's own name without what every kind has, and the number that it works on."""
    return minted(f"{agent.removesuffix('-hosted')}-{number}", list(taken))


def bounded(seats: Mapping[str, HostedSeat]) -> Mapping[str, HostedSeat]:
    """The same without those that went longest ago, where they are many."""
    left = sorted((one for one in seats.values() if one.left), key=lambda one: one.left_at)
    gone = {one.name for one in left[: max(0, len(left) - KEPT_LEFT)]}
    return {name: one for name, one in seats.items() if name not in gone} if gone else seats


def settled(seat: HostedSeat, url: str = "", at: float = 0.0) -> HostedSeat:
    """The same with nothing on its way, and the address of what was said where it was."""
    done = replace(seat, sending="", sending_on=0, known=())
    return replace(done, said=url, said_at=at) if url else done
