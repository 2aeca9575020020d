"""What conditions want looked at: worktrees whose git facts must be fresh, and claims about files.

A condition is judged at once and on what is known, so it asks here; loops of the engine look, and the next judgement
knows. What nobody asks for any more is forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fleetui.model.condition_parts import Judged

ASKED_S = 10.0
"""For how long a claim is looked at after it was asked for last."""
FRESH_S = 3.0
"""How old a look may be."""
MOST = 200

Claim = tuple[str, str]
"""Worktree and claim."""


@dataclass(slots=True)
class _Asked:
    last: float
    """When it was asked for last."""
    found: Judged | None = None
    at: float = 0.0
    """When it was looked at last."""


class Wanted:
    """What was asked for, and what was found; times are those of the caller."""

    def __init__(self) -> None:
        self._claims: dict[Claim, _Asked] = {}
        self._trees: dict[str, float] = {}
        self._looked: dict[str, float] = {}

    # ------------------------------------------------------------ worktrees

    def is_fresh(self, seat: str, now: float, after: float) -> bool:
        """Whether a look at its worktree began after this was asked and after ``after``, and just now.

        One is wanted where there was none.
        """
        looked, asked = self._looked.get(seat, -1.0), max(after, self._trees.setdefault(seat, now))
        if looked >= asked and now - looked <= FRESH_S:
            return True
        self._trees[seat] = now if looked >= asked else asked
        return False

    def stale_trees(self) -> tuple[str, ...]:
        """The seats whose worktrees are to be looked at."""
        return tuple(seat for seat, at in self._trees.items() if self._looked.get(seat, -1.0) < at)

    def look_again(self, seat: str, now: float) -> None:
        """Want a look at its worktree that begins after this."""
        self._trees[seat] = now

    def looked(self, seat: str, began: float) -> None:
        """Its git facts are those of a look that began then."""
        self._looked[seat] = began

    # ------------------------------------------------------------ claims

    def judged(self, claim: Claim, now: float) -> Judged | None:
        """What was found of a claim lately; ``None`` until somebody looked."""
        asked = self._claims.get(claim)
        if asked is None:
            if len(self._claims) < MOST:
                self._claims[claim] = _Asked(now)
            return None
        asked.last = now
        return asked.found if now - asked.at <= FRESH_S else None

    def claims(self, now: float) -> Iterable[Claim]:
        """The claims to look at."""
        self._claims = {key: asked for key, asked in self._claims.items() if now - asked.last <= ASKED_S}
        return tuple(self._claims)

    def found(self, claim: Claim, judged: Judged, at: float) -> None:
        """What a look that began then came to."""
        if asked := self._claims.get(claim):
            asked.found, asked.at = judged, at
