"""Keeping the hooks' spool small: files of agents that are gone go, long ones are cut to their end."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

from fleetui.model.identities import ProcessId
from fleetui.ports.clock import wall
from fleetui.ports.private_files import replace_file
from fleetui.ports.processes import proc

GONE_S = 3600.0
"""How long the file of an agent that is gone stays, so that what it said last can still be seen."""
LARGE = 256 * 1024
HUGE = 4 * 1024 * 1024
"""From here on a file is cut although its agent may be writing."""
QUIET_S = 60.0
"""Nothing is written to a file while it is cut, as far as that can be told."""
KEPT = 16 * 1024


def tidy(folder: Path, names: Mapping[str, ProcessId]) -> None:
    """One pass over the files of these names. The newest of each kind stays: it tells when its hooks last ran."""
    ages = {name: _age(folder / name) for name in names}
    newest: dict[str, str] = {}
    for name in sorted(names, key=lambda one: ages[one]):
        newest.setdefault(name.partition(".")[0], name)
    for name, process in names.items():
        path = folder / name
        with contextlib.suppress(OSError):
            if ages[name] > GONE_S and newest[name.partition(".")[0]] != name and not proc.lives(process):
                path.unlink()
                Path(f"{path}.line").unlink(missing_ok=True)
            else:
                _cut(path, ages[name])


def _cut(path: Path, age: float) -> None:
    size = path.lstat().st_size
    if size <= LARGE or (age < QUIET_S and size <= HUGE):
        return
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        end = os.pread(descriptor, KEPT, size - KEPT)
    finally:
        os.close(descriptor)
    replace_file(path, end.partition(b"\n")[2], durable=False)


def _age(path: Path) -> float:
    """Seconds since it was written; without end for one that is gone."""
    try:
        return wall() - path.lstat().st_mtime
    except OSError:
        return float("inf")
