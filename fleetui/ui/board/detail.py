"""One branch whole, before it is released: what it brings, and beside that all that speaks for or against it."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal

from fleetui.engine.link import AskPrompts
from fleetui.model.landing_story import Prompt
from fleetui.model.view import BranchRow
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import DETAIL
from fleetui.ui.board.actions import BranchActions, difference_of
from fleetui.ui.board.branch_rows import candidate_words, row_key, state_of_row
from fleetui.ui.board.detail_rows import above_rows, beside_rows, log_choices
from fleetui.ui.diff.keys import DiffScreen
from fleetui.ui.diff.view import DiffView
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.painted import Plain
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.banner import Banner
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.dialogs.choice import ChoiceDialog
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState

BESIDE_FROM = 164
"""Columns from which on the facts stand beside the difference, which has room for old and new then; else above it."""
_WIDE = 52


class _Ground(Plain, Horizontal):
    """Holds both side by side."""

    def __init__(self, shared: SharedState) -> None:
        super().__init__(id="detail-body")
        self.shared = shared


class DetailScreen(BranchActions, DiffScreen, inherit_bindings=False):
    """Follows the board while it is open, and leaves when the branch is no longer on it."""

    WHERE = DETAIL
    BINDINGS = bindings(DETAIL)

    def __init__(self, shared: SharedState, row: BranchRow) -> None:
        super().__init__(shared)
        self._row = row
        self._read = ""
        self._prompts: tuple[Prompt, ...] = ()
        self._prompts_at: tuple[str, int] | None = None
        self._banner = Banner(shared)
        self._block = FixedRows(shared, id="detail-block")
        self._above = FixedRows(shared, id="detail-above", ground="tile", fit=True)
        self.diff = DiffView(shared, id="detail-diff")
        self._beside = FixedRows(shared, id="detail-beside", ground="quiet")

    def compose(self) -> ComposeResult:
        """Header, which candidate, facts and difference, keys."""
        yield Header(self.shared, id="header")
        yield self._banner
        yield self._block
        yield self._above
        with _Ground(self.shared):
            yield self.diff
            yield self._beside
        yield Footer(self.shared, DETAIL, lambda: self.chosen)

    @property
    def chosen(self) -> Selection:
        """The branch, and its agent."""
        return Selection(agent=self.shared.agent(self._row.seat), row=self._row)

    def on_mount(self) -> None:
        """The first view."""
        self.show()

    def on_resize(self) -> None:
        """Facts beside or above."""
        self.show()

    def show(self) -> None:
        """The newest of the branch."""
        now = next((one for one in self.view.board if row_key(one) == row_key(self._row)), None)
        if now is None:
            self.say(f"{self._row.branch} is no longer on the board", bad=True)
            self.dismiss(None)
            return
        self._row = now
        self._show_block()
        self._show_facts()
        self._ask_for_difference()
        self._ask_for_prompts()
        self._banner.repaint()
        self.repaint_all()

    def _show_block(self) -> None:
        row = self._row
        ground = "merge_block" if row.may_land and not row.landed else "line"
        ink = "on_block" if ground == "merge_block" else "text"
        name = f"{self.shared.sign(state_of_row(row)[0])} {row.branch}"
        said = [Span(name, f"{ink} bold"), Span(f"   {candidate_words(row)}", ink)]
        self._block.say([said], [Span(row.who, ink)], ground=ground)

    def _show_facts(self) -> None:
        width, height = self.app.size
        wide = width >= BESIDE_FROM
        self._above.display, self._beside.display = not wide, wide
        if wide:
            self._beside.styles.width = _WIDE
            rows = beside_rows(self.shared, self._row, self._prompts, _WIDE - 2)
            self._beside.say([[], *rows])
        else:
            rows = above_rows(self.shared, self._row, self._prompts, width - 2)
            self._above.say([*rows[: max(3, height // 3)], []])

    def _ask_for_difference(self) -> None:
        state, question = difference_of(self._row)
        if state != self._read:
            if not self._read:
                self.diff.say(Span("reading the difference …", "dim"))
            self._read = state
            self.ask(
                question, lambda diff: self._have_diff(state, diff), lambda why: self._no_diff(state, why)
            )

    def _have_diff(self, of: str, diff: str) -> None:
        if of == self._read:
            self.diff.read(diff, of=row_key(self._row))

    def _no_diff(self, of: str, why: str) -> None:
        if of == self._read:
            self.diff.say(Span(f"the difference was not read: {why}", "low"))

    def _ask_for_prompts(self) -> None:
        """Once, and again when something was typed to its agent."""
        agent = self.shared.agent(self._row.seat)
        now = (self._row.head, len(agent.queue) if agent else 0)
        if self._row.landed or now == self._prompts_at:
            return
        self._prompts_at = now
        self.ask(AskPrompts(self._row.seat), self._have_prompts, lambda _: None)

    def _have_prompts(self, prompts: tuple[Prompt, ...]) -> None:
        self._prompts = prompts
        self._show_facts()

    def do_log(self) -> None:
        """The log of a gate; which one, where several wrote one."""
        row = self._row
        choices = log_choices(row)
        if len(choices) < 2:
            super().do_log()
            return

        def picked(place: int | None) -> None:
            if place is not None:
                self.show_log(row, choices[place][0])

        words = [said for _, said in choices]
        self.app.push_screen(ChoiceDialog(self.shared, f"Logs of the gates on {row.branch}", words), picked)

    def do_change(self) -> None:
        """Ask for a change, at the line under the bar as the worktree has it now."""
        self.change_at(self.diff.chosen)
