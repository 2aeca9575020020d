"""What a claim came to: its verdict, and what was found."""

from __future__ import annotations

from enum import StrEnum

from fleetui.model.anchors.claim import Claim
from fleetui.model.value import value


class Verdict(StrEnum):
    """How a claim stands."""

    OK = "ok"
    MOVED = "moved"
    """The same is elsewhere in the file, or the file has another name."""
    CHANGED = "changed"
    MISSING = "missing"
    NEW = "new"
    """Not there, and spoken of as something to be made."""
    UNCHECKED = "unchecked"


@value
class Finding:
    """What was found of one claim."""

    verdict: Verdict
    at: str = ""
    """Where it is: ``path`` or ``path:line``; empty where that is nowhere or not known."""
    detail: str = ""
    """One line for people."""
    found: tuple[str, ...] = ()
    """What stands there, as lines; bounded."""
    mistaken: bool = False
    """It names a line or a quote of a file that is there and never held it."""
    lost: bool = False
    """It could not be checked for a reason that lies in what is claimed: a pipe stands there now, a link out."""
    number: int = -1
    """How many there are, for a claim that names a number; -1 for others."""

    @property
    def right(self) -> bool:
        """True when nothing is wrong with it."""
        return self.verdict is Verdict.OK


@value
class Checked:
    """A claim, how it stood when the text was queued, how it stands now, and whether that holds the text back."""

    claim: Claim
    was: Finding
    now: Finding
    holds: bool

    @property
    def why(self) -> str:
        """One line for people: the claim and what is there now."""
        told = self.now.detail or self.now.verdict.value
        return f"{self.claim.said}: {told}"
