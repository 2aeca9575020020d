"""What a program's own status says of its phase. Pure.

It says every change once and what it says stands until the next one. It does not tell retries from work, nor a limit
from another error: the screen does. Its words are never read: ``running`` names what still runs, and nothing else.
"""

from __future__ import annotations

from fleetui.model.program_status import ProgramStatus
from fleetui.model.status import Phase, SourceReport

SOURCE = "program"
_PHASES = {
    "idle": Phase.IDLE,
    "done": Phase.IDLE,
    "working": Phase.WORKING,
    "blocked": Phase.ASKING,
    "error": Phase.FAILED,
}
_ASKS = {"permission": "permission", "question": "question", "auth": "it asks you to log in"}
_REFUSED = (Phase.FAILED, Phase.LIMITED)
"""An agent that was refused shows an error, which says more; it can be told to go on once that is mended."""


def program_claim(said: ProgramStatus, looked: float) -> SourceReport | None:
    """What it reports at the moment it was looked at; ``None`` where it says nothing of its phase."""
    phase = _PHASES.get(said.state)
    if phase is None:
        return None
    if phase is Phase.WORKING and said.running:
        note = f"{said.running} still running"
        also = (Phase.WORKING, Phase.LIMITED)
        return SourceReport(SOURCE, Phase.IDLE, "working beside", said.at, note, looked, also)
    note = _ASKS.get(said.kind, "a dialog") if phase is Phase.ASKING else ""
    rule = f"{said.state} {said.kind}" if said.kind in _ASKS else said.state
    return SourceReport(
        SOURCE,
        phase,
        rule,
        said.at,
        note,
        looked,
        _also(phase, said.kind),
        ends_turn=phase is Phase.IDLE,
        own=True,
    )


def _also(phase: Phase, kind: str) -> tuple[Phase, ...]:
    """What the screen may show beside it."""
    if phase is Phase.ASKING and kind == "auth":
        return _REFUSED
    return (Phase.LIMITED,) if phase is Phase.FAILED else ()
