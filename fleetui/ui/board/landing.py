"""The operator's release of one candidate, or of one train: the facts as they are, then ``m`` lands exactly that."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import wrap

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Paste
from textual.widgets import Input

from fleetui.model.approval import Press, Terms
from fleetui.model.commands import Approval
from fleetui.model.train import named
from fleetui.model.view import BranchRow, FleetView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import LANDING
from fleetui.ui.board.branch_rows import approval, candidate_words, file_rows, row_key, same_release, summary
from fleetui.ui.board.forecast_rows import forecast_facts
from fleetui.ui.board.forge.overriding import override_rows
from fleetui.ui.board.train_rows import every_file, members, release_title, together
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import Rows, TextRow
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_MOST_FILES = 200
_FACTS = 90
"""Columns of the facts of one branch, where the terminal has them."""
_WIDEST = 104
"""Columns of a reason that is folded."""


Now = Callable[[FleetView], tuple[BranchRow, ...]]
"""The rows of a release as they are in a view."""


def on_board(row: BranchRow) -> Now:
    """This row of the board."""
    return lambda view: tuple(one for one in view.board if row_key(one) == row_key(row))


class WordField(Input):
    """Takes typed letters alone."""

    def _on_paste(self, event: Paste) -> None:
        event.prevent_default()
        event.stop()


_SHORT = 30
"""Rows of a terminal below which a release that asks for a word has no free ones: its keys stay in sight."""


class LandingDialog(Dialog, inherit_bindings=False):
    """Counts no key before its facts and terms were drawn, and closes when what it shows is no longer so.

    Its result is true once it was approved.
    """

    WHERE = LANDING
    BINDINGS = bindings(LANDING)
    VERTICAL_BREAKPOINTS = [(0, "-short"), (_SHORT, "-tall")]  # noqa: RUF012 - Textual's own declaration

    def __init__(self, shared: SharedState, rows: tuple[BranchRow, ...], now: Now) -> None:
        super().__init__(shared)
        self.members = rows
        self._now = now
        self.drawn = False
        self.terms: Terms | None = None
        self._opened = shared.key_times.newest
        self._began = 0.0
        self._word_typed = False
        self._said = FixedRows(shared, ground="dialog", fit=True)
        self._asks = FixedRows(shared, ground="dialog", fit=True)
        self._files = Rows(shared, id="landing-files", ground="dialog")
        self._word = WordField(id="landing-word", compact=True)
        self._word.cursor_blink = False
        self._show_word(asked=False)

    def _show_word(self, *, asked: bool) -> None:
        self._word.display = asked
        self._word.disabled = not asked  # a hidden field would take the keys

    def compose(self) -> ComposeResult:
        """Title, facts, what it asks for, the word to type where one is asked for, files, keys."""
        with Vertical(id="landing", classes="dialog"):
            yield FixedRows(self.shared, [self._title()], classes="dialog-title", ground="merge_block")
            self._said.rows = self._facts(self.members)
            yield self._said
            yield self._asks
            yield self._word
            self._files.rows = self._file_rows()
            yield self._files
            yield Footer(self.shared, LANDING, Selection, "dialog")

    def _title(self) -> list[Span]:
        return [Span(f"{self.shared.sign('merge')} {release_title(self.members)}", "on_block bold")]

    def _facts(self, rows: tuple[BranchRow, ...]) -> list[list[Span]]:
        width = self.app.size.width
        if len(rows) > 1:
            return [[], *members(self.shared, rows, width), [], *together(rows), []]
        (row,) = rows
        room = min(_FACTS, width - 6)
        exact = [Span("exactly     ", "dim"), Span(candidate_words(row), "bright")]
        tight = bool(row.word_for) and self.app.size.height < _SHORT
        gap: list[list[Span]] = [] if tight else [[]]
        return [*gap, *summary(self.shared, row, room), *forecast_facts(row, room), exact, *gap]

    def _file_rows(self) -> list[TextRow]:
        if len(self.members) > 1:
            return every_file(self.members, _MOST_FILES)
        over = override_rows(self.members[0], min(_FACTS, self.app.size.width - 6))
        return [*over, *file_rows(self.members[0], _MOST_FILES)]

    def on_mount(self) -> None:
        """Ask for the terms: they depend on where this terminal is, and on who opened this."""
        release = approval(self.members)
        if release is None:
            self._close_changed()
            return
        self.run_worker(self._ask_terms(release), group="terms")

    async def _ask_terms(self, release: Approval) -> None:
        self.terms = await self.shared.link.release(release, self._opened)
        if self.terms.word and not self.terms.why_not:
            self._word.placeholder = "type the word here"
            self._show_word(asked=True)
            self._word.focus()
        self._say_terms()
        self.call_after_refresh(self._mark_drawn)

    def _say_terms(self) -> None:
        terms = self.terms
        if terms is None:
            return
        rows = [[Span(line, "low")] for line in self._folded(terms.why_not)]
        if not rows and terms.word:
            rows = self._word_rows(terms)
        rows += [[Span(line, "dim")] for line in self._folded("" if terms.why_not else terms.how)]
        self._asks.say([*rows, []] if rows else [])

    def _word_rows(self, terms: Terms) -> list[list[Span]]:
        if self._word_typed:
            return [[Span("the word was typed: now ", "low"), *self.shared.hint("landing.go", "low")]]
        why = [[Span(line, "low")] for line in self._folded(f"{terms.why_word}:")]
        return [*why, [Span("type ", "low"), Span(terms.word, "bright bold"), Span(", enter, then ", "low"),
                       *self.shared.hint("landing.go", "low")]]  # fmt: skip

    def _folded(self, text: str) -> list[str]:
        return wrap(text, max(20, min(_WIDEST, self.app.size.width - 6)))

    def _mark_drawn(self) -> None:
        self.drawn = True

    def on_input_changed(self) -> None:
        """When the word was begun."""
        if len(self._word.value) == 1:
            self._began = self.shared.key_times.newest.at

    def on_input_submitted(self) -> None:
        """Hand over the word; once it is right, the letters are keys again."""
        self.run_worker(self._type_word(self.shared.key_times.newest), group="word", exclusive=True)

    async def _type_word(self, press: Press) -> None:
        outcome = await self.shared.link.type_word(self._word.value.strip(), press, self._began)
        self._word_typed = outcome.ok
        self.say(outcome.text, bad=not outcome.ok)
        if outcome.ok:
            self.set_focus(None)
            self._show_word(asked=False)
        else:
            self._word.value = ""
        self._say_terms()

    def show(self) -> None:
        """Close as soon as anything is no longer as it is shown."""
        if self._changed():
            self._close_changed()
            return
        self._said.say(self._facts(self._now(self.view)))  # ages, and whom it runs into by now
        self.repaint_all()

    def _changed(self) -> bool:
        return not same_release(self.members, self._now(self.view))

    def _close_changed(self) -> None:
        what = named(row.branch for row in self.members)
        self.say(f"{what} or its base changed meanwhile: nothing was landed, look again", bad=True)
        self.dismiss(None)

    def do_scroll_down(self) -> None:
        """On in the files."""
        self._files.scroll(max(1, self._files.size.height - 1))

    def do_scroll_up(self) -> None:
        """Back in them."""
        self._files.scroll(-max(1, self._files.size.height - 1))

    def do_go(self) -> None:
        """Approve it with this press, if all was drawn and is unchanged; then land it."""
        if not self.drawn:
            return
        release = approval(self.members)
        if release is None or self._changed():
            self._close_changed()
            return
        press = self.shared.key_times.newest
        if press.key not in self.shared.keymap.keys_of("landing.go"):
            self.say(f"only the key {self.shared.keymap.shown('landing.go')} approves, no click", bad=True)
            return
        self.run_worker(self._approve(release, press), group="approve", exclusive=True)

    async def _approve(self, release: Approval, press: Press) -> None:
        approved = await self.shared.link.approve(release, press)
        if not approved.ok:
            self.say(approved.text, bad=True)
            return
        self.app.run_worker(self._land(release), group="land")
        self.dismiss(result=True)

    async def _land(self, release: Approval) -> None:
        outcome = await self.shared.link.land(release)
        self.say(outcome.text or "landed", bad=not outcome.ok)
