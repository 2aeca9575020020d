"""The process table as a thing that is looked at again and again: what cannot have changed is not read anew."""

from __future__ import annotations

import os
import time
from collections.abc import Collection

from fleetui.model.identities import PaneRef
from fleetui.ports.processes import proc
from fleetui.ports.processes.sets import below

YOUNG_S = 0.3
"""How long one pass over the process table stands for the present."""
WHOLE_S = 9.0
"""How often everything is read, whatever is known of it."""


class Table:
    """Processes, of which those below the panes that were asked for are as they are now.

    Of the others only the pid and the parent count, to find who is below a pane. A process never gets below a pane that
    did not begin there, and its pid is given to another only once all numbers were: then everything is read.
    """

    def __init__(self) -> None:
        self._table = proc.ProcessTable()
        self._roots: set[int] = set()
        self._newest = 0
        self._whole_at = self._at = float("-inf")

    def now(self, panes: Collection[PaneRef]) -> proc.ProcessTable:
        """A fresh pass."""
        self._roots = {pid for pid in self._roots if pid in self._table} | {pane.pid for pane in panes}
        newest, now = proc.newest_pid(), time.monotonic()
        if now - self._whole_at < WHOLE_S and 0 <= newest - self._newest < proc.MANY and newest:
            self._table = self._again()
        else:
            self._table, self._whole_at = proc.table(), now
        self._newest, self._at = newest, now
        return self._table

    def recent(self, panes: Collection[PaneRef]) -> proc.ProcessTable:
        """The last pass while it is young and was about these panes, too; else a fresh one."""
        young = time.monotonic() - self._at < YOUNG_S
        return self._table if young and {pane.pid for pane in panes} <= self._roots else self.now(panes)

    def _again(self) -> proc.ProcessTable:
        known = self._table
        there = [int(entry) for entry in os.listdir("/proc") if entry.isdigit()]  # noqa: PTH208 - hundreds
        found = proc.ProcessTable(
            (pid, one) for pid in there if (one := known.get(pid) or proc.stat(pid)) is not None
        )
        asked = {pid: proc.stat(pid) for pid in below(found, self._roots) if pid in known}
        return proc.ProcessTable(
            (pid, one) for pid, was in found.items() if (one := asked.get(pid, was)) is not None
        )
