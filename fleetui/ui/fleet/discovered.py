"""Agents that run in the operator's tmux and were not taken yet: take all of them, or some."""

from __future__ import annotations

from pathlib import PurePath

from textual.app import ComposeResult

from fleetui.model.commands import AdoptPane, DismissProgram
from fleetui.model.view import FoundAgent
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import FOUND
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.labels.states import phase_words
from fleetui.ui.draw.rows import Rows, TextRow, words
from fleetui.ui.draw.strips import Span, shortened
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState

_MOST_PANELESS = 5
_MOST = (11, 20, 10, 18)
"""Columns that state, name, profile and place take at most."""


class FoundScreen(ListScreen, inherit_bindings=False):
    """Taking an agent changes nothing in its tmux."""

    WHERE = FOUND
    BINDINGS = bindings(FOUND)

    def __init__(self, shared: SharedState) -> None:
        super().__init__(shared)
        self.marked: frozenset[str] = frozenset()
        self.rows = Rows(shared, id="found-rows", ground="tile")
        self._paneless = FixedRows(shared, id="found-paneless", fit=True)

    def compose(self) -> ComposeResult:
        """Header, title, rows, keys."""
        yield Header(self.shared, id="header")
        title = [
            Span("Agents in tmux", "bright bold"),
            Span("   they are seen as they are: nothing is changed", "dim"),
        ]
        yield FixedRows(self.shared, [title], id="found-title")
        yield self.rows
        yield self._paneless
        yield Footer(self.shared, FOUND, lambda: self.chosen)

    @property
    def chosen(self) -> Selection:
        """Those that are marked, or the one under the bar."""
        wanted = self.marked or {self.rows.chosen}
        return Selection(found=tuple(one for one in self._all() if one.suggested in wanted))

    def _all(self) -> tuple[FoundAgent, ...]:
        return (*self.view.found, *self.view.unread)

    def on_mount(self) -> None:
        """The first view."""
        self.show()

    def show(self) -> None:
        """Those that are left; leaves when all were taken."""
        found = self._all()
        self.marked &= frozenset(one.suggested for one in found)
        if not found and self.rows.rows:
            self.dismiss(None)
            return
        self.rows.show([self._row(one) for one in found])
        self._paneless.say([[Span(one.line, "dim")] for one in self.view.paneless[:_MOST_PANELESS]])
        self.repaint_all()

    def _row(self, one: FoundAgent) -> TextRow:
        mark = self.shared.sign("mark") if one.suggested in self.marked else " "
        return words(
            Span(f" {mark} ", "merge bold"),
            *(Span(f"{shortened(text, wide):<{wide}}  ", ink) for text, wide, ink in self._columns(one)),
            Span(one.advice if one.program else one.repository or one.cwd, "dim"),
            *([Span(f"   asks: {one.question}", "asking")] if one.question else []),
            key=one.suggested,
        )

    def _columns(self, one: FoundAgent) -> tuple[tuple[str, int, str], ...]:
        """Text, width and ink; each as wide as its longest, so that a small terminal still shows the folder."""
        key, word, ink = phase_words(one.phase)
        kind = one.profile or one.program
        texts = (f"{self.shared.sign(key)} {word}", one.suggested, kind, one.where)
        names = [
            (_MOST[0] * "-", each.suggested, each.profile or each.program, each.where) for each in self._all()
        ]
        wides = [
            min(max(map(len, column)), most)
            for column, most in zip(zip(*names, strict=True), _MOST, strict=True)
        ]
        return tuple(zip(texts, wides, (ink, "bright bold", "text", "dim"), strict=True))

    def do_mark(self) -> None:
        """Mark or unmark, and go on."""
        self.marked ^= {self.rows.chosen}
        self.show()
        self.do_down()

    def do_take(self) -> None:
        """Take those that are chosen."""
        self._take(self.chosen.found)

    def do_take_all(self) -> None:
        """Take all."""
        self._take(self.view.found)

    def do_dismiss(self) -> None:
        """List agents of the program under the bar no more."""
        for program in sorted({one.program for one in self.chosen.found if one.program}):
            self.act(DismissProgram(program))

    def _take(self, found: tuple[FoundAgent, ...]) -> None:
        for one in found:
            self.act(AdoptPane(one.suggested, one.pane, one.profile, one.cwd, self._project(one)))

    def _project(self, one: FoundAgent) -> str:
        for project in self.view.projects.values():
            if project.path and PurePath(one.repository or "/-") == PurePath(project.path):
                return project.name
        return ""
