"""What the operator points at, and what is marked: what a key is about."""

from __future__ import annotations

from fleetui.model.anchors.correction import Correction
from fleetui.model.forge.audit import AuditRow
from fleetui.model.ledger import LedgerRow
from fleetui.model.queue import Entry
from fleetui.model.review.marks import ReviewMark
from fleetui.model.unseated_pulls import PullRow
from fleetui.model.value import value
from fleetui.model.view import AgentView, BranchRow, FoundAgent


@value
class Selection:
    """What the operator points at."""

    agent: AgentView | None = None
    marked: tuple[str, ...] = ()
    row: BranchRow | None = None
    entry: Entry | None = None
    document: ReviewMark | None = None
    found: tuple[FoundAgent, ...] = ()
    task: LedgerRow | None = None
    tasks: tuple[LedgerRow, ...] = ()
    """Those that are marked."""
    train: tuple[str, ...] = ()
    """Branches that are marked on the board, in their order."""
    remark: AuditRow | None = None
    pull: PullRow | None = None
    """A pull request without an agent."""
    undo: bool = False
    """A deleted entry can be brought back."""
    gathered: int = 0
    """Lines of a difference that are gathered in one follow-up."""
    correction: Correction | None = None
    """What of the entry would be put right; ``None`` while that is not known."""
