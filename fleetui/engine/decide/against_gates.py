"""Which agents report success while a gate says otherwise of exactly the files that they report on."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.model.advice import advice_now
from fleetui.model.against_gates import against
from fleetui.model.fleet import Seat
from fleetui.model.happened.success import Against, Success, successes
from fleetui.model.happened.turns import Judgements
from fleetui.model.status import Phase
from fleetui.model.task import Task
from fleetui.model.view import BranchRow

GRACE_S = 90.0
"""A commit that is seen so late after the words was in them: worktrees of who rests are looked at seldom."""


class AgainstGates:
    """Remembers since when each head has been there: what was committed after the words is not in them."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._heads: dict[str, tuple[str, float]] = {}

    def of(self, seat: Seat, row: BranchRow | None, task: Task | None) -> Against | None:
        """The gate that speaks against what this agent, or its task, says now."""
        core = self.core
        seen = core.sight(seat.name)
        git, phase = seen.git, seen.status.phase
        if git is None or row is None or row.landed:
            return None
        moved = self._moved(seat.name, git.head)
        if phase in (Phase.WORKING, Phase.STARTING) or seat.name in core.fleet.turns:
            return None
        said = self._said(seat, task, moved)
        gates = core.project(seat).gates
        if git.dirty:
            rest = seen.status.since if phase is Phase.IDLE else None
            return against(said, gates, advice_now(core.advice.get(seat.name), git, rest), advice=True)
        return against(said, gates, row.gates) if _is_head(row, git.head) else None

    def _said(self, seat: Seat, task: Task | None, moved: float) -> tuple[Success, ...]:
        session = self.core.sight(seat.name).session
        ended = session is not None and session.turn_ended is True
        turn = session.turn if session and ended else None
        judged: Judgements = () if session else self.core.fleet.judged.get(seat.name, ())
        found = successes(turn, judged, task)
        return tuple(one for one in found if not one.at or moved <= one.at + GRACE_S)

    def _moved(self, name: str, head: str) -> float:
        """When this head was first seen after another one; 0 for the first one that was seen."""
        known = self._heads.get(name)
        if known is None or known[0] != head:
            self._heads[name] = known = (head, 0.0 if known is None else self.core.world.now())
        return known[1]


def _is_head(row: BranchRow, head: str) -> bool:
    """What would land is the branch itself: what others landed meanwhile is not in the agent's words."""
    made = row.candidate
    return made is not None and bool(made.commit) and made.head == head and not made.behind
