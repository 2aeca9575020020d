"""Which session of a seat's agent can be gone on with, and how that is known; or why none can."""

from __future__ import annotations

from fleetui.agents import starting
from fleetui.engine.core import Core
from fleetui.model.fleet import Run, Seat
from fleetui.model.value import value


@value
class ResumableSession:
    """A session to go on with; ``why_not`` says why there is none."""

    session: str = ""
    how: str = ""
    why_not: str = ""


def known_session(core: Core, seat: Seat) -> ResumableSession:
    """The session of the run that lives in a seat, or of the one that ended last."""
    profile = core.profile(seat)
    if why := starting.why_not_resume(profile, seat.command):
        return ResumableSession(why_not=why)
    run = core.live_run(seat.name) or core.fleet.ended_of(seat.name)
    if run is None:
        return ResumableSession(why_not="nothing ran in this seat yet")
    for session, how in _sources(core, seat, run):
        if starting.is_session(session):
            return ResumableSession(session, how)
    return ResumableSession(why_not="its session's id is not known")


def _sources(core: Core, seat: Seat, run: Run) -> tuple[tuple[str, str], ...]:
    """Newest first: a session changes its id in the middle of a run when the conversation is cleared."""
    said = starting.session_in(core.profile(seat), run.resume)
    return (
        (said, "it printed the id when it ended"),
        (seen_session(core, run), "its session file says so"),
        (run.session, "it was started with this id"),
    )


def seen_session(core: Core, run: Run) -> str:
    """The id that the agent's own files say this run has; empty where they say nothing."""
    seen = core.sights.get(run.seat)
    facts = seen.session if seen is not None and seen.run == run.tag else None
    return facts.session if facts else ""
