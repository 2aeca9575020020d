"""What a session file says about the agent that writes it. Pure."""

from __future__ import annotations

from dataclasses import replace

from fleetui.agents.limit_end import settled
from fleetui.model.limit import Limit
from fleetui.model.session import SessionFacts
from fleetui.model.status import Phase, SourceReport

SOURCE = "session"
_STATUSES = {
    "busy": (Phase.WORKING, ()),
    "idle": (Phase.IDLE, ()),
    "waiting": (Phase.ASKING, ()),
    "shell": (Phase.IDLE, (Phase.WORKING, Phase.LIMITED)),
}
"""The phase, and what cannot be told from it: while a shell runs, nothing says whether a turn does, too."""
_NOT_SEEN = (Phase.ASKING, Phase.LIMITED)
"""A turn goes on through a question and through retries; the records of turns do not tell them apart."""


def session_report(facts: SessionFacts, looked: float, began: float = 0.0) -> SourceReport | None:
    """What a session file says at the moment it was looked at; ``None`` when it says nothing of the phase.

    A status that the agent keeps about itself goes before the records of its turns. Neither tells an error from
    idle, nor retries from work: what the records say of errors is joined in. A turn of before the run ``began``
    says nothing about it.
    """
    known = _STATUSES.get(facts.status)
    if known:
        phase, also = known
        note = facts.waits_for if phase is Phase.ASKING else ""
        said = SourceReport(
            SOURCE,
            phase,
            f"status {facts.status}",
            facts.status_at or facts.at,
            note,
            looked,
            also,
            own=not also,
        )
    else:
        turn = _turn(facts, looked)
        if turn is None or turn.at < began:
            return None
        said = turn
    return _with_error(said, facts)


def _turn(facts: SessionFacts, looked: float) -> SourceReport | None:
    at = facts.turn_at or facts.at
    if facts.turn_ended is None:
        return None
    seen = looked if facts.turns_told else 0.0  # what the file may not tell: whatever is said later counts
    if facts.turn_ended:
        return SourceReport(SOURCE, Phase.IDLE, "turn over", at, seen=seen)
    return SourceReport(SOURCE, Phase.WORKING, "turn runs", at, seen=seen, also=_NOT_SEEN)


def _with_error(said: SourceReport, facts: SessionFacts) -> SourceReport:
    """An error that ended the turn, or a limit that a turn meets while it runs."""
    if not facts.error:
        return _unanswered(said, facts)
    at = max(said.at, facts.turn_at)
    at_rest = said.phase is Phase.IDLE and facts.turn_ended
    runs = said.phase is Phase.WORKING and not facts.turn_ended
    if facts.limited and (at_rest or runs):
        limit = settled(facts.limit or Limit(resets=facts.resets), facts.turn_at or facts.at)
        return SourceReport(SOURCE, Phase.LIMITED, "limit", at, facts.error, said.seen, said.also, limit)
    if at_rest:
        return SourceReport(SOURCE, Phase.FAILED, "error", at, facts.error, said.seen, said.also)
    return said


def _unanswered(said: SourceReport, facts: SessionFacts) -> SourceReport:
    """In a turn that did not end, an error of the turn before is no longer the last word."""
    if said.also or facts.turn_ended is not False or not facts.earlier_error:
        return said
    return replace(said, at=max(said.at, facts.turn_at), outlived=facts.earlier_error)
