"""What happened, newest last."""

from __future__ import annotations

from textual.app import ComposeResult

from fleetui.engine.link import AskJournal, JournalLine
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import JOURNAL
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.labels.ages import clock_seconds
from fleetui.ui.draw.rows import Rows, TextRow, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.bars.next_strip import NextStrip
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState

_LIMIT = 500


class JournalScreen(ListScreen, inherit_bindings=False):
    """Read again whenever the journal grew."""

    WHERE = JOURNAL
    BINDINGS = bindings(JOURNAL)

    def __init__(self, shared: SharedState) -> None:
        super().__init__(shared)
        self._seq = -1
        self.rows = Rows(shared, id="journal-rows", ground="tile", follow=True)

    def compose(self) -> ComposeResult:
        """Header, title, rows, what is next, keys."""
        yield Header(self.shared, id="header")
        title = [Span("Journal", "bright bold"), Span(f"   the last {_LIMIT}, newest below", "dim")]
        yield FixedRows(self.shared, [title], id="journal-title")
        yield self.rows
        yield NextStrip(self.shared, id="next")
        yield Footer(self.shared, JOURNAL, Selection)

    def on_mount(self) -> None:
        """Read it."""
        self.show()

    def show(self) -> None:
        """Ask again when there is something new."""
        if self.view.seq != self._seq:
            self._seq = self.view.seq
            self.ask(AskJournal(_LIMIT), self._have, self._failed)
        self.repaint_all()

    def _have(self, lines: tuple[JournalLine, ...]) -> None:
        self.rows.show(
            [_row(line) for line in sorted(lines, key=lambda one: one.seq)]
            or [words(Span("nothing happened yet: what you and the agents do is written here", "dim"))]
        )

    def _failed(self, why: str) -> None:
        self.rows.show([words(Span(f"not read: {why}", "low"))])

    def do_end(self) -> None:
        """Follow the end again."""
        self.rows.follow = True
        self.rows.to_end()


def _row(line: JournalLine) -> TextRow:
    return words(
        Span(f"{clock_seconds(line.at)}  ", "dim"),
        Span(f"{line.seat:<16.16} ", "bright bold"),
        Span(f"{line.kind:<24.24} ", "dim"),
        Span(line.text, "text"),
    )
