"""A question with one dangerous answer: enter does it, esc leaves it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import CONFIRM
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.strips import Span, wrapped
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_WIDTH = 60
"""What the stylesheet leaves a line of a small dialog."""


class ConfirmDialog(Dialog, inherit_bindings=False):
    """Its result is true when the operator wants it."""

    WHERE = CONFIRM
    BINDINGS = bindings(CONFIRM)

    def __init__(self, shared: SharedState, title: str, lines: Sequence[str], cause: str = "asking") -> None:
        super().__init__(shared)
        self._heading = title
        self._lines = lines
        self._cause = cause

    def compose(self) -> ComposeResult:
        """Title, what it means, keys."""
        folded = [row for line in self._lines for row in wrapped(line, _WIDTH)]
        rows = [[], *([Span(row, "text")] for row in folded), []]
        with Vertical(id="confirm", classes="dialog small"):
            title = [Span(self._heading, "on_block bold")]
            yield FixedRows(self.shared, [title], classes="dialog-title", ground=f"{self._cause}_block")
            yield FixedRows(self.shared, rows, ground="dialog", fit=True)
            yield Footer(self.shared, self.WHERE, Selection, "dialog")

    def do_go(self) -> None:
        """Do it."""
        self.dismiss(result=True)
