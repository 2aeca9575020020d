"""The ledger: every task by state and project; below it the facts and the text of the one under the bar."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from fleetui.engine.link import AskIssues
from fleetui.model.ledger import LedgerRow, ledger
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import LEDGER
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import RowClicked, Rows
from fleetui.ui.draw.strips import Span
from fleetui.ui.ledger.actions import TaskActions
from fleetui.ui.ledger.issue import nothing_newer
from fleetui.ui.ledger.task_rows import (
    body_rows,
    counted,
    facts,
    head_row,
    ledger_rows,
    nothing_yet,
    title_block,
)
from fleetui.ui.ledger.task_screen import TaskScreen
from fleetui.ui.shell.bars.banner import Banner
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState

_AROUND = 9
"""Rows of header, title, heads, block and footer, the free ones between, and one of the text."""


class LedgerScreen(TaskActions, inherit_bindings=False):
    """One row per task."""

    WHERE = LEDGER
    BINDINGS = bindings(LEDGER)

    def __init__(self, shared: SharedState) -> None:
        super().__init__(shared)
        self._marked: frozenset[str] = frozenset()
        self._only = ""
        """The project whose tasks are shown alone; empty for all."""
        self._ledger: tuple[LedgerRow, ...] = ()
        self._asked_of: tuple[str, float] = ("", 0.0)
        self._unread: dict[str, str] = {}
        """Why the text of an issue could not be read when it was asked for, by the key of its task."""
        self._banner = Banner(shared)
        self._title = FixedRows(shared, id="ledger-title")
        self._head = FixedRows(shared, id="ledger-head")
        self.rows = Rows(shared, id="ledger-rows")
        self._block = FixedRows(shared, id="ledger-block")
        self._facts = FixedRows(shared, id="ledger-facts", ground="tile", fit=True)
        self._body = Rows(shared, id="ledger-body", ground="tile")

    def compose(self) -> ComposeResult:
        """Header, title, tasks, the chosen one, keys."""
        yield Header(self.shared, id="header")
        yield self._banner
        yield self._title
        yield self._head
        yield self.rows
        yield self._block
        yield self._facts
        yield self._body
        yield Footer(self.shared, LEDGER, lambda: self.chosen)

    @property
    def chosen(self) -> Selection:
        """The task under the bar, those that are marked, and who works on it."""
        row = next((one for one in self._ledger if one.key == self.rows.chosen), None)
        agent = row.agents[0] if row and row.agents else None
        return Selection(
            agent=agent, task=row, tasks=tuple(one for one in self._ledger if one.key in self._marked)
        )

    def meant(self) -> Sequence[LedgerRow]:
        """The marked tasks, or the one under the bar."""
        return self.chosen.tasks or (self.row,)

    def on_mount(self) -> None:
        """The first view."""
        self.show()

    def on_resize(self) -> None:
        """Other columns fit."""
        self.show()

    def show(self) -> None:
        """The newest tasks."""
        everything = ledger(self.view)
        if self._only not in {row.task.project for row in everything}:
            self._only = ""
        self._ledger = tuple(row for row in everything if self._only in ("", row.task.project))
        self._marked &= frozenset(row.key for row in self._ledger)
        only = [Span(f"   {self._only} only", "queue")] if self._only else []
        marked = f"{len(self._marked)} marked" if self._marked else ""
        title = [
            Span("Ledger", "bright bold"),
            *nothing_newer(self.shared),
            Span(f"   {counted(self._ledger)}" if everything else "", "dim"),
            *only,
        ]
        self._title.say([title], [Span(marked, "asking bold")])
        width = self.app.size.width
        self._head.say([head_row(width)] if everything else [[]])
        shown = ledger_rows(self.shared, self._ledger, self._marked, width) or nothing_yet(
            self.shared, self.view
        )
        room = max(3, self.app.size.height - _AROUND)
        self.rows.styles.height = "1fr" if not everything else max(3, min(len(shown), room * 3 // 5))
        self.rows.show(shown)
        self._banner.repaint()
        self.moved()
        self.repaint_all()

    def moved(self) -> None:
        """Facts and text of the task under the bar."""
        row = self.chosen.task
        for part in (self._block, self._facts, self._body):
            part.display = row is not None
        if row is None:
            return
        self._ask_for_text(row)
        said, ground = title_block(self.shared, row)
        self._block.say([said], ground=ground)
        room = max(
            1,
            self.app.size.height
            - _AROUND
            - int(self.rows.styles.height.value if self.rows.styles.height else 0),
        )
        self._facts.say(facts(self.shared, row, self.app.size.width, self._unread.get(row.key, ""))[:room])
        self._body.show(
            [*([TaskScreen.GAP] if row.task.body else []), *body_rows(row, self.app.size.width - 2)]
        )

    def _ask_for_text(self, row: LedgerRow) -> None:
        """The text of the issue that is looked at: once for each, and again once it was changed."""
        about = (row.key, row.issue.updated if row.issue else 0.0)
        if row.task.issues and about != self._asked_of:
            self.ask(
                AskIssues(row.task.project, row.task.issues[0]),
                lambda _: self._was_read(row.key, ""),
                lambda why: self._was_read(row.key, why),
            )
        self._asked_of = about

    def _was_read(self, key: str, why: str) -> None:
        if self._unread.get(key, "") != why:
            self._unread[key] = why
            self.moved()

    def on_row_clicked(self, event: RowClicked) -> None:
        """Point at a task, or see it whole."""
        if event.rows is self.rows:
            self.moved()
            self.repaint_all()
            if event.twice:
                self.do_whole()

    def do_mark(self) -> None:
        """Mark it, or take the mark back; then the next one."""
        self._marked ^= {self.row.key}
        self.show()
        self.do_down()

    def do_next_project(self) -> None:
        """Only the next project's tasks; after the last one all of them."""
        projects = ["", *sorted({row.task.project for row in ledger(self.view)} - {""})]
        at = projects.index(self._only) if self._only in projects else 0
        self._only = projects[(at + 1) % len(projects)]
        self.show()

    def do_whole(self) -> None:
        """The whole task."""
        self.app.push_screen(TaskScreen(self.shared, self.row.key))
