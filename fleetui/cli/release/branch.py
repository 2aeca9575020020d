"""A branch of the board, by the name that somebody typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from fleetui.cli.output import no_such

if TYPE_CHECKING:
    from fleetui.model.view import BranchRow


def branch_named(name: str, board: Sequence[BranchRow], what: str) -> BranchRow:
    """The row of this agent, or of this branch; without one the command ends and says ``what`` is missing."""
    found = next((row for row in board if name in (row.seat, row.branch)), None)
    if found is None:
        no_such(what, name, (row.seat for row in board))
    return found
