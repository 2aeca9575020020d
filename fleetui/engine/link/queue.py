"""Questions about follow-ups: what a draft claims, how it arrives, what an agent was given."""

from __future__ import annotations

from fleetui.engine.link.question import Question
from fleetui.model.anchors.claim import Mood
from fleetui.model.anchors.correction import Correction
from fleetui.model.anchors.finding import Checked
from fleetui.model.blueprints import Blueprint
from fleetui.model.clean import clean_line
from fleetui.model.expansion import Filling
from fleetui.model.value import value


@value
class AnchorCheck:
    """One claim found in a text, and whether it holds."""

    claim: str
    """As written, such as ``src/cache/lru.py:88``."""
    verdict: str
    """ok, moved, changed, missing, new or unchecked."""
    detail: str = ""
    holds: bool = True
    """False when a follow-up with it would be held."""
    at: str = ""
    """Where it is now, ``path`` or ``path:line``; empty where that is nowhere or not known."""
    kind: str = "path"
    was: str = "ok"
    """The verdict when the text was queued."""
    quiet: str = ""
    """How the text speaks of it, where that is not of now: past, to be made, elsewhere, excerpt."""
    start: int = 0
    """Where it stands in the text, in characters."""
    end: int = 0

    @classmethod
    def of(cls, one: Checked) -> AnchorCheck:
        """From what the judge said."""
        claim, now = one.claim, one.now
        quiet = "" if claim.mood is Mood.NOW or claim.explicit else claim.mood.value
        return cls(
            clean_line(claim.said, 300), now.verdict.value, clean_line(now.detail, 300), not one.holds,
            clean_line(now.at, 500), claim.kind.value, one.was.verdict.value, quiet, claim.start, claim.end,
        )  # fmt: skip


@value
class AskAnchors(Question[tuple[AnchorCheck, ...]]):
    """What the claims in a draft, or in an entry, look like in an agent's worktree now."""

    name: str
    text: str
    kept: str = ""
    """``Entry.kept`` of an entry: what was true when it was queued."""


@value
class AskCorrection(Question[Correction]):
    """A waiting follow-up put right by what stands in the agent's worktree now."""

    name: str
    entry: str
    """Its id."""


@value
class AskHistory(Question[tuple[str, ...]]):
    """The texts of the follow-ups that this agent was given, newest first, each once, as they were written."""

    name: str


@value
class AskFillings(Question[tuple[Filling, ...]]):
    """What each thing in braces in a draft would be filled in with now, in an agent's worktree."""

    name: str
    text: str


@value
class AskFiles(Question[tuple[str, ...]]):
    """Paths of files in an agent's worktree that have these letters in order, the nearest first."""

    name: str
    wanted: str
    most: int = 30


@value
class AskArrival(Question[tuple[str, ...]]):
    """What each of these agents would get otherwise than a draft is written, in a line for each kind of agent."""

    names: tuple[str, ...]
    text: str


@value
class AskNeverTyped(Question[tuple[str, ...]]):
    """Why a draft could never be typed to each of these agents, as ``NAME: why``; none for one it could be typed to."""

    names: tuple[str, ...]
    text: str


@value
class AskBlueprints(Question[tuple[Blueprint, ...]]):
    """Every blueprint, read now."""
