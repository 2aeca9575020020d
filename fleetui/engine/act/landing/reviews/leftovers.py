"""No process of an earlier round works where the next one is to stand."""

from __future__ import annotations

from fleetui.engine.core import Core, Refused
from fleetui.engine.protocols.processes import ProcessLine
from fleetui.model.identities import ProcessId


async def end_leftovers(core: Core, place: str, role: str) -> None:
    """End what runs of this role left there, by their identity. Raises ``Refused`` where anybody works there then:
    what fleetui did not start is the operator's to end."""
    if there := await core.world.processes.inside(place):
        await _end_runs(core, role, {line.id for line in there})
    if left := await core.world.processes.inside(place):
        raise Refused(f"{_named(left[0])} works in {place}: end it, and ask for the review again")


async def _end_runs(core: Core, role: str, there: set[ProcessId]) -> None:
    for run in core.fleet.runs.values():
        seat = core.fleet.seats.get(run.seat)
        if seat is None or seat.role != role or run.ended is None:
            continue
        members = await core.world.processes.members(run.pane, run.tag)
        if there & {line.id for line in members}:
            await core.world.processes.stop(run.pane, run.tag)


def _named(line: ProcessLine) -> str:
    return f"{line.name} {line.id.pid}"
