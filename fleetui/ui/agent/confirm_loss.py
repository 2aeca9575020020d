"""A choice that loses work: what is lost, and the agent's name to be typed for it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import LOSING
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.strips import Span, wrapped
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_WIDTH = 60
"""What the stylesheet leaves a line of a small dialog."""


class LosingDialog(Dialog, inherit_bindings=False):
    """Its result is the name as it was typed, once that is the agent's."""

    WHERE = LOSING
    BINDINGS = bindings(LOSING)

    def __init__(self, shared: SharedState, title: str, lines: Sequence[str], word: str) -> None:
        super().__init__(shared)
        self._heading = title
        self._lines = lines
        self.word = word
        self._typed = Input(id="losing-word", compact=True, placeholder=word)
        self._typed.cursor_blink = False

    def compose(self) -> ComposeResult:
        """Title, what is lost, the word, keys."""
        folded = [row for line in self._lines for row in wrapped(line, _WIDTH)]
        rows = [[], *([Span(row, "text")] for row in folded), [], self._asked()]
        with Vertical(id="losing", classes="dialog small"):
            title = [Span(self._heading, "on_block bold")]
            yield FixedRows(self.shared, [title], classes="dialog-title", ground="failed_block")
            yield FixedRows(self.shared, rows, ground="dialog", fit=True)
            yield self._typed
            yield Footer(self.shared, self.WHERE, Selection, "dialog")

    def _asked(self) -> list[Span]:
        return [Span("Type ", "low"), Span(self.word, "bright bold"), Span(" and enter to do it", "low")]

    def on_mount(self) -> None:
        """The letters are text."""
        self._typed.focus()

    def do_go(self) -> None:
        """Do it, if the word was typed."""
        typed = self._typed.value.strip()
        if typed != self.word:
            self.say(f"type {self.word} first, or leave with escape", bad=True)
            return
        self.dismiss(typed)
