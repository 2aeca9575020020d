"""All that the review of one branch found, to read."""

from __future__ import annotations

from fleetui.model.view import BranchRow
from fleetui.ui.board.reviews.marks import finding_rows
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.dialogs.reading import ReadingScreen
from fleetui.ui.shell.shared_state import SharedState


class FindingsScreen(ReadingScreen):
    """Follows the board while it is open."""

    def __init__(self, shared: SharedState, row: BranchRow) -> None:
        super().__init__(shared)
        self._row = row

    def heading(self) -> list[Span]:
        """Whose review."""
        return [Span("Review of ", "dim"), Span(self._row.branch, "bright bold")]

    def on_resize(self) -> None:
        """Texts fold elsewhere."""
        self.show()

    def show(self) -> None:
        """The newest."""
        same = (
            one for one in self.view.board if (one.seat, one.branch) == (self._row.seat, self._row.branch)
        )
        self._row = next(same, self._row)
        self.rows.show(finding_rows(self.shared, self._row, self.app.size.width))
