"""The spool that agents' hooks write: a file of events for each agent's process, and one of what its status line said.

A file is named ``KIND.PID.STARTED`` after the process that ran the hook, so it belongs to one run or to none.
Whoever runs as the same user may write there: what is not of the form is left out.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.sessions import HookAsk
from fleetui.model.clean import clean_line
from fleetui.model.hooks import HookEvent, HookFacts, LineFacts
from fleetui.model.identities import ProcessId
from fleetui.model.programs import is_program
from fleetui.model.quota import Quota, QuotaWindow
from fleetui.ports.clock import CLOCK
from fleetui.ports.disk_errors import why as disk_says
from fleetui.ports.hooks.upkeep import tidy
from fleetui.ports.processes import proc
from fleetui.ports.processes.sets import command_line, executable
from fleetui.ports.tail import Tail, record_of
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

LIMIT_S = 5.0
TIDY_S = 60.0
MOST_FILES = 1000
LINE = ".line"
"""Ends the name of the file that a status line writes."""
NAME = re.compile(r"(?P<kind>[a-z][\w-]{0,40})\.(?P<pid>\d{1,9})\.(?P<started>\d{1,18})")
_MOST_LINE = 4096
_WINDOWS = {"five": "5h", "week": "week", "spend": "spend"}
"""The allowances that a status line is told, as the hook names them and as people do."""
_HIGHEST = 64
"""Processes between an agent and its pane, at most."""


@dataclass(slots=True)
class _Spool:
    """One agent's file, followed for one run."""

    name: str
    run: str
    tail: Tail
    line_mark: tuple[int, int] = (0, 0)
    line: LineFacts | None = field(default=None)


