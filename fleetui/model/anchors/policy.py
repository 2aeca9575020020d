"""Which claims hold a text back: per kind ``hold``, ``warn`` or ``off``, and when a claim of one that holds does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from fleetui.model.anchors.claim import Claim, Kind, Mood
from fleetui.model.anchors.finding import Finding, Verdict
from fleetui.model.value import value

HOLD, WARN, OFF = "hold", "warn", "off"
_WORSE = (Verdict.MOVED, Verdict.CHANGED, Verdict.MISSING)


@value
class Policy:
    """What a project wants done with wrong claims. A kind that is not named holds."""

    kinds: Mapping[str, str] = field(default_factory=dict)

    def of(self, kind: Kind) -> str:
        """``hold``, ``warn`` or ``off``."""
        return self.kinds.get(kind.value, HOLD)

    def holds(self, claim: Claim, was: Finding, now: Finding) -> bool:
        """True when this claim keeps its text from being sent.

        An explicit claim does whenever it is not right. An implied one does only when it was right when the text was
        queued and is worse now, or when it names a line or a quote that a file which is there never held.
        """
        if self.of(claim.kind) != HOLD or now.right:
            return False
        if claim.explicit:
            return True
        if claim.mood is not Mood.NOW:
            return False
        if was.right:
            return now.verdict in _WORSE or now.lost
        return was.mistaken and now.mistaken
