"""What is looked for in a difference, written at the bottom of the screen; the bar follows every letter."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from fleetui.model.counts import count
from fleetui.ui.actions.table import FIND
from fleetui.ui.diff.view import DiffView
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState


class FindLine(Dialog):
    """Left with escape, nothing is looked for any more, and the bar is where it was."""

    WHERE = FIND
    BINDINGS = bindings(FIND)

    def __init__(self, shared: SharedState, diff: DiffView) -> None:
        super().__init__(shared)
        self._diff = diff
        self._began = diff.at
        self._count = FixedRows(shared, id="find-count", ground="line")
        self._hint = FixedRows(shared, id="find-hint")

    def compose(self) -> ComposeResult:
        """A label, the field, how many lines have it; below, the keys."""
        with Horizontal(id="find-line"):
            yield FixedRows(self.shared, [[Span("find", "dim")]], id="find-label", ground="line")
            yield Input(self._diff.sought, id="find-text")  # what was sought is selected: typing begins anew
            yield self._count
        yield self._hint

    def on_mount(self) -> None:
        """No blinking cursor."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()
        keys = [
            *self.shared.hint("find.keep", "dim"),
            Span("  "),
            *self.shared.hint("app.leave", "dim"),
        ]
        self._hint.say([[Span("capitals or not; folded files unfold", "dim")]], keys)

    def on_input_changed(self, event: Input.Changed) -> None:
        """The bar follows."""
        self._diff.look_from(self._began)
        self._diff.find(event.value, here=True)
        found = self._diff.lines_found
        said = f"in {count(found, 'row')}" if event.value else ""
        self._count.say([[Span(said, "text" if found else "low bold")]])

    def do_keep(self) -> None:
        """Go on there; the places stay lit."""
        self.dismiss(None)

    def do_back(self) -> None:
        """As it was before."""
        self._diff.find("")
        self._diff.look_from(self._began)
        self.dismiss(None)
