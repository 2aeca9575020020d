"""The agent's process below a pane: where it works, where it keeps its files, which session it was started with."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from fleetui.engine.protocols.sessions import SessionAsk
from fleetui.model.identities import ProcessId
from fleetui.model.programs import is_called, is_program
from fleetui.model.session import SessionSource
from fleetui.model.value import value
from fleetui.ports.processes import proc
from fleetui.ports.processes.sets import below, command_line, executable

ID = re.compile(r"[\w-]{1,100}")
Table = proc.ProcessTable


@value
class AgentProcess:
    """The agent's process below a pane."""

    id: ProcessId
    name: str
    cwd: str
    folder: str
    """Where this agent keeps its files."""
    programs: tuple[str, ...]
    """What an agent of its kind may be called."""
    session: str = ""
    """The session it was started with, where that was chosen."""
    begins: tuple[tuple[str, ...], ...] = ()
    """Arguments that name a session at the start."""


def find_process(table: Table, ask: SessionAsk) -> AgentProcess | None:
    """The agent nearest to the pane's first process; ``None`` while there is none."""
    root = table.get(ask.pane.pid)
    if root is None or ask.pane.pid_started not in (0, root.started):
        return None
    waiting, seen = [ask.pane.pid], set[int]()
    for pid in waiting:
        if pid in seen or pid not in table or not table[pid].lives:
            continue
        seen.add(pid)
        arguments = command_line(pid)
        if is_program(ask.programs, table[pid].name, arguments, executable(pid)):
            return _agent(table[pid], ask, arguments)
        waiting += table.children.get(pid, ())
    return None


def _agent(stat: proc.Stat, ask: SessionAsk, arguments: Sequence[str]) -> AgentProcess | None:
    folder = folder_of(ask.source, _environment(stat.pid))
    cwd = link(f"/proc/{stat.pid}/cwd")
    if not cwd or not folder:
        return None
    session = session_in(arguments, ask.begins) or ask.session
    return AgentProcess(stat.id, stat.name, cwd, folder, ask.programs, session, ask.begins)


def folder_of(source: SessionSource, told: Mapping[str, str]) -> str:
    """Where an agent with this environment keeps its files."""
    for variable in source.variables:
        name, _, below_it = variable.partition("/")
        if moved := told.get(name, ""):
            return str(Path(moved, below_it))
    home = told.get("HOME", "")
    return str(Path(home, source.folder)) if home else ""


def _environment(pid: int) -> dict[str, str]:
    try:
        data = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return {}
    pairs = (item.partition(b"=") for item in data.split(b"\0"))
    return {os.fsdecode(name): os.fsdecode(value) for name, _, value in pairs}


def session_in(arguments: Sequence[str], begins: Sequence[Sequence[str]]) -> str:
    """The session id in an argument list, where ``begins`` (with ``{session}`` for the id) say it stands."""
    for begin in begins:
        size = len(begin)
        for place in range(1, len(arguments) - size + 1):
            if found := _id_in(arguments[place : place + size], begin):
                return found
    return ""


def _id_in(arguments: Sequence[str], begin: Sequence[str]) -> str:
    found = ""
    for argument, wanted in zip(arguments, begin, strict=True):
        if wanted == "{session}":
            found = argument if ID.fullmatch(argument) and not argument.startswith("-") else ""
        elif argument != wanted:
            return ""
    return found


def own_processes(table: Table, process: AgentProcess, shared: str) -> tuple[int, ...]:
    """The process and all below it, without a server of all agents that it happened to start, ``shared`` among whose
    arguments tells it."""
    pids = tuple(below(table, [process.id.pid]))
    servers = [pid for pid in pids[1:] if shared and _serves_all(table[pid], process, shared)]
    return tuple(pid for pid in pids if pid not in set(below(table, servers))) if servers else pids


def _serves_all(stat: proc.Stat, process: AgentProcess, shared: str) -> bool:
    return _is_named(stat, process) and shared in command_line(stat.pid)[1:]


def _is_named(stat: proc.Stat, process: AgentProcess) -> bool:
    return stat.name == process.name or is_called(process.programs, stat.name)


def rivals(table: Table, process: AgentProcess, own: set[int], shared: str = "") -> list[str]:
    """The other agents of its kind in its folder: the session each was started with, empty where that is not known."""
    found = []
    for stat in table.values():
        if not _is_named(stat, process) or stat.pid in own or not stat.lives:
            continue
        cwd = link(f"/proc/{stat.pid}/cwd")
        if cwd not in ("", process.cwd):
            continue
        arguments = command_line(stat.pid)
        if not (cwd or arguments) or shared in arguments[1:]:  # it is on its way out, or no agent
            continue
        if not arguments or is_program(process.programs, stat.name, arguments, executable(stat.pid)):
            found.append(session_in(arguments, process.begins))
    return found


def open_files(pid: int) -> Iterator[str]:
    """What a process holds open."""
    try:
        numbers = os.listdir(f"/proc/{pid}/fd")  # noqa: PTH208 - as the process table is read
    except OSError:
        return
    for number in numbers:
        yield link(f"/proc/{pid}/fd/{number}")


def link(path: str) -> str:
    """What a link of the process table points to; empty when it cannot be told."""
    try:
        return os.readlink(path)  # noqa: PTH115 - hundreds of these
    except OSError:
        return ""
