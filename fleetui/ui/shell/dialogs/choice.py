"""A few choices, each with a number: press it, or move the bar and press enter."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key

from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import CHOICE
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import RowClicked, Rows, TextRow, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

MOST = 9
"""Choices a digit reaches; further ones are reached with the bar."""


class ChoiceDialog(Dialog, inherit_bindings=False):
    """Its result is the place of a choice from 0, or ``None``."""

    WHERE = CHOICE
    BINDINGS = bindings(CHOICE)

    def __init__(
        self,
        shared: SharedState,
        title: str,
        choices: Sequence[str],
        lines: Sequence[Sequence[Span]] = (),
        *,
        cause: str = "merge",
    ) -> None:
        super().__init__(shared)
        self._heading = title
        self._choices = choices
        self._lines = lines
        self._cause = cause
        self._key = ""
        self.rows = Rows(shared, id="choice-rows", ground="dialog")

    def compose(self) -> ComposeResult:
        """Title, what it is about, the choices, keys."""
        with Vertical(classes=f"dialog {'' if self._lines else 'small'}"):
            title = [Span(self._heading, "on_block bold")]
            yield FixedRows(self.shared, [title], classes="dialog-title", ground=f"{self._cause}_block")
            yield FixedRows(self.shared, [[], *self._lines], id="choice-about", ground="dialog", fit=True)
            yield self.rows
            yield Footer(self.shared, self.WHERE, Selection, "dialog")

    def on_mount(self) -> None:
        """The bar stands on the first."""
        self.rows.styles.height = len(self._choices)
        self.rows.show([self._row(place, text) for place, text in enumerate(self._choices)])

    def _row(self, place: int, text: str) -> TextRow:
        number = str(place + 1) if place < MOST else " "
        return words(Span(f" {number}  ", "bright bold"), Span(text, "text"), key=str(place))

    def on_key(self, event: Key) -> None:
        """Remember which number it was; the table has one row for all."""
        self._key = event.key

    def on_row_clicked(self, event: RowClicked) -> None:
        """A second click takes it."""
        if event.twice:
            self.do_go()

    def do_number(self) -> None:
        """The choice with the number that was pressed."""
        place = int(self._key) - 1 if self._key.isdigit() else -1
        if 0 <= place < len(self._choices):
            self.dismiss(place)

    def do_go(self) -> None:
        """The choice under the bar."""
        self.dismiss(int(self.rows.chosen))

    def do_up(self) -> None:
        """One row up."""
        self.rows.move(-1)

    def do_down(self) -> None:
        """One row down."""
        self.rows.move(1)
