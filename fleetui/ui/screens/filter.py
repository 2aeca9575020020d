"""The one-line filter below the fleet."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from fleetui.ui.desk import Desk
from fleetui.ui.keys import FILTER
from fleetui.ui.screens.base import Dialog, bindings
from fleetui.ui.strips import Span
from fleetui.ui.widgets.words import Words


class FilterLine(Dialog):
    """Asks for a filter; its result is the text, or ``None`` when the operator left."""

    WHERE = FILTER
    BINDINGS = bindings(FILTER)

    def __init__(self, desk: Desk, text: str) -> None:
        super().__init__(desk)
        self._text = text

    def compose(self) -> ComposeResult:
        """A label, the field, and what may be written."""
        with Horizontal(id="filter-line"):
            yield Words(self.desk, [[Span("filter", "dim")]], id="filter-label", ground="line")
            yield Input(self._text, id="filter-text", select_on_focus=False)
            hint = "words  state:failed  project:NAME  !word"
            yield Words(self.desk, [[Span(hint, "dim")]], id="filter-hint", ground="line")

    def on_mount(self) -> None:
        """No blinking cursor."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()

    def do_keep(self) -> None:
        """Keep it."""
        self.dismiss(self.query_one(Input).value)
