"""Processes that a test started: whether they still run."""

from __future__ import annotations

from fleetui.ports.processes import proc


def lives(pid: int) -> bool:
    """True while a process runs. A zombie does not: whoever started it takes it away when it likes."""
    found = proc.stat(pid)
    return found is not None and found.lives
