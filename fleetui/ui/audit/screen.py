"""The audit: what others said in all open pull requests of the fleet; below it the one under the bar."""

from __future__ import annotations

from textual.app import ComposeResult

from fleetui.engine.link import AskRemarks
from fleetui.model.commands import RemarkAnswer, SendRemarks
from fleetui.model.forge.answers import AnswerState, pull_key
from fleetui.model.forge.audit import AuditRow, audit
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import AUDIT
from fleetui.ui.audit.remark_rows import (
    body_rows,
    facts,
    freshness,
    head_row,
    nothing_open,
    remark_row,
    stale_rows,
    thread_text,
    title,
    title_block,
    where_of,
)
from fleetui.ui.audit.reply import ReplyDialog
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import BLANK, RowClicked, Rows
from fleetui.ui.shell.bars.banner import Banner
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.dialogs.confirm import ConfirmDialog
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.dialogs.log import LogScreen
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState

_AROUND = 8
"""Rows of header, title, heads, block and footer."""


class AuditScreen(ListScreen, inherit_bindings=False):
    """One row per remark, the oldest unanswered first."""

    WHERE = AUDIT
    BINDINGS = bindings(AUDIT)

    def __init__(self, shared: SharedState, agent: str = "") -> None:
        """``agent``: whose pull request the bar begins at; or the pull request itself, as ``project#12``."""
        super().__init__(shared)
        self._wanted = agent
        self._only = ""
        self._audit: tuple[AuditRow, ...] = ()
        self._banner = Banner(shared)
        self._title = FixedRows(shared, id="audit-title")
        self._stale = FixedRows(shared, id="audit-stale", fit=True)
        self._head = FixedRows(shared, id="audit-head")
        self.rows = Rows(shared, id="audit-rows")
        self._block = FixedRows(shared, id="audit-block")
        self._facts = FixedRows(shared, id="audit-facts", ground="tile", fit=True)
        self._body = Rows(shared, id="audit-body", ground="tile")

    def compose(self) -> ComposeResult:
        """Header, title, remarks, the chosen one, keys."""
        yield Header(self.shared, id="header")
        yield self._banner
        yield self._title
        yield self._stale
        yield self._head
        yield self.rows
        yield self._block
        yield self._facts
        yield self._body
        yield Footer(self.shared, AUDIT, lambda: self.chosen)

    @property
    def chosen(self) -> Selection:
        """The remark under the bar, and the agent whose work it is about."""
        row = next((one for one in self._audit if one.key == self.rows.chosen), None)
        return Selection(agent=row.agent if row else None, remark=row)

    @property
    def _row(self) -> AuditRow:
        row = self.chosen.remark
        assert row is not None  # noqa: S101 - the table's why_not comes first
        return row

    def on_mount(self) -> None:
        """What is known, and what is new since."""
        self.show()
        at = next((one.key for one in self._audit if self._wanted and self._wanted in _names(one)), None)
        if at:
            self.rows.show(self.rows.rows, chosen=at)
            self.moved()
        self._freshen()

    def _freshen(self) -> None:
        if self.view.pulls:
            self.ask(AskRemarks(), lambda _: None, lambda why: self.say(f"not asked: {why}", bad=True))

    def do_refresh(self) -> None:
        """Ask the forge now."""
        self._freshen()
        super().do_refresh()

    def on_resize(self) -> None:
        """Other columns fit."""
        self.show()

    def show(self) -> None:
        """The newest remarks."""
        everything = audit(self.view)
        if self._only not in {row.project for row in everything}:
            self._only = ""
        self._audit = tuple(row for row in everything if self._only in ("", row.project))
        width = self.app.size.width
        self._title.say([title(self.view, self._audit, width, self._only)], freshness(self.shared, self.view))
        self._stale.say(stale_rows(self.shared, self.view, width))
        self._head.say([head_row(width)] if self._audit else [[]])
        shown = [remark_row(self.shared, row, width) for row in self._audit] or nothing_open(
            self.shared, self.view
        )
        room = max(3, self.app.size.height - _AROUND - len(self._stale.rows))
        self.rows.styles.height = "1fr" if not self._audit else max(3, min(len(shown), room // 2))
        self.rows.show(shown)
        self._banner.repaint()
        self.moved()
        self.repaint_all()

    def moved(self) -> None:
        """Facts and text of the remark under the bar."""
        row = self.chosen.remark
        for part in (self._block, self._facts, self._body):
            part.display = row is not None
        if row is None:
            return
        said, ground = title_block(self.shared, row)
        self._block.say([said], ground=ground)
        self._facts.say(facts(self.shared, row, self.app.size.width))
        self._body.show([BLANK, *body_rows(row, self.app.size.width - 2)])

    def on_row_clicked(self, event: RowClicked) -> None:
        """Point at a remark, or see its whole thread."""
        if event.rows is self.rows:
            self.moved()
            self.repaint_all()
            if event.twice:
                self.do_whole()

    def do_whole(self) -> None:
        """The whole thread."""
        row = self._row
        heading = f"#{row.number} {where_of(row.now.remark)}   {row.now.state}"
        text = thread_text(self.shared, row, self.app.size.width)
        self.app.push_screen(LogScreen(self.shared, heading, "", text=text))

    def do_send(self) -> None:
        """All of its pull request that its author was not told, as one follow-up."""
        row = self._row
        if row.agent:
            self.act(SendRemarks(row.agent.name, row.number))

    def do_reply(self) -> None:
        """Write a reply."""
        self.app.push_screen(ReplyDialog(self.shared, self._row), self._said)

    def _said(self, answer: RemarkAnswer | None) -> None:
        if answer:
            self.app.run_worker(self._say(answer), group="act")

    async def _say(self, answer: RemarkAnswer) -> None:
        outcome = await self.shared.link.say_there(answer)
        self.say(outcome.text, bad=not outcome.ok)
        if outcome.ok:
            key = f"reply {answer.project}#{answer.number} {answer.remark}"
            self.shared.drafts.pop(key, None)
            self._freshen()

    def do_resolve(self) -> None:
        """Resolve its thread; asks where its lines were not seen to change."""
        row = self._row
        answer = RemarkAnswer(row.project, row.number, row.now.remark.id)
        if row.now.state is AnswerState.FIXED:
            self._said(answer)
            return
        lines = (
            f"It is {row.now.state}. No reply together with a change of its lines was seen.",
            "Once it is resolved, nobody is reminded of it.",
        )
        dialog = ConfirmDialog(self.shared, f"Resolve this thread of #{row.number}?", lines)
        self.app.push_screen(dialog, lambda yes: self._said(answer if yes else None))

    def do_agent(self) -> None:
        """The agent whose work it is about."""
        self.dashboard.go("focus", self._row.agent.name if self._row.agent else "")

    def do_next_project(self) -> None:
        """Only the next project's remarks; after the last one all of them."""
        projects = ["", *sorted({row.project for row in audit(self.view)})]
        at = projects.index(self._only) if self._only in projects else 0
        self._only = projects[(at + 1) % len(projects)]
        self.show()

    def do_scroll_down(self) -> None:
        """Scroll the text."""
        self._body.scroll(max(1, self._body.size.height // 2))

    def do_scroll_up(self) -> None:
        """Scroll it back."""
        self._body.scroll(-max(1, self._body.size.height // 2))


def _names(row: AuditRow) -> tuple[str, str]:
    """What a place can name the pull request of a row by."""
    return pull_key(row.project, row.number), row.agent.name if row.agent else ""
