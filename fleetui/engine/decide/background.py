"""What an agent left running although its turn is over, and whether its queue waits for that: the operator's choice."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.model.fleet import Seat
from fleetui.model.status import NO_BACKGROUND, Background, Phase

_SHELL = "shell"
"""What the session file of such an agent says while a shell of its own runs beside its rest."""


def left_running(core: Core, seat: Seat) -> Background:
    """What its screen shows of it; at least one shell where its session file says so."""
    seen = core.sight(seat.name)
    found = seen.reading.background if seen.reading else NO_BACKGROUND
    says_shell = seen.session is not None and seen.session.status == _SHELL
    return Background(1, found.agents) if says_shell and not found.shells else found


def holds(core: Core, seat: Seat) -> str:
    """Why the queue of an agent at rest waits all the same; empty where it does not."""
    if _chosen(core, seat) != "all" or core.sight(seat.name).status.phase is not Phase.IDLE:
        return ""
    return f"for {words} in its background" if (words := left_running(core, seat).words) else ""


def is_beside(core: Core, seat: Seat) -> bool:
    """Whether an agent counts as working only for its own agents, and its queue is not to wait for them: then it
    answers a prompt at once."""
    seen = core.sight(seat.name)
    shown = seen.shown.reading if seen.shown else None
    only_agents = shown is not None and bool(shown.background.agents) and not shown.own_queue
    return only_agents and seen.status.phase is Phase.WORKING and _chosen(core, seat) == "nothing"


def _chosen(core: Core, seat: Seat) -> str:
    spec = core.settings.seat(seat.name)
    return spec.waits_for if spec else "agents"
