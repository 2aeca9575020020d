"""The state of an agent, as a word with its sign and colour."""

from __future__ import annotations

from fleetui.model.attention import LOUD, Attention, Want
from fleetui.model.fleet import SeatState
from fleetui.model.hosted.sight import HostedSight
from fleetui.model.status import Phase
from fleetui.model.value import value
from fleetui.model.view import AgentView


@value
class State:
    """What an agent's title says."""

    key: str
    word: str
    ink: str
    """The colour's name."""
    loud: bool
    """Drawn as a filled block."""
    quiet: bool
    """Dimmed, its output too."""
    since: float
    rank: int
    counted: str = ""
    """What several of them are called; empty: its word."""


WANTS = {
    Want.ASKING: ("asking", "needs you", "asking"),
    Want.STUCK: ("stuck", "stuck", "stuck"),
    Want.FAILED: ("failed", "failed", "failed"),
    Want.LIMITED: ("limited", "limited", "low"),
    Want.FAILING: ("failing", "failing", "low"),
    Want.TOUCHED: ("touched", "off limits", "low"),
    Want.UNCONFIRMED: ("unconfirmed", "not confirmed", "queue"),
    Want.HELD: ("held", "held", "queue"),
    Want.UNDONE: ("undone", "not done", "low"),
    Want.GATE_RED: ("red", "gate red", "failed"),
    Want.TO_MERGE: ("merge", "to merge", "merge"),
}
_BEHIND_ALL_WANTS = len(Want)
_PHASES = {
    Phase.ASKING: ("asking", "needs you", "asking", _BEHIND_ALL_WANTS + 2),
    Phase.FAILED: ("failed", "failed", "failed", _BEHIND_ALL_WANTS + 3),
    Phase.LIMITED: ("limited", "limited", "low", _BEHIND_ALL_WANTS + 4),
    Phase.STARTING: ("starting", "starting", "dim", _BEHIND_ALL_WANTS + 5),
    Phase.WORKING: ("working", "working", "ok", _BEHIND_ALL_WANTS + 6),
    Phase.UNKNOWN: ("unknown", "unknown", "low", _BEHIND_ALL_WANTS + 7),
    Phase.IDLE: ("idle", "idle", "dim", _BEHIND_ALL_WANTS + 8),
    Phase.EXITED: ("exited", "exited", "dim", _BEHIND_ALL_WANTS + 10),
}
_SEATS = {
    SeatState.HALTED: ("halted", "halted", "failed", _BEHIND_ALL_WANTS + 1),
    SeatState.PAUSED: ("paused", "paused", "dim", _BEHIND_ALL_WANTS + 9),
}
_BEHIND_THOSE_WHO_CALL = _BEHIND_ALL_WANTS + 2
_RESTING = frozenset({"idle", "paused", "exited"})


def state_of(agent: AgentView) -> State:
    """The state word of an agent: what waits for the operator, else the seat's state, else the phase."""
    if agent.attention:
        return _wanted(agent.attention, calls=agent.calls)
    if agent.hosted:
        return _hosted(agent.hosted)
    key, word, ink, rank = _SEATS.get(agent.seat.state) or _PHASES[agent.status.phase]
    resting = key in _RESTING
    return State(key, word, ink, loud=False, quiet=resting, since=agent.status.since, rank=rank)


def _hosted(sight: HostedSight) -> State:
    """The forge's own word: what the agent does at the moment is told by nothing."""
    rank = _PHASES[Phase.UNKNOWN][3]
    return State(
        "hosted", sight.word, "dim", loud=False, quiet=False, since=sight.moved, rank=rank, counted="hosted"
    )


def phase_words(phase: Phase) -> tuple[str, str, str]:
    """Key of the sign, word and ink of a bare phase, for who has no seat."""
    key, word, ink, _ = _PHASES[phase]
    return key, word, ink


def _wanted(attention: Attention, *, calls: bool) -> State:
    key, word, ink = WANTS[attention.want]
    loud = calls and attention.want in LOUD
    shown = word.upper() if loud else word
    rank = attention.want if calls else _BEHIND_THOSE_WHO_CALL
    return State(key, shown, ink, loud=loud, quiet=False, since=attention.since, rank=rank)
