"""Which session file belongs to which process: unknown rather than another's."""

from __future__ import annotations

import fnmatch
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from fleetui.engine.ports import Parser, SessionAsk
from fleetui.model.places import ProcessId
from fleetui.model.session import SessionSource
from fleetui.ports import proc
from fleetui.ports.process_sets import below, children_of, command_line
from fleetui.ports.processes import program_names
from fleetui.ports.tail import record_of

_OPENING = 128 * 1024
"""Bytes at the beginning of a file in which it must say whose it is."""
_STATUS = 64 * 1024
_MOST_FILES = 40
_SLACK_S = 2.0
_ID = re.compile(r"[\w-]{1,100}")

Table = Mapping[int, proc.Stat]


@dataclass(frozen=True, slots=True)
class AgentProcess:
    """The agent's process below a pane."""

    id: ProcessId
    name: str
    cwd: str
    folder: str
    """Where this agent keeps its files."""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a session; without a path there is no file that is surely its own."""

    path: str = ""
    session: str = ""
    status: Mapping[str, Any] = field(default_factory=dict)
    status_path: str = ""
    mark: tuple[int, float] = (0, 0.0)
    """Inode and time of the file that says which session it is."""
    pids: tuple[int, ...] = ()
    """The processes that hold the session file open, or are below the one that does."""

    @property
    def is_said(self) -> bool:
        """True when the agent itself says which file is its own: until it says another there is nothing to look for."""
        return bool(self.status_path and self.path)

    def moved(self) -> bool:
        """True when the file about the process was written again."""
        return bool(self.status_path) and _mark(self.status_path) != self.mark


def find_process(table: Table, ask: SessionAsk) -> AgentProcess | None:
    """The agent nearest to the pane's first process; ``None`` while there is none."""
    root = table.get(ask.pane.pid)
    if root is None or ask.pane.pid_started not in (0, root.started):
        return None
    children = children_of(table)
    waiting, seen = [ask.pane.pid], set[int]()
    for pid in waiting:
        if pid in seen or pid not in table or not table[pid].lives:
            continue
        seen.add(pid)
        if set(program_names(table[pid].name, command_line(pid))) & set(ask.programs):
            return _agent(table[pid], ask.source)
        waiting += children[pid]
    return None


def _agent(stat: proc.Stat, source: SessionSource) -> AgentProcess | None:
    told = _environment(stat.pid)
    folder = told.get(source.variable, "") if source.variable else ""
    home = told.get("HOME", "")
    if not folder and not home:
        return None
    cwd = _link(f"/proc/{stat.pid}/cwd")
    return AgentProcess(stat.id, stat.name, cwd, folder or str(Path(home, source.folder))) if cwd else None


def _environment(pid: int) -> dict[str, str]:
    try:
        data = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return {}
    pairs = (item.partition(b"=") for item in data.split(b"\0"))
    return {os.fsdecode(name): os.fsdecode(value) for name, _, value in pairs}


# ---------------------------------------------------------------- three ways to a file


def find_file(
    source: SessionSource,
    process: AgentProcess,
    parser: Parser,
    table: Callable[[], Table],
    known: tuple[int, ...] = (),
) -> Found:
    """By the file that the agent keeps about its process; else among the files it holds open; else the only one that
    began after it in its folder, while no other agent of its kind works there. ``known`` are the processes that held
    one before: looking at them first spares a look at all."""
    if source.status:
        found = _by_status(source, process, parser)
        if found.status_path:
            return found
    if held := _held(source, process, known):
        return Found(held, pids=known)
    pids = tuple(below(table(), [process.id.pid]))
    if held := _held(source, process, pids):
        return Found(held, pids=pids)
    if _shared(table(), process, set(pids)):
        return Found()
    begun = list(_begun(source, process, parser))
    return Found(begun[0]) if len(begun) == 1 else Found()


def _by_status(source: SessionSource, process: AgentProcess, parser: Parser) -> Found:
    path = str(Path(process.folder, source.status.replace("{pid}", str(process.id.pid))))
    mark = _mark(path)
    record = record_of(_first_bytes(path, _STATUS))
    status = parser.status(record) if record else {}
    session = str(status.get("session") or "")
    if not _ID.fullmatch(session) or status.get("started") not in ("", str(process.id.started)):
        return Found()
    files = _files(process.folder, source.files.replace("{session}", session))
    path_of = next((file for file in files if Path(file).is_file()), "")
    return Found(path_of, session, status, path, mark)


def _held(source: SessionSource, process: AgentProcess, pids: tuple[int, ...]) -> str:
    """Of the session files that its processes hold open the one written last: a new session may leave an old one."""
    pattern = str(Path(_escaped(process.folder), source.files.replace("{session}", "*")))
    held = {path for pid in pids for path in _open_files(pid) if fnmatch.fnmatchcase(path, pattern)}
    return max(held, key=lambda path: _mark(path)[1], default="")


def _open_files(pid: int) -> Iterator[str]:
    try:
        numbers = os.listdir(f"/proc/{pid}/fd")  # noqa: PTH208 - as the process table is read
    except OSError:
        return
    for number in numbers:
        yield _link(f"/proc/{pid}/fd/{number}")


def _shared(table: Table, process: AgentProcess, own: set[int]) -> bool:
    """True when another agent of its kind works in its folder: their files cannot be told apart."""
    for stat in table.values():
        if stat.name == process.name and stat.pid not in own and stat.lives:
            cwd = _link(f"/proc/{stat.pid}/cwd")
            if cwd in ("", process.cwd):
                return True
    return False


def _begun(source: SessionSource, process: AgentProcess, parser: Parser) -> Iterator[str]:
    started = _epoch(process.id.started) - _SLACK_S
    files = [
        (written, path)
        for path in _files(process.folder, source.files.replace("{session}", "*"))
        if (written := _mark(path)[1]) >= started
    ]
    for _, path in sorted(files, reverse=True)[:_MOST_FILES]:
        cwd, begun = _origin(path, parser)
        if cwd == process.cwd and begun >= started:
            yield path


def _origin(path: str, parser: Parser) -> tuple[str, float]:
    """The folder and time that a file's first records name."""
    cwd, begun = "", 0.0
    for line in _first_bytes(path, _OPENING).split(b"\n"):
        record = record_of(line)
        if record is None:
            continue
        cwd = cwd or parser.opening(record)[1]
        begun = begun or _time(record.get("timestamp"))
        if cwd and begun:
            break
    return cwd, begun


# ---------------------------------------------------------------- small parts


def _files(folder: str, pattern: str) -> list[str]:
    try:
        return [str(path) for path in Path(folder).glob(pattern)]
    except (OSError, ValueError):
        return []


def _first_bytes(path: str, most: int) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(descriptor, most)
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def _mark(path: str) -> tuple[int, float]:
    try:
        stat = Path(path).stat()
    except OSError:
        return 0, 0.0
    return stat.st_ino, stat.st_mtime


def _link(path: str) -> str:
    """What a link of the process table points to; empty when it cannot be told."""
    try:
        return str(Path(path).readlink())
    except OSError:
        return ""


def _escaped(text: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", text)


def _time(value: object) -> float:
    try:
        return datetime.fromisoformat(value).timestamp() if isinstance(value, str) else 0.0
    except (ValueError, OverflowError):
        return 0.0


def _epoch(ticks: int) -> float:
    """Seconds since the epoch of a time in clock ticks since boot."""
    return time.time() - time.clock_gettime(time.CLOCK_BOOTTIME) + ticks / proc.TICKS
