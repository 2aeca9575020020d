"""What a run left behind when it ended: its last screen as a stored text, what it was, how it may be gone on with."""

from __future__ import annotations

import shlex
from dataclasses import replace

from fleetui.agents.profile import Profile
from fleetui.agents.starting import Beginning, argv
from fleetui.engine.core import Core
from fleetui.engine.decide.resumable import seen_session
from fleetui.engine.protocols.errors import PortError
from fleetui.model.endings import resume_command
from fleetui.model.events import RunEnded
from fleetui.model.fleet import Run, Seat


def screen_text(core: Core, seat: str, run: str) -> str:
    """The last rows that this run showed; empty where nothing of it was seen."""
    seen = core.sights.get(seat)
    if seen is None or seen.run != run or seen.frame is None:
        return ""
    return "\n".join(seen.frame.texts)


async def with_screen(core: Core, ended: RunEnded) -> RunEnded:
    """The same record with what the run left; without it where that cannot be kept: the end itself counts more."""
    seat, run = core.fleet.seats.get(ended.seat), core.fleet.runs.get(ended.run)
    if seat is None or run is None:
        return ended
    profile = core.profile(seat)
    words = () if run.adopted else _started(profile, seat, run)
    text = screen_text(core, ended.seat, ended.run)
    try:
        stored = await core.ledger.put_text(text + "\n") if text.strip() else ""
    except PortError as error:
        core.stumbled(error)
        stored = ""
    resume = resume_command(text, profile.programs)
    return replace(
        ended, screen=stored, command=shlex.join(words), resume=resume, session=seen_session(core, run)
    )


def _started(profile: Profile, seat: Seat, run: Run) -> tuple[str, ...]:
    return argv(profile, seat.command, Beginning(run.session, run.resumed, run.unattended))
