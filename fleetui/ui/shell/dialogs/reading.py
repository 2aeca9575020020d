"""A screen that is only read: a title, rows below it, keys."""

from __future__ import annotations

from textual.app import ComposeResult

from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import LOG
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import Rows
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState


class ReadingScreen(ListScreen, inherit_bindings=False):
    """Subclasses fill ``rows`` whenever they are shown anew."""

    WHERE = LOG
    BINDINGS = bindings(LOG)

    def __init__(self, shared: SharedState) -> None:
        super().__init__(shared)
        self.rows = Rows(shared, id="log-rows", ground="tile")

    def heading(self) -> list[Span]:
        """What is read."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Title, rows, keys."""
        yield FixedRows(self.shared, [self.heading()], id="log-title")
        yield self.rows
        yield Footer(self.shared, LOG, Selection)

    def wide_rows(self) -> Rows:
        """The rows that may be long."""
        return self.rows

    def on_mount(self) -> None:
        """What is known."""
        self.show()
