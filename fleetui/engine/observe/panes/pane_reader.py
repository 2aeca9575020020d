"""Who drew what an agent's screen shows, and whether that still reads what is typed into its pane.

A screen outlives the program that drew it: an agent that was killed leaves its empty composer standing, and below it
a shell, or whatever was started after it, that would take a follow-up for a command.
"""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.engine.protocols.processes import AgentProcesses
from fleetui.model.clean import clean_line
from fleetui.model.fleet import Run, Seat
from fleetui.model.identities import Reader
from fleetui.model.programs import started_as


class WrongReader(Exception):
    """Another program reads the pane; the text says which and what to do."""


def take_processes(core: Core, seat: Seat, found: AgentProcesses, *, shows: bool) -> None:
    """What a look at the process table says of one agent; ``shows``: its screen shows its composer or a dialog."""
    seen, reader = core.sight(seat.name), found.reader
    seen.itself = found.itself
    if reader is None or not (shows or reader.named):
        return
    programs = core.profile(seat).programs
    sure = not programs or not set(reader.names).isdisjoint(_started(core, seat))
    seen.drawer.found(reader, sure=sure, drawn=seen.last_output or 0.0, now=core.world.now())


async def reader_of(core: Core, seat: Seat, run: Run) -> Reader:
    """The program that drew what its screen shows now and reads its pane; raises ``WrongReader`` where another does."""
    programs = {seat.name: core.profile(seat).programs}
    looked = await core.world.processes.agents_of({seat.name: run.pane}, programs)
    found = looked.get(seat.name, AgentProcesses())
    take_processes(core, seat, found, shows=True)
    if found.reader is None:
        raise WrongReader("nothing reads its pane any more: r restarts it")
    if found.reader != core.sight(seat.name).drawer.known:
        raise WrongReader(
            f"{_named(found.reader)} reads its pane, not the agent whose screen it shows: r restarts it"
        )
    return found.reader


def _started(core: Core, seat: Seat) -> tuple[str, ...]:
    return started_as(seat.command or core.profile(seat).start)


def _named(reader: Reader) -> str:
    return clean_line(reader.names[0] if reader.names else "another program", 40)
