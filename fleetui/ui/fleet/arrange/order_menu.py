"""The order of the grid or the list: one key each."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import SORT
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import RowClicked, Rows, TextRow
from fleetui.ui.draw.strips import Span
from fleetui.ui.fleet.arrange.arrangement import DEFAULTS
from fleetui.ui.fleet.arrange.order import SORTS
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState


class SortMenu(Dialog, ListScreen, inherit_bindings=False):
    """Its result is the name of an order, or ``None``."""

    WHERE = SORT
    BINDINGS = bindings(SORT)

    def __init__(self, shared: SharedState, body: str, now: str) -> None:
        super().__init__(shared)
        self._body = body
        self._now = now
        self.rows = Rows(shared, id="sort-rows", ground="dialog")

    def compose(self) -> ComposeResult:
        """Title, one row for each order, keys."""
        with Vertical(classes="dialog"):
            title = [Span(f"Order of the {self._body}", "on_block bold")]
            yield FixedRows(self.shared, [title], classes="dialog-title", ground="merge_block")
            yield self.rows
            yield Footer(self.shared, SORT, Selection, "dialog")

    def on_mount(self) -> None:
        """The bar stands on the present order."""
        self.rows.show([self._row(name) for name in SORTS], chosen=self._now)

    def show(self) -> None:
        """The choices do not change with the fleet."""

    def _row(self, name: str) -> TextRow:
        key = self.shared.keymap.shown(f"sort.{name}")
        usual = "usual  " if DEFAULTS[self._body] == name else ""
        now = "now" if name == self._now else "   "
        left = (
            Span(f"{key:<3}", "bright bold"),
            Span(f"{name:<11}", "bright bold" if name == self._now else "text"),
            Span(SORTS[name].words, "dim"),
        )
        return TextRow(left, (Span(usual, "dim"), Span(now, "ok bold")), key=name)

    def on_row_clicked(self, event: RowClicked) -> None:
        """A second click takes it."""
        if event.twice:
            self.dismiss(event.key)

    def do_pick(self) -> None:
        """The order under the bar."""
        self.dismiss(self.rows.chosen)

    def do_by_slot(self) -> None:
        """Fixed places."""
        self.dismiss("slot")

    def do_by_attention(self) -> None:
        """Most urgent first."""
        self.dismiss("attention")

    def do_by_age(self) -> None:
        """Longest in its state first."""
        self.dismiss("age")

    def do_by_name(self) -> None:
        """By name."""
        self.dismiss("name")

    def do_by_context(self) -> None:
        """Least left first."""
        self.dismiss("context")

    def do_by_project(self) -> None:
        """By project."""
        self.dismiss("project")

    def do_by_role(self) -> None:
        """By role."""
        self.dismiss("role")
