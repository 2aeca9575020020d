"""All that the review of one branch found, to read."""

from __future__ import annotations

from textual.app import ComposeResult

from fleetui.model.view import BranchRow
from fleetui.ui.actions.table import LOG
from fleetui.ui.actions.why_not import Selection
from fleetui.ui.board.review import finding_rows
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import Rows
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState


class FindingsScreen(ListScreen, inherit_bindings=False):
    """Follows the board while it is open."""

    WHERE = LOG
    BINDINGS = bindings(LOG)

    def __init__(self, shared: SharedState, row: BranchRow) -> None:
        super().__init__(shared)
        self._row = row
        self.rows = Rows(shared, id="log-rows", ground="tile")

    def compose(self) -> ComposeResult:
        """Which branch, its findings, keys."""
        title = [Span("Review of ", "dim"), Span(self._row.branch, "bright bold")]
        yield FixedRows(self.shared, [title], id="log-title")
        yield self.rows
        yield Footer(self.shared, LOG, Selection)

    def wide_rows(self) -> Rows:
        """The rows that may be long."""
        return self.rows

    def on_mount(self) -> None:
        """What is known."""
        self.show()

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
