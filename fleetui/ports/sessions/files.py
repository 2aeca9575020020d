"""Which session file belongs to which process: unknown rather than another's."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from datetime import datetime
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.sessions import Parser
from fleetui.model.session import SessionSource, SessionStore
from fleetui.model.value import value
from fleetui.ports.clock import CLOCK, uptime, wall
from fleetui.ports.processes import proc
from fleetui.ports.sessions.database import rows
from fleetui.ports.sessions.process import ID, AgentProcess, Table, open_files, own_processes, rivals
from fleetui.ports.tail import record_of

_OPENING = 128 * 1024
"""Bytes at the beginning of a file in which it must say whose it is."""
_STATUS = 64 * 1024
_MOST_FILES = 40
SLACK_S = 2.0
"""By how much a file may seem older than the process that writes it."""


@value
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


@value
class _Begun:
    """A session file, by what its first records say."""

    path: str
    session: str
    begun: float
    written: float


def find_file(
    source: SessionSource,
    process: AgentProcess,
    parser: Parser,
    table: Callable[[], Table],
    before: Found,
    said: str = "",
) -> Found:
    """By the file that the agent keeps about its process; else among the files it holds open; else the one ``said`` by
    its own server; else by the session it was started with and what it began since; else the only one that began
    after it in its folder, while no other agent of its kind works there. ``before`` is what was found last: the
    processes that held one are looked at first, and a file that was its own leads to the next."""
    if source.status:
        found = _by_status(source, process, parser)
        if found.status_path:
            return found
    if not parser.store and (held := _held(source, process, before.pids)):
        return Found(held, pids=before.pids)
    pids = own_processes(table(), process, source.shared)
    if not parser.store and (held := _held(source, process, pids)):
        return Found(held, pids=pids)
    if said and _is_own_kind(source, process, said):
        return Found(said)
    others = rivals(table(), process, set(pids), source.shared)
    if parser.store:
        return _stored(source, process, parser.store, before, others)
    own = _named(source, process, parser) or _known(before.path, parser)
    one = _own_of(own, list(_begun(source, process, parser)), others)
    return Found(one.path) if one else Found()


def _by_status(source: SessionSource, process: AgentProcess, parser: Parser) -> Found:
    path = str(Path(process.folder, source.status.replace("{pid}", str(process.id.pid))))
    mark = _mark(path)
    record = record_of(first_bytes(path, _STATUS))
    status = parser.status(record) if record else {}
    session = str(status.get("session") or "")
    if not ID.fullmatch(session) or status.get("started") not in ("", str(process.id.started)):
        return Found()
    files = _files(process.folder, _pattern(source, session))
    path_of = next((file for file in files if Path(file).is_file()), "")
    return Found(path_of, session, status, path, mark)


def _held(source: SessionSource, process: AgentProcess, pids: tuple[int, ...]) -> str:
    """Of the session files that its processes hold open the one written last: a new session may leave an old one."""
    pattern = str(Path(_escaped(process.folder), _pattern(source, "*")))
    held = {path for pid in pids for path in open_files(pid) if fnmatch.fnmatchcase(path, pattern)}
    return max(held, key=lambda path: _mark(path)[1], default="")


def _is_own_kind(source: SessionSource, process: AgentProcess, path: str) -> bool:
    """True for a session file of the agent's folder that is there."""
    pattern = str(Path(_escaped(process.folder), _pattern(source, "*")))
    return fnmatch.fnmatchcase(path, pattern) and ".." not in path.split("/") and Path(path).is_file()


# ---------------------------------------------------------------- by what was begun where


def _own_of(own: _Begun | None, begun: list[_Begun], others: list[str]) -> _Begun | None:
    """Of the sessions ``begun`` in its folder that of the process; ``own`` is the one it was started with, or had.

    A session that began since may be the next one of this process (as after a clear) or another agent's. Alone in its
    folder, the one written last is its own. With others there, its own is the one it had, as long as that was written
    after the other began.
    """
    rest = [one for one in begun if one.session not in others and not (own and one.path == own.path)]
    if own is None:
        return rest[0] if len(rest) == 1 and not others else None
    if not others:
        return max([own, *rest], key=lambda one: one.written)
    return own if all(own.written >= one.begun for one in rest) else None


