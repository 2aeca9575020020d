"""What may be put into a follow-up: one list of claims, selectors, texts and files, searched while one types."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from fleetui.engine.link import AskBlueprints, AskFiles
from fleetui.model.blueprints import Blueprint
from fleetui.model.clean import clean_line
from fleetui.model.insertions import Insertion, file_named, insertions
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import INSERT
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import RowClicked, Rows, TextRow
from fleetui.ui.draw.strips import Span, shortened
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_ROWS = 14
_KIND = 10
"""Cells of what kind it is."""
_ABOUT = 35
"""Cells of what it does, at most."""


class InsertMenu(Dialog, ListScreen, inherit_bindings=False):
    """Its result is an ``Insertion``, or ``None``."""

    WHERE = INSERT
    BINDINGS = bindings(INSERT)

    def __init__(self, shared: SharedState, name: str) -> None:
        super().__init__(shared)
        self.agent_name = name
        self._blueprints: tuple[Blueprint, ...] = ()
        self._files: tuple[str, ...] = ()
        self._shown: dict[str, Insertion] = {}
        self._field = Input(id="insert-text", compact=True)
        self._field.cursor_blink = False
        self.rows = Rows(shared, id="insert-rows", ground="dialog")

    def compose(self) -> ComposeResult:
        """Title, the field, the list, keys."""
        with Vertical(classes="dialog"):
            title = [Span("Put into the follow-up", "on_block bold")]
            yield FixedRows(self.shared, [title], classes="dialog-title", ground="merge_block")
            with Horizontal(id="insert-line"):
                yield FixedRows(self.shared, [[Span("find", "dim")]], id="insert-label", ground="dialog")
                yield self._field
            yield self.rows
            yield Footer(self.shared, INSERT, Selection, "dialog")

    def on_mount(self) -> None:
        """Everything, until something is written."""
        self._field.focus()
        self.ask(AskBlueprints(), self._have_blueprints, lambda _: None)
        self._look()

    def on_resize(self) -> None:
        """As many rows as there is room for."""
        self.rows.styles.height = max(3, min(_ROWS, int(self.app.size.height * 0.92) - 7))
        self.show()

    def on_input_changed(self) -> None:
        """Look for what is written; the bar goes to the first."""
        self.rows.chosen, self.rows.top = "", 0
        self._look()

    def _look(self) -> None:
        self.show()
        self.ask(AskFiles(self.agent_name, self._field.value), self._have_files, lambda _: None)

    def _have_blueprints(self, blueprints: tuple[Blueprint, ...]) -> None:
        self._blueprints = blueprints
        self.show()

    def _have_files(self, files: tuple[str, ...]) -> None:
        self._files = files
        self.show()

    def show(self) -> None:
        """What fits the words: all that is known of the agent, then its files."""
        agent = self.shared.agent(self.agent_name)
        known = insertions(self.view, agent, self._blueprints) if agent else ()
        words = self._field.value.casefold().split()
        fits = [one for one in known if _fits(one, words)]
        files = [file_named(path) for path in self._files]
        self._shown = {str(place): one for place, one in enumerate([*fits, *files])}
        rows = [self._row(key, one) for key, one in self._shown.items()]
        self.rows.show(rows or [TextRow((Span("  nothing fits", "dim"),))])
        self.repaint_all()

    def _row(self, key: str, one: Insertion) -> TextRow:
        more = self.shared.ink.more
        kind, about = shortened(one.kind, _KIND, more), shortened(one.about, _ABOUT, more)
        left = (Span(f" {kind:<{_KIND}} ", "dim"), Span(clean_line(one.label), "text"))
        return TextRow(left, (Span(f"{about} ", "dim"),) if about else (), key=key)

    def on_row_clicked(self, event: RowClicked) -> None:
        """A second click takes it."""
        if event.twice:
            self.do_take()

    def do_take(self) -> None:
        """What is under the bar."""
        if one := self._shown.get(self.rows.chosen):
            self.dismiss(one)

    def do_back(self) -> None:
        """Nothing."""
        self.dismiss(None)


def _fits(one: Insertion, words: list[str]) -> bool:
    said = f"{one.kind} {one.label} {one.about}".casefold()
    return all(word in said for word in words)
