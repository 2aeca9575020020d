"""Why the next follow-up of a seat is not on its way: one judgement for the deliverer and for the screen."""

from __future__ import annotations

from fleetui.agents.delivery import ready
from fleetui.engine.core import Core
from fleetui.engine.resets import why_limited
from fleetui.model.fleet import Seat, SeatState
from fleetui.model.queue import next_due
from fleetui.model.status import Phase

_PHASES = {
    Phase.ASKING: "it asks you first",
    Phase.EXITED: "nothing runs in it",
    Phase.UNKNOWN: "its state is not known",
}
_SHORT = {
    "somebody's text stands in the composer": "draft in composer",
    "it still holds messages of its own": "its own queue",
}


def why_not_due(core: Core, seat: Seat) -> str:
    """Why the head of a queue is not to be tried now; empty when it is, or when nothing waits."""
    if next_due(core.fleet.queues.get(seat.name, ())) is None:
        return ""
    seen = core.sight(seat.name)
    if seat.state is not SeatState.ACTIVE:
        return str(seat.state)
    if seat.name in core.held:
        return "you type to it"
    if seat.name in core.fleet.replacements:
        return "it is being restarted"
    if core.live_run(seat.name) is None:
        return "nothing runs in it"
    if is_suspended(core, seat):
        return "it is suspended: o lets it go on"
    if seen.status.phase is Phase.LIMITED:
        return why_limited(seen.status, core.world.now(), core.clock_moved)
    if seen.status.phase is not Phase.IDLE:
        return _PHASES.get(seen.status.phase, str(seen.status.phase))
    if seen.candidacy is not None:
        return "until it is surely idle"
    if seen.open:
        return "until its sources agree"
    return seen.refusal if core.world.now() < seen.refused_until else ""


def is_suspended(core: Core, seat: Seat) -> bool:
    """Whether its process is stopped now, and not by a restart or stop of ours. Looked for anew, which is cheap."""
    stopped = any(map(core.world.processes.stopped, core.sight(seat.name).itself))
    return stopped and seat.name not in core.fleet.replacements


def why_waits(core: Core, seat: Seat) -> str:
    """The same for people, without the gaps between two tries: what stands in the way in the pane counts, too."""
    why = why_not_due(core, seat)
    if why or next_due(core.fleet.queues.get(seat.name, ())) is None:
        return _SHORT.get(why, why)
    seen = core.sight(seat.name)
    if seen.frame is not None and seen.frame.in_mode:
        return "its pane is in copy mode"
    stands = ready(core.profile(seat), seen.shown.reading) if seen.shown else "not looked at yet"
    return _SHORT.get(stands or "", stands or "")
