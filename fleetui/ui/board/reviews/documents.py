"""The plans and documents of one agent under review: what was found in each, and what can be done about it."""

from __future__ import annotations

from textual.app import ComposeResult

from fleetui.model.commands import CloseReview, StartReview, TellFindings
from fleetui.model.review.marks import ReviewMark
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import DOCUMENTS
from fleetui.ui.board.reviews.document_menu import DocumentMenu
from fleetui.ui.board.reviews.marks import document_rows
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import BLANK, AnyRow, Rows, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState


class DocumentsScreen(ListScreen, inherit_bindings=False):
    """Follows the agent while it is open; the bar goes from document to document."""

    WHERE = DOCUMENTS
    BINDINGS = bindings(DOCUMENTS)

    def __init__(self, shared: SharedState, name: str) -> None:
        super().__init__(shared)
        self.agent_name = name
        self.rows = Rows(shared, id="documents-rows", ground="tile")

    def compose(self) -> ComposeResult:
        """Whose they are, each with what was found, keys."""
        yield Header(self.shared, id="header")
        title = [Span("Plans and documents under review: ", "dim"), Span(self.agent_name, "bright bold")]
        yield FixedRows(self.shared, [title], id="documents-title")
        yield self.rows
        yield Footer(self.shared, DOCUMENTS, lambda: self.chosen)

    @property
    def chosen(self) -> Selection:
        """The agent, and the document under the bar."""
        return Selection(agent=self.shared.agent(self.agent_name), document=self._document)

    @property
    def _documents(self) -> tuple[ReviewMark, ...]:
        agent = self.shared.agent(self.agent_name)
        return agent.documents if agent else ()

    @property
    def _document(self) -> ReviewMark | None:
        under = (one for one in self._documents if one.document == self.rows.chosen)
        return next(under, next(iter(self._documents), None))

    def on_mount(self) -> None:
        """What is known; without any, which file."""
        self.show()
        if not self._documents:
            self.do_add()

    def on_resize(self) -> None:
        """Texts fold elsewhere."""
        self.show()

    def show(self) -> None:
        """The newest."""
        rows: list[AnyRow] = []
        for one in self._documents:
            rows += [*([BLANK] if rows else []), *document_rows(self.shared, one, self.app.size.width)]
        none = [words(Span("no plan or document of it is reviewed", "dim"))]
        self.rows.show(rows or none)
        self.repaint_all()

    def do_add(self) -> None:
        """Choose a file of its worktree, and have it reviewed."""

        def picked(path: str | None) -> None:
            if path:
                self.act(StartReview(self.agent_name, path))

        self.app.push_screen(DocumentMenu(self.shared, self.agent_name), picked)

    def do_review(self) -> None:
        """What became of it since."""
        if one := self._document:
            self.act(StartReview(self.agent_name, one.document))

    def do_tell(self) -> None:
        """What was found goes to its author, before what waits in its queue."""
        if one := self._document:
            self.act(TellFindings(self.agent_name, one.document))

    def do_close_review(self) -> None:
        """Give its review up: the queue goes on."""
        if one := self._document:
            self.act(CloseReview(self.agent_name, one.document))
