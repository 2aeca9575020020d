"""Agents without a pane: what they say of themselves, now and then."""

from __future__ import annotations

import asyncio

from fleetui.agents.sessions.statements import session_report
from fleetui.engine.core import Core
from fleetui.model.paneless import PanelessAgent, PanelessSession
from fleetui.model.session import SessionSource
from fleetui.model.status import Phase


async def look_for_paneless(core: Core) -> None:
    """Look for them once. Raises ``PortError``."""
    sources = await asyncio.to_thread(_sources, core)  # profiles are parsed when they are first asked for
    sessions = await core.world.sessions.paneless(sources)
    found = tuple(_agent(one, core.world.now()) for one in sessions)
    if found != core.paneless:
        core.paneless = found
        core.touch()


def _sources(core: Core) -> dict[str, SessionSource]:
    known = core.world.profiles.items()
    return {name: one.session for name, one in known if one.session and one.session.status}


def _agent(one: PanelessSession, now: float) -> PanelessAgent:
    said = session_report(one.facts, now)
    phase = said.phase if said else Phase.UNKNOWN
    return PanelessAgent(
        one.profile, one.name, one.cwd, one.pid, phase, one.facts.status_at, one.facts.waits_for
    )
