"""Why the step at the head of a queue does not begin, in words for a tile; empty when it does.

Nothing begins on what is not known or stale: what keeps a follow-up back keeps a step back, and a step looks at an
agent that was surely seen since the entry before it ended.
"""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.engine.decide import why_waiting
from fleetui.engine.decide.condition_facts import Facts
from fleetui.engine.decide.why_waiting import AT_REST_S
from fleetui.model.condition_parts import Judged, Truth
from fleetui.model.conditions import parse
from fleetui.model.fleet import Seat, SeatState
from fleetui.model.queue import Entry, next_due, since
from fleetui.model.steps import RestartStep, WaitStep


def why_waits(core: Core, seat: Seat) -> str:
    """Why the head of a queue is not being sent or done, for people; empty when it is, or when nothing waits."""
    head = next_due(core.fleet.queues.get(seat.name, ()))
    if head is None or head.is_typed:
        return why_waiting.why_waits(core, seat)
    return why_not_begun(core, seat, head)


def why_not_begun(core: Core, seat: Seat, entry: Entry) -> str:
    """The same of a step that is the head; empty where it is to be held, too."""
    if entry.step is not None and not entry.step.RESTS:
        return _why_not_met(core, seat, entry)
    return why_waiting.why_not_due(core, seat) or _why_not_yet(core, seat, entry)


def _why_not_yet(core: Core, seat: Seat, entry: Entry) -> str:
    """What else than a follow-up would a step waits for, while the agent rests."""
    seen, now = core.sight(seat.name), core.world.now()
    if now - since(core.fleet.queues.get(seat.name, ())) < AT_REST_S:
        return "until it is surely idle"
    if now - seen.observed > core.settings.thresholds.stale_s:
        return f"not seen for {now - seen.observed:.0f} s"
    if isinstance(entry.step, RestartStep) and entry.step.below and seen.context is None:
        return "how much context is left is not known"
    return ""


def _why_not_met(core: Core, seat: Seat, entry: Entry) -> str:
    """What a wait waits for, and how it stands; empty once it came true, or when it never can."""
    if seat.state is not SeatState.ACTIVE:
        return str(seat.state)
    judged = judge(core, seat, entry)
    return "" if judged.truth in (Truth.MET, Truth.NEVER) else judged.words


def judge(core: Core, seat: Seat, entry: Entry) -> Judged:
    """What is known of the condition of a wait now."""
    assert isinstance(entry.step, WaitStep)  # noqa: S101 - asked of waits alone
    try:
        condition = parse(entry.step.until)
    except ValueError as error:
        return Judged(Truth.NEVER, str(error))
    return condition.judge(Facts(core, seat.name, since(core.fleet.queues.get(seat.name, ()))))
