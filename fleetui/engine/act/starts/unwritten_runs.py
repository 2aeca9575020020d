"""Runs that live in fleetui's own tmux server and are not in the journal.

A process is started before its start can be written down: where the engine ends in between, the disk is full, or tmux
starts it and does not answer in time, nobody knows of it, and a second one would work in the same worktree.
"""

from __future__ import annotations

from collections.abc import Callable

from fleetui.agents.starting import Beginning
from fleetui.engine.core import Core
from fleetui.engine.protocols.tmux import PaneFacts
from fleetui.model import events as e
from fleetui.model.fleet import Seat
from fleetui.model.identities import PaneRef

Begins = Callable[[Seat, str, str], Beginning]
"""How the run of a seat begins, by its tag and the session that it goes on with."""


async def take_back(core: Core, begins: Begins, name: str = "") -> bool:
    """Write down the runs that are not, of one seat or of all; whether there was one. Raises ``PortError``."""
    found = [pane for pane in await core.world.tmux.discover() if name in ("", pane.agent)]
    taken = False
    for pane in found:
        if _is_unwritten(core, pane):
            await core.ledger.append(_began(core, begins, pane))
            taken = True
    return taken


def run_started(seat: Seat, tag: str, pane: PaneRef, begins: Beginning) -> e.RunStarted:
    """The record of a run that began so."""
    return e.RunStarted(
        seat.name,
        tag,
        pane,
        session=begins.session,
        resumed=begins.resumed,
        unattended=begins.unattended,
    )


def _began(core: Core, begins: Begins, pane: PaneFacts) -> e.RunStarted:
    work, seat = core.fleet.replacements.get(pane.agent), core.fleet.seats[pane.agent]
    resumes = work.session if work and work.id == pane.run else ""
    return run_started(seat, pane.run, pane.ref, begins(seat, pane.run, resumes))


def _is_unwritten(core: Core, pane: PaneFacts) -> bool:
    mine = pane.ref.server.socket == core.world.tmux.own_socket and pane.run and not pane.dead
    if not mine or pane.agent not in core.fleet.seats or pane.run in core.fleet.runs:
        return False
    return core.live_run(pane.agent) is None
