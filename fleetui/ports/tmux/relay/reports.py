"""The files that relays write: one for each run, named by the process that its pane begins with.

Whoever runs as the same user may write there: what is not of the form is left out.
"""

from __future__ import annotations

import asyncio
import re
import stat
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from fleetui.engine.protocols.errors import PortError
from fleetui.model.clean import clean_line
from fleetui.model.identities import PaneRef, ProcessId
from fleetui.model.program_status import ProgramStatus
from fleetui.ports.clock import CLOCK, wall
from fleetui.ports.processes import proc
from fleetui.ports.tail import Tail
from fleetui.ports.worker import Worker
from fleetui.time_limit import time_limit

LIMIT_S = 5.0
TIDY_S = 60.0
GONE_S = 3600.0
"""How long the file of a run that is over stays."""
MOST_FILES = 1000
_NAME = re.compile(r"relay\.(?P<pid>\d{1,9})\.(?P<started>\d{1,18})")
_WORD = re.compile(r"[\w-]{0,40}", re.ASCII)
_RUNNING = re.compile(r"[\w ]{0,80}", re.ASCII)


class RelayReports:
    """Implements ``ProgramStatusPort``. One thread: a slow disk holds up nobody else."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self._worker = Worker("relays")
        self._runs: dict[PaneRef, _Reports] = {}
        self._tidied = 0.0

    def there(self) -> bool:
        """True where a run ever had a relay."""
        return Path(self.folder).is_dir()

    async def sample(self, runs: Mapping[str, PaneRef]) -> Mapping[str, ProgramStatus]:
        """The last word of each run, by agent name."""
        work = asyncio.get_running_loop().run_in_executor(self._worker, self.sample_now, dict(runs))
        try:
            async with time_limit(LIMIT_S):
                return await work
        except TimeoutError:
            raise PortError("relays", "read what relays heard", f"no answer within {LIMIT_S:g} s") from None
        except OSError as error:
            raise PortError("relays", "read what relays heard", clean_line(str(error))) from error

    def sample_now(self, runs: Mapping[str, PaneRef]) -> Mapping[str, ProgramStatus]:
        """The same, here and now."""
        known = self._runs
        self._runs = {pane: known.get(pane) or _Reports(self._path(pane)) for pane in runs.values()}
        if time.monotonic() - self._tidied > TIDY_S:
            self._tidied = time.monotonic()
            tidy(Path(self.folder))
        said = {name: self._runs[pane].last() for name, pane in runs.items()}
        return {name: status for name, status in said.items() if status}

    def _path(self, pane: PaneRef) -> str:
        return f"{self.folder}/relay.{pane.pid}.{pane.pid_started}"


class _Reports:
    """One run's file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._tail = Tail(path)
        self._last: ProgramStatus | None = None

    def last(self) -> ProgramStatus | None:
        """The last word that stands in it; nothing once it is empty, as on a full disk, or gone: more may be said."""
        if not _holds_something(self._path):
            self._tail, self._last = Tail(self._path), None
            return None
        for record in self._tail.read():
            said = _status(record)
            if said is None:
                continue
            before = self._last
            same = before is not None and said == replace(before, at=said.at)
            self._last = before if same else said
        return self._last


def _holds_something(path: str) -> bool:
    try:
        found = Path(path).lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and found.st_size > 0


def _status(record: Mapping[str, Any]) -> ProgramStatus | None:
    state = _text(record, "state", _WORD)
    if not state:
        return None
    return ProgramStatus(
        state, _text(record, "kind", _WORD), _text(record, "running", _RUNNING), _at(record.get("up"))
    )


def _text(record: Mapping[str, Any], key: str, form: re.Pattern[str]) -> str:
    value = record.get(key)
    return value if isinstance(value, str) and form.fullmatch(value) else ""


def _at(up: object) -> float:
    """When it was said, on the clock of this process; never later than now."""
    now = CLOCK.now()
    if not isinstance(up, str) or not re.fullmatch(r"\d{1,12}\.\d{2}", up, re.ASCII):
        return now
    return min(now, now - time.clock_gettime(time.CLOCK_BOOTTIME) + float(up))


def tidy(folder: Path) -> None:
    """Remove the files of runs that are over for long."""
    with suppress(OSError):
        for path, _ in zip(folder.iterdir(), range(MOST_FILES), strict=False):
            name = _NAME.fullmatch(path.name)
            if name is None or proc.lives(ProcessId(int(name["pid"]), int(name["started"]))):
                continue
            with suppress(OSError):
                if wall() - path.lstat().st_mtime > GONE_S:
                    path.unlink()
