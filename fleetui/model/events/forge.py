"""What others said in pull requests, and what the operator had done there."""

from __future__ import annotations

from fleetui.model.events.event import Event, SeatEvent
from fleetui.model.value import value


@value
class RemarksSent(SeatEvent):
    """What others said in a pull request was queued for its author, in one step with the entry that says it."""

    project: str
    number: int
    head: str
    """The newest commit then."""
    entry: str
    remarks: tuple[str, ...]
    """Each as ``model.forge.answers.written`` writes it down."""
    by_itself: bool = False
    """Because its project wants that, and not on a key."""


@value
class ChecksTold(SeatEvent):
    """Checks that failed on a pull request were queued for its author by themselves, in one step with that entry."""

    project: str
    number: int
    head: str
    """The newest commit then, on which they failed."""
    entry: str


@value
class RemarkActIntended(Event):
    """The operator's key is about to say something in a pull request, or to resolve a thread there."""

    act: str
    project: str
    number: int
    remark: str
    """What the forge calls the thread, review or comment that is answered; empty for none."""
    kind: str
    """``reply``, ``comment`` or ``resolve``."""
    text: str = ""
    """What is said; empty for a resolve."""
    known: tuple[str, ...] = ()
    """What the operator said there before in the same words, as the forge calls it."""


@value
class RemarkActEnded(Event):
    """That is ``done``, was ``refused``, or is ``unknown``: the forge did not answer, and does not show it."""

    act: str
    project: str
    number: int
    state: str
    detail: str = ""
    url: str = ""


@value
class PullActIntended(Event):
    """The operator's key is about to have something done with a pull request, such as checks that run again."""

    act: str
    project: str
    number: int
    """0 for one that is to be made."""
    kind: str
    about: str
    """What it is done to, such as the run of a workflow."""
    before: str = ""
    """What the forge showed of that before."""


@value
class PullActEnded(Event):
    """That is ``done``, was ``refused``, or is ``unknown``: the forge did not answer, and does not show it."""

    act: str
    project: str
    number: int
    kind: str
    state: str
    detail: str = ""
    where: str = ""
    """What came of it, such as the address of what was made."""


@value
class RemarksOverridden(Event):
    """The operator typed the word that releases a pull request over open remarks; in one step with its landing."""

    landing: str
    project: str
    number: int
    head: str
    """The only commit that it is released at, and the only one of the base that it is released onto."""
    base: str
    by: str
    """Who works at the dashboard."""
    remarks: tuple[str, ...]
    """Each as ``model.forge.overriding.written`` writes it down."""


@value
class PullFetched(Event):
    """The operator's key had a pull request that no agent made fetched at exactly this commit."""

    project: str
    number: int
    head: str
    branch: str
    author: str
    of_fork: bool
    by: str
    """Who works at the dashboard."""
