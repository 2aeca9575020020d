"""A text to read: a stored one, such as the log of a gate, or one that is given."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.timer import Timer

from fleetui.engine.link import AskGateLog, AskLog
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import LOG
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import Rows, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState

FOLLOW_S = 1.0
"""How often a log that grows is read again."""


class LogScreen(ListScreen, inherit_bindings=False):
    """Opens at the end, where failures stand."""

    WHERE = LOG
    BINDINGS = bindings(LOG)

    def __init__(
        self,
        shared: SharedState,
        title: str,
        log: str,
        facts: Sequence[Sequence[Span]] = (),
        text: str | None = None,
        live: AskGateLog | None = None,
        ended: Callable[[], str | None] | None = None,
    ) -> None:
        """``log`` names a stored text, empty where none was kept; ``text`` is one that is here already.

        ``facts`` stand above it. ``live`` is a log that grows, until ``ended`` names the stored one.
        """
        super().__init__(shared)
        self._text = text
        self._facts = facts
        self._heading = title
        self._log = log
        self._live = live
        self._ended = ended
        self._looking: Timer | None = None
        self.rows = Rows(shared, id="log-rows", ground="tile")

    def compose(self) -> ComposeResult:
        """Title, text, keys."""
        yield FixedRows(self.shared, [[Span(self._heading, "bright bold")]], id="log-title")
        if self._facts:
            yield FixedRows(self.shared, self._facts, id="log-facts", fit=True)
        yield self.rows
        yield Footer(self.shared, LOG, Selection)

    def wide_rows(self) -> Rows:
        """The rows that may be long."""
        return self.rows

    def on_mount(self) -> None:
        """Read it."""
        if self._text is not None:
            self._show_text(self._text)
            return
        if self._live is not None:
            self.rows.show([words(Span("nothing was written yet", "dim"))])
            self._looking = self.set_interval(FOLLOW_S, self._look)
            self._look()
            return
        if not self._log:
            self.rows.show([words(Span("nothing of its screen was kept", "dim"))])
            return
        self.rows.show([words(Span("reading the log …", "dim"))])
        self.ask(AskLog(self._log), self._have, self._failed)

    def _look(self) -> None:
        if self._live is not None:
            self.ask(self._live, self._grown, self._over)

    def _grown(self, log: str) -> None:
        at_end = self.rows.top + self.rows.size.height >= len(self.rows.rows)
        self._show_text(log if log.strip() else "nothing was written yet")
        if at_end:
            self.rows.to_end()

    def _over(self, why: str) -> None:
        """It ended, or runs in another process: what was kept of it, once there is that."""
        log = self._ended() if self._ended else ""
        if log is None:
            self.rows.show([words(Span(f"{why}; its log is here once it ended", "dim"))])
            return
        if self._looking is not None:
            self._looking.stop()
        if log:
            self.ask(AskLog(log), self._have, self._failed)
        else:
            self._failed("it wrote nothing")

    def _have(self, log: str) -> None:
        self._show_text(log)
        self.rows.to_end()

    def _show_text(self, text: str) -> None:
        lines = [words(line.expandtabs(8)) for line in text.splitlines()]
        self.rows.show(lines or [words(Span("it is empty", "dim"))])

    def _failed(self, why: str) -> None:
        self.rows.show([words(Span(f"not read: {why}", "low"))])

    def show(self) -> None:
        """A stored text does not change."""
