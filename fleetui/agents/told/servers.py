"""What an agent's own server says of its phase. Pure."""

from __future__ import annotations

from fleetui.model.server import ServerFacts
from fleetui.model.status import Phase, SourceReport

SOURCE = "server"
APPROVAL, INPUT = "waitingOnApproval", "waitingOnUserInput"


def server_claim(facts: ServerFacts | None) -> SourceReport | None:
    """The report of a server; ``None`` while it says nothing, or what is not known here.

    It says of work neither whether it is tried again, nor of an error whether it is a limit. What only the agent's
    screen asks, such as a menu, it does not know: that an agent rests is nothing it can say of a screen alone.
    """
    if facts is None:
        return None
    match facts.status, facts.flags:
        case "idle", _:
            return _report(Phase.IDLE, facts, ends_turn=facts.heard)
        case "active", flags if APPROVAL in flags:
            return _report(Phase.ASKING, facts, "permission")
        case "active", flags if INPUT in flags:
            return _report(Phase.ASKING, facts, "question")
        case "active", _:
            return _report(Phase.WORKING, facts)
        case "systemError", _:
            return _report(Phase.FAILED, facts, also=(Phase.LIMITED,))
    return None


def _report(
    phase: Phase, facts: ServerFacts, note: str = "", *, also: tuple[Phase, ...] = (), ends_turn: bool = False
) -> SourceReport:
    rule = " ".join([facts.status, *sorted(facts.flags)])
    return SourceReport(SOURCE, phase, rule, facts.at, note, facts.seen, also, ends_turn=ends_turn)
