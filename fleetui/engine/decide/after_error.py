"""When what waits goes on by itself to an agent that an error stopped, by ``[after_error]``; else a key sends on."""

from __future__ import annotations

from fleetui.agents.error_cause import Cause, cause_of
from fleetui.engine.core import Core
from fleetui.engine.decide.limit_ends import clock, why_limited
from fleetui.model.fleet import Seat
from fleetui.model.queue import AFTER_ERROR, SENDS_ON, sent_in_vain
from fleetui.model.status import Phase

MARGIN_S = 60.0
"""How long after the end of a limit: what it says is rounded, and clocks differ."""


def goes_on_at(core: Core, seat: Seat) -> float | None:
    """When that is; ``None`` where it is left to the operator.

    It waits twice as long for each that went in vain before, and ends once as many did as are configured.
    """
    status, settings = core.sight(seat.name).status, core.settings.after_error
    minutes = float(getattr(settings, cause_of(status).value))
    run = core.live_run(seat.name)
    in_vain = sent_in_vain(core.fleet.queues.get(seat.name, ()), run.tag if run else "")
    if not minutes or in_vain >= settings.tries:
        return None
    ends = status.limit.reset_at if status.limit else None
    if ends is not None and ends > status.since:
        return ends + MARGIN_S * (1 << in_vain)
    return status.since + minutes * 60.0 * (1 << in_vain)


def why_after_error(core: Core, seat: Seat) -> str:
    """Why the next follow-up waits for an agent that gave up on an error and would take a prompt."""
    status, now = core.sight(seat.name).status, core.world.now()
    cause, at = cause_of(status), goes_on_at(core, seat)
    said = "after an error" if cause is Cause.OTHER else f"after an error ({cause})"
    if status.phase is Phase.LIMITED and status.limit and (status.limit.reset_at or 0.0) > now:
        said = why_limited(status, now, core.clock_moved)
    elif at is not None:
        said = f"{said}, until {clock(at, now, core.clock_moved)}"
    return f"{said}: {SENDS_ON}" if said != "after an error" else AFTER_ERROR
