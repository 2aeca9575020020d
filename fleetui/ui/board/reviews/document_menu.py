"""Which file of an agent's worktree is to be reviewed: searched while one types."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from fleetui.engine.link import AskFiles
from fleetui.model.clean import clean_line
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import DOCUMENT
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import RowClicked, Rows, TextRow
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_ROWS = 14
_KINDS = (".md", ".txt", ".rst", ".adoc", ".org")
"""Ends of the names of texts, which stand first."""


class DocumentMenu(Dialog, ListScreen, inherit_bindings=False):
    """Its result is a path, or ``None``."""

    WHERE = DOCUMENT
    BINDINGS = bindings(DOCUMENT)

    def __init__(self, shared: SharedState, name: str) -> None:
        super().__init__(shared)
        self.agent_name = name
        self._files: tuple[str, ...] = ()
        self._field = Input(id="document-text", compact=True)
        self._field.cursor_blink = False
        self.rows = Rows(shared, id="document-rows", ground="dialog")

    def compose(self) -> ComposeResult:
        """Title, the field, the list, keys."""
        with Vertical(classes="dialog"):
            title = [Span(f"Which document of {self.agent_name} is to be reviewed", "on_block bold")]
            yield FixedRows(self.shared, [title], classes="dialog-title", ground="merge_block")
            with Horizontal(id="document-line"):
                yield FixedRows(self.shared, [[Span("file", "dim")]], id="document-label", ground="dialog")
                yield self._field
            yield self.rows
            yield Footer(self.shared, DOCUMENT, Selection, "dialog")

    def on_mount(self) -> None:
        """The files that git lists."""
        self._field.focus()
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
        self.ask(AskFiles(self.agent_name, self._field.value), self._have_files, lambda _: None)

    def _have_files(self, found: tuple[str, ...]) -> None:
        self._files = tuple(sorted(found, key=lambda path: not path.lower().endswith(_KINDS)))
        self.show()

    def show(self) -> None:
        """What fits the words."""
        rows = [TextRow((Span(f" {clean_line(path)}", "text"),), key=path) for path in self._files]
        none = "  no file that git lists fits: enter takes the path as it is written"
        self.rows.show(rows or [TextRow((Span(none, "dim"),))])
        self.repaint_all()

    def on_row_clicked(self, event: RowClicked) -> None:
        """A second click takes it."""
        if event.twice:
            self.do_take()

    def do_take(self) -> None:
        """What is under the bar; where no file fits, what is written."""
        chosen = self.rows.chosen or (self._files[0] if self._files else self._field.value.strip())
        self.dismiss(chosen or None)

    def do_back(self) -> None:
        """Nothing."""
        self.dismiss(None)
