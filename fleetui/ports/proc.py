"""The few lines of ``/proc`` that tell one process from a later one with the same pid."""

from __future__ import annotations

import os
from pathlib import Path

from fleetui.model.places import ProcessId

_STATE, _PARENT, _STARTED = 0, 1, 19
"""Fields of ``/proc/PID/stat``, counted behind the name."""


def _stat(pid: int) -> list[str]:
    try:
        text = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return []
    # the name stands in parentheses and may hold spaces and parentheses itself
    return text[text.rfind(b")") + 1 :].decode("ascii", "replace").split()


def start_ticks(pid: int) -> int:
    """When the process with this pid started, in clock ticks since boot; 0 when there is none."""
    fields = _stat(pid)
    return int(fields[_STARTED]) if len(fields) > _STARTED else 0


def parent(pid: int) -> int:
    """The parent's pid, or 0."""
    fields = _stat(pid)
    return int(fields[_PARENT]) if len(fields) > _PARENT else 0


def identify(pid: int) -> ProcessId | None:
    """The process with this pid now; ``None`` when there is none."""
    started = start_ticks(pid) if pid > 0 else 0
    return ProcessId(pid, started) if started else None


def lives(process: ProcessId) -> bool:
    """True while exactly this process lives; a zombie does not."""
    fields = _stat(process.pid) if process.pid > 0 else []
    if len(fields) <= _STARTED or fields[_STATE] in ("Z", "X"):
        return False
    return process.started in (0, int(fields[_STARTED]))


def exists(pid: int) -> bool:
    """True while some process has this pid, also one of another namespace or user."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return lives(ProcessId(pid, 0)) or not Path("/proc/self/stat").exists()
