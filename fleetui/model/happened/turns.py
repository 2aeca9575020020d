"""Turns as the journal keeps them: the one that runs, and those judged that still matter."""

from __future__ import annotations

from collections.abc import Iterable

from fleetui.model.happened.afterwards import ChangedAnchor
from fleetui.model.happened.shortfall import LOUD, Shortfall, in_short
from fleetui.model.value import value

KEPT = 10
"""Judged turns of one seat that are kept."""


@value
class OpenTurn:
    """A turn that began and was not judged."""

    id: str
    run: str
    began: float
    entry: str = ""
    """The follow-up that it began with; empty where that was not ours."""
    tree: str = ""
    """Name of the stored text that says what the worktree held; empty where that is not known."""
    base: str = ""
    """The commit of the base branch when it began."""
    anchors: tuple[ChangedAnchor, ...] = ()
    """What others changed of what the follow-up stands on, since it was sent."""


@value
class JudgedTurn:
    """What became of a turn."""

    id: str
    run: str
    at: float
    entry: str = ""
    prompt: str = ""
    """What was asked, in one line."""
    shortfalls: tuple[Shortfall, ...] = ()
    reported: int = -1
    in_files: int = -1
    unchecked: tuple[str, ...] = ()
    evidence: str = ""
    """Name of the stored text that says what it was judged by."""

    @property
    def loud(self) -> bool:
        """True when it calls the operator."""
        return any(one.kind in LOUD for one in self.shortfalls)

    @property
    def short(self) -> str:
        """A few words for a tile; empty where nothing differs."""
        return in_short(self.reported, self.in_files, tuple(one.kind for one in self.shortfalls))


Judgements = tuple[JudgedTurn, ...]
"""Of one seat, oldest first."""


def with_judged(known: Judgements, turn: JudgedTurn) -> Judgements:
    """The judged turns that matter after one more: what only is shown goes with the next, what calls stays."""
    kept = [one for one in known if one.loud and one.id != turn.id]
    return (*kept[-(KEPT - 1) :], turn)


def without(known: Judgements, turn: str) -> Judgements:
    """The operator settled one: nothing of it is left to say."""
    return tuple(one for one in known if one.id != turn)


def differing(known: Judgements) -> Judgements:
    """Those in which report and files differ."""
    return tuple(one for one in known if one.shortfalls)


def shortfalls(kinds: Iterable[str], reports: Iterable[str], founds: Iterable[str]) -> tuple[Shortfall, ...]:
    """Of columns as the journal has them."""
    return tuple(Shortfall(*row) for row in zip(kinds, reports, founds, strict=False))
