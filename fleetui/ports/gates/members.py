"""The processes of one gate: all that is below its keeper, and what carries its tag where the keeper is gone."""

from __future__ import annotations

import signal
import time

from fleetui.model.clean import clean_line
from fleetui.model.identities import ProcessId
from fleetui.ports.processes import proc
from fleetui.ports.processes.sets import TableReader, below, carries, command_line, send

GRACE_S = 3.0
"""How long processes may take to end by themselves."""
SETTLE_S = 0.3
"""How long what is just ending may take before it counts as left."""
NAMED = 4


class GateProcesses:
    """Members once found stay members, also when their parents are gone."""

    def __init__(self, keeper: ProcessId, tag: str) -> None:
        self._keeper = keeper
        self._tag = tag.encode()
        self._known: set[ProcessId] = set()
        self._reader = TableReader()

    def look(self) -> frozenset[ProcessId]:
        """The living members now, without the keeper."""
        self._reader.read(self._take)
        return frozenset(one for one in self._known if proc.lives(one))

    def _take(self, table: proc.ProcessTable) -> None:
        roots = {one.pid for one in (*self._known, self._keeper) if proc.lives(one)}
        found = {table[pid].id for pid in below(table, roots) if pid in table}
        found |= {one.id for one in table.values() if one.lives and carries(one.pid, self._tag)}
        self._known |= found - {self._keeper}

    def left(self) -> tuple[str, ...]:
        """What still runs after the gate itself ended, as one would type it."""
        end = time.monotonic() + SETTLE_S
        while (members := self.look()) and time.monotonic() < end:
            time.sleep(0.02)
        return tuple(sorted(_named(one) for one in members))

    def ask_to_end(self) -> None:
        """Ask all of it to end, and wait a while; what appears meanwhile is asked too."""
        asked: frozenset[ProcessId] = frozenset()
        end = time.monotonic() + GRACE_S
        while (members := self.look()) and time.monotonic() < end:
            send(members - asked, signal.SIGTERM)
            asked |= members
            time.sleep(0.02)

    def wait_for_keeper(self, within_s: float) -> None:
        """Wait until the keeper has ended what is below it, and itself."""
        end = time.monotonic() + within_s
        while proc.lives(self._keeper) and time.monotonic() < end:
            time.sleep(0.01)

    def kill(self, within_s: float) -> None:
        """End what is still there."""
        end = time.monotonic() + within_s
        while (members := self.look()) and time.monotonic() < end:
            send(members, signal.SIGKILL)
            time.sleep(0.01)
        send({self._keeper}, signal.SIGKILL)


def _named(one: ProcessId) -> str:
    found = proc.stat(one.pid)
    words = " ".join(command_line(one.pid)) or (found.name if found else "")
    return f"{clean_line(words, 60)} (pid {one.pid})"


def note_of(left: tuple[str, ...]) -> str:
    """One line that names what a gate left running; empty for nothing."""
    if not left:
        return ""
    more = f" and {len(left) - NAMED} more" if len(left) > NAMED else ""
    return f"stopped what it left running: {', '.join(left[:NAMED])}{more}"
