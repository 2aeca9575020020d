"""Requesting a change: lines of a difference become one follow-up, each with its place and what stands there."""

from __future__ import annotations

from textual.app import ComposeResult

from fleetui.engine.link import Answer, AskDiff
from fleetui.model.clean import DOT
from fleetui.model.view import BranchRow
from fleetui.ui.actions.table import CHANGE
from fleetui.ui.actions.why_not import Selection
from fleetui.ui.draw.diff_rows import DiffLine, diff_rows
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import RowClicked, Rows, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.queue.editor import FollowUpEditor
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState

HEAD = "Please change:"
_QUOTED = 100


class ChangeScreen(ListScreen, inherit_bindings=False):
    """What an agent's worktree holds now, so that a line has the number that it has there.

    What is gathered is the agent's draft: it is kept until it is sent or emptied.
    """

    WHERE = CHANGE
    BINDINGS = bindings(CHANGE)

    def __init__(self, shared: SharedState, row: BranchRow) -> None:
        super().__init__(shared)
        self._row = row
        self._lines: dict[str, DiffLine] = {}
        self._title = FixedRows(shared, id="change-title")
        self.rows = Rows(shared, id="change-rows", ground="tile")

    def compose(self) -> ComposeResult:
        """Whose it is, the difference, keys."""
        yield self._title
        yield self.rows
        yield Footer(self.shared, CHANGE, Selection)

    def wide_rows(self) -> Rows:
        """The rows that may be long."""
        return self.rows

    def on_mount(self) -> None:
        """Read it."""
        self.show()
        self.rows.show([words(Span("reading the difference …", "dim"))])
        self.ask(AskDiff(self._row.seat), self._have, self._failed)

    def show(self) -> None:
        """Whether something is gathered already."""
        begun = self.shared.drafts.get(self._row.seat, "")
        kept = "a follow-up is begun, not queued" if begun.strip() else ""
        title = [Span(f"Change {self._row.branch}", "bright bold"), Span("   point at a line", "dim")]
        self._title.say([title], [Span(kept, "queue")])
        self.repaint_all()

    def _have(self, answer: Answer) -> None:
        self._lines = {}
        self.rows.show(diff_rows(answer if isinstance(answer, str) else "", self._lines))
        self.repaint_all()

    def _failed(self, why: str) -> None:
        self.rows.show([words(Span(f"the difference was not read: {why}", "low"))])

    def on_row_clicked(self, event: RowClicked) -> None:
        """A second click takes it."""
        if event.twice:
            self.do_take()

    def do_take(self) -> None:
        """The line under the bar goes into the follow-up, which is then written on."""
        line = self._lines.get(self.rows.chosen)
        if line is None:
            self.say("no line that is there can be pointed at", bad=True)
            return
        drafts, seat = self.shared.drafts, self._row.seat
        drafts[seat] = with_line(drafts.get(seat, ""), line)
        self.do_write()

    def do_write(self) -> None:
        """Go on with what was begun."""
        self.app.push_screen(FollowUpEditor(self.shared, (self._row.seat,)), lambda _: self.show())


def with_line(draft: str, line: DiffLine) -> str:
    """A draft with one more line to be changed at its end: a claim of where it is and of what stands there."""
    return f"{draft.rstrip() or HEAD}\n\n{_claim(line)}"


def _claim(line: DiffLine) -> str:
    text = line.text.strip()[:_QUOTED].strip()
    place = f"{line.path}:{line.line}"
    if line.sign == "-":
        return f"{place}, where you took out {text.replace('`', '')}: " if text else f"{place}: "
    quotable = text and "`" not in text and DOT not in text
    return f"{place} `{text}`: " if quotable else f"{place}: "
