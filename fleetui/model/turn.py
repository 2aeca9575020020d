"""One turn of an agent, as its own session file tells it: what it was asked, what it did, what it said at the end."""

from __future__ import annotations

from fleetui.model.tokens import Tokens
from fleetui.model.value import value


@value
class Edit:
    """One change of one file that a call was to make."""

    path: str
    """As the agent wrote it: absolute, or relative to its folder."""
    new: str = ""
    """What stands there afterwards; empty for a removal."""
    old: str = ""
    """What stood there before."""
    whole: bool = False
    """``new`` is the whole file."""


@value
class FailedCall:
    """A call that failed, and that no later call of the turn made good."""

    what: str
    """Name and object in one clean line, such as ``Bash make``."""
    why: str = ""
    """The first line of what it answered."""
    edits: tuple[Edit, ...] = ()
    """What it was to change; empty for a command."""


@value
class SeenTests:
    """The last run of tests in a turn."""

    what: str
    failed: bool


@value
class SessionTurn:
    """A turn. Texts are bounded; of edits only those are kept that failed."""

    prompt: str = ""
    """What it was told, as far as the file keeps that."""
    began: float = 0.0
    """Seconds since the epoch; 0 where the file does not tell."""
    ended: float = 0.0
    """0 while it runs."""
    calls: int = 0
    edits: int = 0
    """Calls that were to change a file, failed ones and repeats included."""
    edited: frozenset[str] = frozenset()
    """Paths that were changed by calls which came back well."""
    failed: tuple[FailedCall, ...] = ()
    acted: tuple[str, ...] = ()
    """Programs that ran well and may have changed something, tests left out: ``git push``."""
    tests: SeenTests | None = None
    unseen: bool = False
    """Something worked for it whose own calls do not stand in this file."""
    message: str = ""
    """What it said at the end, line breaks kept."""
    broken: bool = False
    """It ended with an error or was stopped: there is no report."""
    whole: bool = False
    """True when the file was read from the turn's beginning."""
    spent: Tokens | None = None
    """By its own agents too, as long as it was the last; ``None`` where that is not known."""
