"""Why the next follow-up of a seat is not on its way: one judgement for the deliverer and for the screen."""

from __future__ import annotations

from fleetui.agents.delivery import ready, why_not_while_working
from fleetui.engine.core import Core
from fleetui.engine.decide.after_error import why_after_error
from fleetui.engine.decide.background import holds, is_beside
from fleetui.engine.decide.limit_ends import why_limited
from fleetui.model.fleet import Seat, SeatState
from fleetui.model.not_before import too_early
from fleetui.model.queue import REPAIR, STEP, Entry, EntryState, next_due
from fleetui.model.review.marks import why_stopped
from fleetui.model.status import Phase
from fleetui.model.steps import ReviewStep

AT_REST_S = 2.0
"""How long an agent is watched after it took a follow-up: it may draw only a moment later that it works."""
_PAST_REVIEW = (REPAIR, "handoff")
"""Kinds of entries that a rejected document does not hold: what it takes to be fixed."""
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
    head = next_due(core.fleet.queues.get(seat.name, ()))
    if head is None:
        return ""
    seen = core.sight(seat.name)
    if seat.state is not SeatState.ACTIVE:
        return str(seat.state)
    if seat.name in core.held:
        return "you type to it"
    if seat.name in core.fleet.replacements:
        return "it is being restarted"
    run = core.live_run(seat.name)
    if run is None:
        return "nothing runs in it"
    if is_suspended(core, seat):
        return "it is suspended: o lets it go on"
    asks = isinstance(head.step, ReviewStep)  # what a review stopped may be looked at again
    if head.kind not in _PAST_REVIEW and not asks and (why := why_stopped(core.fleet.reviews, seat.name)):
        return why
    if why := too_early(head, core.world.now(), core.clock_moved):
        return why
    if why := _why_of_phase(core, seat, head):
        return why
    if why := unsettled(core, seat) or ("" if head.now else holds(core, seat)):
        return why
    if not head.now and took_just_now(core, seat):
        return "until it is surely idle"
    return seen.refusal if core.world.now() < seen.refused_until else ""


def unsettled(core: Core, seat: Seat) -> str:
    """Why what is seen of an agent's phase does not count yet; empty when it does."""
    seen = core.sight(seat.name)
    if seen.candidacy is not None:
        return "until it is surely idle" if seen.candidacy.phase is Phase.IDLE else "until its state is sure"
    return "until its sources agree" if seen.open else ""


def took_just_now(core: Core, seat: Seat) -> bool:
    """Whether an agent that seems to rest took something after that rest began, and was not watched for long since."""
    queue, seen = core.fleet.queues.get(seat.name, ()), core.sight(seat.name)
    took = max((entry.changed for entry in queue if entry.state is EntryState.ACCEPTED), default=0.0)
    return took > seen.status.since and min(core.world.now(), seen.observed) - took < AT_REST_S


def is_suspended(core: Core, seat: Seat) -> bool:
    """Whether its process is stopped now, and not by a restart or stop of ours. Looked for anew, which is cheap."""
    stopped = any(map(core.world.processes.stopped, core.sight(seat.name).itself))
    return stopped and seat.name not in core.fleet.replacements


def _why_of_phase(core: Core, seat: Seat, head: Entry) -> str:
    """What of its phase stands in the way; after an error that it gave up on the operator decides."""
    seen, now, run = core.sight(seat.name), core.world.now(), core.live_run(seat.name)
    phase, sent_on = seen.status.phase, run is not None and head.sent_on == run.tag
    if phase is Phase.WORKING and (head.now or (head.kind != STEP and is_beside(core, seat))):
        return why_not_while_working(core.profile(seat), head.filled or head.text)
    if sent_on and takes_after_error(core, seat):
        return ""
    if takes_after_error(core, seat):
        return why_after_error(core, seat)
    if phase is Phase.LIMITED:
        return why_limited(seen.status, now, core.clock_moved)
    return "" if phase is Phase.IDLE else _PHASES.get(phase, str(phase))


def takes_after_error(core: Core, seat: Seat) -> bool:
    """True for an agent that gave up on an error and shows an empty composer."""
    seen = core.sight(seat.name)
    reading = seen.shown.reading if seen.shown else None
    if reading is None or seen.status.phase not in (Phase.FAILED, Phase.LIMITED):
        return False
    tries = seen.status.limit is not None and seen.status.limit.attempt is not None
    stands = ready(core.profile(seat), reading, after_error=True)
    return stands is None and not tries


def why_waits(core: Core, seat: Seat) -> str:
    """The same for people, without the gaps between two tries: what stands in the way in the pane counts, too."""
    why = why_not_due(core, seat)
    if why or next_due(core.fleet.queues.get(seat.name, ())) is None:
        return _SHORT.get(why, why)
    seen = core.sight(seat.name)
    if seen.frame is not None and seen.frame.in_mode:
        return "its pane is in copy mode"
    stands = _stands(core, seat) if seen.shown else "not looked at yet"
    return _SHORT.get(stands or "", stands or "")


def _stands(core: Core, seat: Seat) -> str | None:
    """What in the pane stands in the way of the next one."""
    seen, run = core.sight(seat.name), core.live_run(seat.name)
    head = next_due(core.fleet.queues.get(seat.name, ()))
    sent_on = head is not None and run is not None and head.sent_on == run.tag
    if head is None or seen.shown is None:
        return None
    return ready(
        core.profile(seat), seen.shown.reading, after_error=sent_on, now=head.now or is_beside(core, seat)
    )