def _stored(
    source: SessionSource, process: AgentProcess, store: SessionStore, before: Found, others: list[str]
) -> Found:
    """In a database that holds the sessions of all: the one this process was started with, or writes to."""
    path = str(Path(process.folder, source.files))
    session = process.session or before.session
    started = epoch(process.id.started)
    values: dict[str, str | float] = {"folder": process.cwd, "since": started - SLACK_S, "session": session}
    known = [_row(path, row) for row in rows(path, (store.sessions,), values)]
    own = next((one for one in known if one.session == session), None) if session else None
    found = _own_of(own, [one for one in known if one.written >= started - SLACK_S], others)
    return Found(path, found.session) if found else Found()


def _row(path: str, row: Mapping[str, Any]) -> _Begun:
    begun, written = (
        value if isinstance(value, int | float) else 0.0 for value in map(row.get, ("begun", "written"))
    )
    return _Begun(f"{path}#{row.get('session')}", str(row.get("session") or ""), begun, written)


def _named(source: SessionSource, process: AgentProcess, parser: Parser) -> _Begun | None:
    """The file of the session it was started with; a resumed one may have several, the one written last counts."""
    if not process.session:
        return None
    known = (_opened(path, parser) for path in _files(process.folder, _pattern(source, process.session)))
    own = [one for one, _ in known if one.session == process.session]
    return max(own, key=lambda one: one.written, default=None)


def _known(path: str, parser: Parser) -> _Begun | None:
    return _opened(path, parser)[0] if path and _mark(path)[0] else None


def _begun(source: SessionSource, process: AgentProcess, parser: Parser) -> Iterator[_Begun]:
    """What began in its folder since it was started."""
    started = epoch(process.id.started) - SLACK_S
    files = [
        (written, path)
        for path in _files(process.folder, _pattern(source, "*"))
        if (written := _mark(path)[1]) >= started
    ]
    folders = (process.cwd, _digest(process.cwd))
    for _, path in sorted(files, reverse=True)[:_MOST_FILES]:
        one, folder = _opened(path, parser)
        if folder in folders and one.begun >= started:
            yield one


def _opened(path: str, parser: Parser) -> tuple[_Begun, str]:
    """What a file's first records name: session, folder and time."""
    session, folder, begun = "", "", 0.0
    for line in first_bytes(path, _OPENING).split(b"\n"):
        record = record_of(line)
        if record is None:
            continue
        named = parser.opening(record)
        session, folder = session or named[0], folder or named[1]
        begun = begun or _time(record.get("timestamp") or record.get("startTime"))
        if folder and begun:
            break
    return _Begun(path, session, begun, _mark(path)[1]), folder


# ---------------------------------------------------------------- small parts


def _pattern(source: SessionSource, session: str) -> str:
    found = source.files.replace("{session}", session).replace("{short}", session[:8])
    return found.replace("**", "*")  # beside another part of a name two of them are an error


def _digest(folder: str) -> str:
    """How Gemini CLI names a folder."""
    return f"sha256:{hashlib.sha256(os.fsencode(folder)).hexdigest()}"


def _files(folder: str, pattern: str) -> list[str]:
    try:
        return [str(path) for path in Path(folder).glob(pattern)]
    except (OSError, ValueError):
        return []


def first_bytes(path: str, most: int) -> bytes:
    """The beginning of a file; nothing where it cannot be read."""
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


def _escaped(text: str) -> str:
    return re.sub(r"([*?\[])", r"[\1]", text)


def _time(value: object) -> float:
    try:
        return datetime.fromisoformat(value).timestamp() if isinstance(value, str) else 0.0
    except (ValueError, OverflowError):
        return 0.0


def epoch(ticks: int) -> float:
    """Seconds since the epoch of a time in clock ticks since boot, by the clock that stamps files.

    Once that was set, a file may carry its time of before or of after: the earlier beginning counts.
    """
    return min(wall() - uptime(), CLOCK.booted()) + ticks / proc.TICKS
