"""The operator's release of one candidate: the facts as they are, then ``m`` lands exactly that."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from fleetui.model.commands import Approval
from fleetui.model.view import BranchRow
from fleetui.ui.branches import approval, candidate_words, file_rows, row_key, same_release, summary
from fleetui.ui.desk import Desk
from fleetui.ui.keys import LANDING
from fleetui.ui.screens.base import Dialog, bindings
from fleetui.ui.strips import Span
from fleetui.ui.whynot import Selection
from fleetui.ui.widgets.footer import Footer
from fleetui.ui.widgets.rows import Rows
from fleetui.ui.widgets.words import Words

_MOST_FILES = 200


class LandingDialog(Dialog, inherit_bindings=False):
    """Counts no key before it was drawn, and closes when what it shows is no longer so."""

    WHERE = LANDING
    BINDINGS = bindings(LANDING)

    def __init__(self, desk: Desk, row: BranchRow) -> None:
        super().__init__(desk)
        self.row = row
        self.drawn = False
        self._word = Input(id="landing-word", compact=True, placeholder=row.typed_word)
        self._word.cursor_blink = False

    def compose(self) -> ComposeResult:
        """Title, facts, files, the word to type where one is asked for, keys."""
        row = self.row
        with Vertical(id="landing", classes="dialog"):
            title = Words(self.desk, [self._title()], classes="dialog-title", ground="merge_block")
            yield title
            exact = [Span("exactly     ", "dim"), Span(candidate_words(row), "bright")]
            rows = [[], *summary(self.desk, row, 90), exact, [], *self._typed_rows()]
            yield Words(self.desk, rows, ground="dialog", fit=True)
            if row.typed_word:
                yield self._word
            files = Rows(self.desk, id="landing-files", ground="dialog")
            files.rows = file_rows(row, _MOST_FILES)
            yield files
            yield Footer(self.desk, LANDING, Selection, "dialog")

    def _title(self) -> list[Span]:
        ink = "on_block bold"
        return [Span(f"{self.desk.sign('merge')} Land {self.row.branch} on {self.row.target}", ink)]

    def _typed_rows(self) -> list[list[Span]]:
        word = self.row.typed_word
        if not word:
            return []
        return [
            [
                Span("It changes protected paths: type ", "low"),
                Span(word, "bright bold"),
                Span(", enter, m", "low"),
            ]
        ]

    def on_mount(self) -> None:
        """From the first complete drawing on, ``m`` counts."""
        if self.row.typed_word:
            self._word.focus()
        self.call_after_refresh(self._mark_drawn)

    def _mark_drawn(self) -> None:
        self.drawn = True

    def on_input_submitted(self) -> None:
        """The letters are keys again."""
        self.set_focus(None)

    def show(self) -> None:
        """Close as soon as the branch is no longer as it is shown."""
        if self._changed():
            self._close_changed()
            return
        self.repaint_all()

    def _changed(self) -> bool:
        now = next((one for one in self.view.board if row_key(one) == row_key(self.row)), None)
        return not same_release(self.row, now)

    def _close_changed(self) -> None:
        self.say(f"{self.row.branch} or its base changed meanwhile: nothing was landed, look again", bad=True)
        self.dismiss(None)

    def do_go(self) -> None:
        """Land it, if it was drawn, is unchanged, and the word was typed."""
        if not self.drawn:
            return
        if self._changed():
            self._close_changed()
            return
        if self.row.typed_word and self._word.value.strip() != self.row.typed_word:
            self.say(f"type {self.row.typed_word} first", bad=True)
            self._word.focus()
            return
        release = approval(self.row)
        if release:
            self.app.run_worker(self._land(release), group="land")
        self.dismiss(None)

    async def _land(self, release: Approval) -> None:
        outcome = await self.desk.link.land(release)
        self.say(outcome.text or "landed", bad=not outcome.ok)
