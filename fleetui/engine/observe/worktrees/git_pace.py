"""When a worktree is looked at again: at once where its marks moved, often where an agent works, else seldom.

A look starts git; taking marks is a few ``stat`` calls and tells what git itself writes: commits, branches, staging.
What an agent edits it prints about, so only silent edits by other hands wait for the slow round.
"""

from __future__ import annotations

from collections.abc import Mapping

from fleetui.engine.core import Core
from fleetui.model.fleet import Seat
from fleetui.model.status import Phase

MOVING_S = 4.0
MOVING_MOST_S = 16.0
"""How far apart looks at a working agent's tree get while they find nothing new."""
RESTING_S = 30.0
SILENT_S = 240.0
FAILED_S = 15.0
"""After a look that failed: whatever moved before it is not known yet."""
MARKS_S = 4.0
"""How often marks are taken."""


class GitPace:
    """Keeps for every seat when its worktree is due."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.focused = ""
        self._due: dict[str, float] = {}
        self._looked: dict[str, float] = {}
        self._pause: dict[str, float] = {}
        self._marks: dict[str, object] = {}
        self._marks_at = 0.0

    def soon(self, *names: str) -> None:
        """These are due at the next pass."""
        for name in names:
            self._due[name] = 0.0

    def is_due(self, name: str) -> bool:
        """Whether to look now."""
        return self.core.world.now() >= self._due.get(name, 0.0)

    def wait(self, name: str, seconds: float) -> None:
        """Let something rest so long."""
        self._due[name] = self.core.world.now() + seconds

    def begin(self, seat: Seat) -> None:
        """A look begins: say when the next is due."""
        self._due[seat.name] = self.core.world.now() + self._rest(seat)
        self._looked[seat.name] = self.core.world.now()

    def found(self, name: str, *, new: bool) -> None:
        """What a look came to: nothing new lets the next ones wait longer."""
        pause = self._pause.get(name, MOVING_S)
        self._pause[name] = MOVING_S if new else min(pause * 2, MOVING_MOST_S)

    def failed(self, name: str) -> None:
        """A look came to nothing: what it was for is still to be seen."""
        self._due[name] = min(self._due.get(name, 0.0), self.core.world.now() + FAILED_S)

    def marks_due(self) -> bool:
        """Whether it is time to take the marks; says yes once."""
        now = self.core.world.now()
        if now - self._marks_at < MARKS_S:
            return False
        self._marks_at = now
        return True

    def take_marks(self, marks: Mapping[str, object]) -> None:
        """Whose marks moved is due."""
        for name, mark in marks.items():
            if self._marks.get(name) != mark:
                self._marks[name] = mark
                self._pause.pop(name, None)
                self.soon(name)

    def _rest(self, seat: Seat) -> float:
        if seat.name in self.core.held:
            return MOVING_S  # the operator's own hands are in it
        if self._silent(seat.name):
            return RESTING_S if seat.name == self.focused else SILENT_S
        if self.core.sight(seat.name).status.phase is Phase.WORKING:
            return MOVING_S if seat.name == self.focused else self._pause.get(seat.name, MOVING_S)
        return RESTING_S

    def _silent(self, name: str) -> bool:
        """True when its pane printed nothing since the last look: only other hands could change its tree."""
        looked = self._looked.get(name, self.core.world.now())
        return (self.core.sight(name).last_output or 0.0) < looked
