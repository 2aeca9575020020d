"""One task, whole."""

from __future__ import annotations

from textual.app import ComposeResult

from fleetui.model.ledger import LedgerRow, ledger
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import TASK
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import BLANK, Rows, TextRow
from fleetui.ui.ledger.actions import TaskActions
from fleetui.ui.ledger.task_rows import body_rows, facts, title_block
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState


class TaskScreen(TaskActions, inherit_bindings=False):
    """Facts and text; scrolls."""

    WHERE = TASK
    BINDINGS = bindings(TASK)
    GAP = BLANK

    def __init__(self, shared: SharedState, key: str) -> None:
        super().__init__(shared)
        self._key = key
        self._title = FixedRows(shared, id="task-title")
        self.rows = Rows(shared, id="task-rows", ground="tile")

    def compose(self) -> ComposeResult:
        """Header, title, the task, keys."""
        yield Header(self.shared, id="header")
        yield self._title
        yield self.rows
        yield Footer(self.shared, TASK, lambda: self.chosen)

    @property
    def chosen(self) -> Selection:
        """The task, and who works on it."""
        row = self._found()
        return Selection(agent=row.agents[0] if row and row.agents else None, task=row)

    def _found(self) -> LedgerRow | None:
        return next((row for row in ledger(self.view) if row.key == self._key), None)

    def on_mount(self) -> None:
        """The first view."""
        self.show()

    def on_resize(self) -> None:
        """Other lines fit."""
        self.show()

    def show(self) -> None:
        """What its file says now; leaves when it is gone."""
        row = self._found()
        if row is None:
            self.dismiss(None)
            return
        said, ground = title_block(self.shared, row)
        self._title.say([said], ground=ground)
        width = self.app.size.width
        known = [TextRow(tuple(line)) for line in facts(self.shared, row, width)]
        self.rows.show([BLANK, *known, BLANK, *body_rows(row, width - 2)])
        self.repaint_all()