class HookSpool:
    """Implements ``HookPort``. One thread: a slow disk holds up nobody else."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._worker = Worker("hooks")
        self._spools: dict[str, _Spool] = {}
        self._strange: dict[str, frozenset[str]] = {}
        """Files that are of none of these runs."""
        self._tidied = 0.0

    def there(self) -> bool:
        """True where hooks were ever installed: else there is nothing to look at."""
        return self._folder.is_dir()

    async def sample(self, asked: Sequence[HookAsk]) -> Mapping[str, HookFacts]:
        """What is new, by agent name."""
        work = asyncio.get_running_loop().run_in_executor(self._worker, self.sample_now, tuple(asked))
        try:
            async with time_limit(LIMIT_S):
                return await work
        except TimeoutError:
            raise PortError("hooks", "read the hooks' spool", f"no answer within {LIMIT_S:g} s") from None
        except OSError as error:
            raise PortError("hooks", "read the hooks' spool", disk_says(error)) from error

    def sample_now(self, asked: Sequence[HookAsk]) -> Mapping[str, HookFacts]:
        """The same, here and now."""
        names = self._names()
        self._match(names, {ask.run: ask for ask in asked})
        found: dict[str, HookFacts] = {}
        for file, spool in self._spools.items():
            facts = self._new(file, spool)
            if facts is not None:
                found[spool.name] = facts
        if time.monotonic() - self._tidied > TIDY_S:
            self._tidied = time.monotonic()
            tidy(self._folder, names)
        return found

    def _names(self) -> dict[str, ProcessId]:
        try:
            with os.scandir(self._folder) as entries:
                names = [entry.name for entry in islice(entries, 2 * MOST_FILES)]
        except (FileNotFoundError, NotADirectoryError):
            return {}
        found = ((name, NAME.fullmatch(name)) for name in names)
        return {name: ProcessId(int(m["pid"]), int(m["started"])) for name, m in found if m}

    # ------------------------------------------------------------ whose file it is

    def _match(self, names: Mapping[str, ProcessId], runs: Mapping[str, HookAsk]) -> None:
        """Follow the files of these runs, and of nobody else."""
        live = {file: spool for file, spool in self._spools.items() if file in names and spool.run in runs}
        self._spools = live
        all_runs = frozenset(runs)
        self._strange = {file: seen for file, seen in self._strange.items() if file in names}
        by_pane = {ask.pane.pid: ask for ask in runs.values()}
        for file, process in names.items():
            if file in live or self._strange.get(file) == all_runs:
                continue
            ask = _whose(process, by_pane)
            if ask is None:
                self._strange[file] = all_runs
            else:
                live[file] = _Spool(ask.name, ask.run, Tail(str(self._folder / file)))

    # ------------------------------------------------------------ what it says

    def _new(self, file: str, spool: _Spool) -> HookFacts | None:
        records = spool.tail.read()
        line = self._line(file, spool)
        if not records and line is None:
            return None
        zero = _boot()
        events = tuple(event for record in records if (event := _event(record, zero)))
        return HookFacts(events, line, begins=bool(records) and spool.tail.anew)

    def _line(self, file: str, spool: _Spool) -> LineFacts | None:
        path = self._folder / f"{file}{LINE}"
        try:
            stat = path.lstat()
            mark = (stat.st_ino, stat.st_mtime_ns)
            if mark == spool.line_mark:
                return None
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            record = record_of(os.read(descriptor, _MOST_LINE))
        except OSError:
            return None
        finally:
            os.close(descriptor)
        if record is None:
            return None  # just being written
        spool.line_mark = mark
        return _line_facts(record, _boot())


def _whose(process: ProcessId, by_pane: Mapping[int, HookAsk]) -> HookAsk | None:
    """The run in whose pane an agent lives, unless another agent there is nearer to the pane."""
    line = list(_up(process))
    panes = [place for place, stat in enumerate(line) if stat.pid in by_pane]
    if not panes:
        return None
    ask = by_pane[line[panes[0]].pid]
    if ask.pane.pid_started not in (0, line[panes[0]].started):
        return None
    own = [_is_agent(stat, ask.programs) for stat in line[: panes[0] + 1]]
    last = next((place for place, yes in enumerate(own) if not yes), len(own))
    return ask if last and not any(own[last:]) else None


def _up(process: ProcessId) -> Iterator[proc.Stat]:
    """A process and those above it."""
    stat = proc.stat(process.pid)
    if stat is None or not stat.lives or process.started not in (0, stat.started):
        return
    for _ in range(_HIGHEST):
        yield stat
        stat = proc.stat(stat.parent) if stat.parent > 1 else None
        if stat is None:
            return


def _is_agent(stat: proc.Stat, programs: Sequence[str]) -> bool:
    return is_program(programs, stat.name, command_line(stat.pid), executable(stat.pid))


# ---------------------------------------------------------------- values of a record


def _event(record: Mapping[str, Any], zero: float) -> HookEvent | None:
    name = _text(record, "event")
    if not name:
        return None
    return HookEvent(
        name,
        _text(record, "detail"),
        _text(record, "session"),
        _at(record, zero),
        record.get("inner") is True,
    )


def _line_facts(record: Mapping[str, Any], zero: float) -> LineFacts:
    tokens, window, used = (_figure(record, key) for key in ("tokens", "window", "used"))
    return LineFacts(
        at=_at(record, zero),
        session=_text(record, "session"),
        tokens=int(tokens) if tokens is not None else None,
        window=int(window) if window is not None else None,
        used=used,
        model=_text(record, "model"),
        version=_text(record, "version"),
        cost=_figure(record, "cost"),
        quota=_quota(record, _at(record, zero)),
    )


def _quota(record: Mapping[str, Any], at: float) -> Quota | None:
    windows = tuple(
        QuotaWindow(name, used, _figure(record, f"{key}_resets") or 0.0)
        for key, name in _WINDOWS.items()
        if (used := _figure(record, key)) is not None
    )
    return Quota(windows, at) if windows else None


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    return clean_line(value[:200], 100) if isinstance(value, str) else ""


def _figure(record: Mapping[str, Any], key: str) -> float | None:
    text = _text(record, key)
    return float(text) if re.fullmatch(r"\d{1,12}(?:\.\d{1,20})?", text, re.ASCII) else None


def _at(record: Mapping[str, Any], zero: float) -> float:
    """When it happened, on the clock of this process; never later than now."""
    now, up, epoch = CLOCK.now(), _figure(record, "up"), _figure(record, "epoch")
    if up is not None and zero:
        return min(now, zero + up)
    return CLOCK.from_wall(epoch) if epoch is not None else now


def _boot() -> float:
    """When the clock of ``/proc/uptime``, which the hooks write, stood at 0; 0 where there is none."""
    try:
        return CLOCK.now() - float(Path("/proc/uptime").read_text("ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 0.0
