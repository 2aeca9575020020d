"""Requesting a change: lines of a difference become one follow-up, each with its place and what stands there."""

from __future__ import annotations

from textual.app import ComposeResult

from fleetui.engine.link import AskDiff
from fleetui.model.difference.reading import DiffLine
from fleetui.model.view import BranchRow
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import CHANGE
from fleetui.ui.board.gathered import Gathered, gathered, with_line, with_part, without
from fleetui.ui.diff.keys import DiffScreen
from fleetui.ui.diff.view import DiffClicked, DiffView
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.strips import Span, shortened
from fleetui.ui.queue.editor import FollowUpEditor
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState

_MOST = 4
"""Gathered lines that are listed; more are counted."""


class ChangeScreen(DiffScreen, inherit_bindings=False):
    """What an agent's worktree holds now, so that a line has the number that it has there.

    What is gathered is the agent's draft: it is kept until it is sent or emptied.
    """

    WHERE = CHANGE
    BINDINGS = bindings(CHANGE)

    def __init__(self, shared: SharedState, row: BranchRow, at: DiffLine | None = None) -> None:
        """``at`` is where to begin."""
        super().__init__(shared)
        self._row = row
        self._begin = at
        self._taken_back: list[Gathered] = []
        """Newest last."""
        self._title = FixedRows(shared, id="change-title")
        self.diff = DiffView(shared, id="change-rows")
        self._gathered = FixedRows(shared, id="change-gathered", ground="line", fit=True)

    def compose(self) -> ComposeResult:
        """Whose it is, the difference, what is gathered, keys."""
        yield self._title
        yield self.diff
        yield self._gathered
        yield Footer(self.shared, CHANGE, lambda: self.chosen)

    @property
    def chosen(self) -> Selection:
        """The branch, and whether anything of it is gathered or can be brought back."""
        return Selection(row=self._row, gathered=len(self._all()), undo=bool(self._taken_back))

    @property
    def _draft(self) -> str:
        return self.shared.drafts.get(self._row.seat, "")

    def _all(self) -> list[Gathered]:
        return gathered(self._draft)

    def on_mount(self) -> None:
        """Read it."""
        self.show()
        self.diff.say(Span("reading the difference …", "dim"))
        self.ask(AskDiff(self._row.seat), self._have, self._failed)

    def on_resize(self) -> None:
        """The list is as wide as the screen."""
        self.show()

    def show(self) -> None:
        """What is gathered."""
        title = [Span(f"Change {self._row.branch}", "bright bold"), Span("   point at a line", "dim")]
        begun = "a follow-up is begun, not queued" if self._draft.strip() else ""
        self._title.say([title], [Span(begun, "queue")])
        known = self._all()
        self._gathered.display = bool(known)
        self._gathered.say(_rows(known, self.app.size.width))
        self.diff.mark(frozenset((one.path, one.line) for one in known))
        self.repaint_all()

    def _have(self, diff: str) -> None:
        self.diff.read(diff, of=self._row.seat)
        if self._begin:
            self.diff.go_to(self._begin.path, self._begin.line)
            self._begin = None
        self.repaint_all()

    def _failed(self, why: str) -> None:
        self.diff.say(Span(f"the difference was not read: {why}", "low"))

    def on_diff_clicked(self, event: DiffClicked) -> None:
        """A second click takes it."""
        if event.twice:
            self.do_take()

    def do_take(self) -> None:
        """The line under the bar goes into the follow-up, which is then written on."""
        line = self.diff.chosen
        if line is None:
            self.say("no line that is there can be pointed at", bad=True)
            return
        self.shared.drafts[self._row.seat] = with_line(self._draft, line)
        self.do_write()

    def do_write(self) -> None:
        """Go on with what was begun."""
        self.app.push_screen(FollowUpEditor(self.shared, (self._row.seat,)), lambda _: self.show())

    def do_take_back(self) -> None:
        """The gathered one of the line under the bar, else the newest, out of the follow-up again."""
        known, line = self._all(), self.diff.chosen
        here = (line.path, line.line) if line else ("", 0)
        place = next((n for n, one in enumerate(known) if (one.path, one.line) == here), len(known) - 1)
        self._taken_back.append(known[place])
        self._keep(without(self._draft, place))
        key = self.shared.keymap.shown("change.undo")
        self.say(f"{known[place].path}:{known[place].line} is taken back: {key} brings it back")

    def do_undo(self) -> None:
        """Bring back what was taken back last."""
        self._keep(with_part(self._draft, self._taken_back.pop().text))

    def _keep(self, draft: str) -> None:
        if draft:
            self.shared.drafts[self._row.seat] = draft
        else:
            self.shared.drafts.pop(self._row.seat, None)
        self.show()


def _rows(known: list[Gathered], width: int) -> list[list[Span]]:
    """The newest last, each in a row."""
    more = len(known) - _MOST
    head = f"{len(known)} gathered for one follow-up"
    rows = [[Span(head, "queue bold"), Span(f"   {more} before these" if more > 0 else "", "dim")]]
    for one in known[-_MOST:]:
        place = shortened(f"{one.path}:{one.line}", max(20, width // 2))
        wish = one.wish
        rows.append(
            [
                Span(f"  {place}   ", "text"),
                Span(wish or "nothing is said of it yet", "text" if wish else "low"),
            ]
        )
    return rows
