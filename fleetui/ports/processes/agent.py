"""Which processes below a pane are its agent, and which of all reads what is typed there."""

from __future__ import annotations

from collections.abc import Sequence

from fleetui.engine.protocols.processes import AgentProcesses
from fleetui.model.identities import PaneRef, Reader
from fleetui.model.programs import is_program, is_shell, program_names
from fleetui.ports.processes import proc
from fleetui.ports.processes.sets import below_pane, command_line, executable


def agent_in(table: proc.ProcessTable, pane: PaneRef, programs: Sequence[str]) -> AgentProcesses:
    """The process nearest to the pane that is one of ``programs``, and those below it that are one directly.

    Where none is, whatever the pane's own process started; or that process, where it started nothing.
    """
    below_it = below_pane(table, pane)
    found: list[proc.Stat] = []
    for process in below_it:
        if found and process.parent not in {one.pid for one in found}:
            continue
        if is_program(programs, process.name, command_line(process.pid), executable(process.pid)):
            found.append(process)
    started = [process for process in below_it[1:] if process.parent == pane.pid]
    itself = tuple(process.id for process in found or started or below_it)
    return AgentProcesses(itself, bool(found), _reader(below_it, found))


def _reader(below_it: Sequence[proc.Stat], named: Sequence[proc.Stat]) -> Reader | None:
    """The named program in front; else the nearest there that is no shell around others; else the innermost shell."""
    if known := next((process for process in named if process.in_front), None):
        return _described(known, named=True)
    front = [_described(process, named=False) for process in below_it if process.in_front]
    return next((one for one in front if not is_shell(one.file)), front[-1] if front else None)


def _described(process: proc.Stat, *, named: bool) -> Reader:
    names = program_names(process.name, command_line(process.pid))
    return Reader(process.id, executable(process.pid), names, named)
