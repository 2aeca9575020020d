"""Writing a reply in a pull request: it goes out with the operator's own login, once."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from fleetui.model.clean import clean_line
from fleetui.model.commands import RemarkAnswer
from fleetui.model.forge.audit import AuditRow
from fleetui.model.forge.remarks import RemarkKind
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import REPLY
from fleetui.ui.audit.remark_rows import folded
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_QUOTED = 4
_WIDTH = 86


class WordsDialog(Dialog, inherit_bindings=False):
    """What is said in a pull request. Its result is what to say, or ``None``; a text that one leaves is kept."""

    WHERE = REPLY
    BINDINGS = bindings(REPLY)

    def __init__(self, shared: SharedState, key: str, begin: str = "") -> None:
        """``key``: what the text is kept under; ``begin``: what stands there at first."""
        super().__init__(shared)
        self._key = key
        self._begin = begin
        self._area = TextArea(shared.drafts.get(key, begin), id="reply-text", soft_wrap=True)
        self._area.cursor_blink = False

    def heading(self) -> list[Span]:
        """To whom."""
        raise NotImplementedError

    def about(self) -> list[list[Span]]:
        """What it is about, and where it will stand."""
        raise NotImplementedError

    def answer(self, text: str) -> RemarkAnswer:
        """What is to be said."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """To whom, what was said, the text, keys."""
        with Vertical(classes="dialog"):
            yield FixedRows(self.shared, [self.heading()], classes="dialog-title", ground="merge_block")
            yield FixedRows(self.shared, self.about(), id="reply-about", ground="dialog", fit=True)
            yield self._area
            yield Footer(self.shared, REPLY, Selection, "dialog")

    def on_mount(self) -> None:
        """Begin at the end of what is there."""
        self._area.focus()
        self._area.move_cursor(self._area.document.end)

    @property
    def _written(self) -> str:
        """What somebody wrote there."""
        text = self._area.text.strip()
        return "" if text == self._begin.strip() else text

    def do_reply(self) -> None:
        """Say it."""
        if not self._written:
            self.say("nothing is written yet", bad=True)
            return
        self.shared.drafts[self._key] = self._area.text  # until the forge has it
        self.dismiss(self.answer(self._written))

    def do_outside(self) -> None:
        """Go on with it in the operator's own editor."""
        self.edit_outside(self._area)

    def do_back(self) -> None:
        """Leave; the text is kept and offered again."""
        if self._written:
            self.shared.drafts[self._key] = self._area.text
        else:
            self.shared.drafts.pop(self._key, None)
        self.dismiss(None)


class ReplyDialog(WordsDialog):
    """A reply to a remark."""

    def __init__(self, shared: SharedState, row: AuditRow) -> None:
        self._row = row
        super().__init__(shared, f"reply {row.key}")

    def heading(self) -> list[Span]:
        """To whom."""
        one = self._row.now.remark
        who = clean_line(one.author, 40) or "nobody"
        return [Span(f"Reply to {who} on #{self._row.number}, with your login", "on_block bold")]

    def about(self) -> list[list[Span]]:
        """What was said, and where the reply will stand."""
        one = self._row.now.remark
        lines = folded(one.text, _WIDTH)
        more = ["…"] if len(lines) > _QUOTED else []
        below = one.kind is not RemarkKind.THREAD
        where = "below the pull request, with the address of what it answers" if below else "in its thread"
        return [
            [],
            *([Span(f" {line}", "dim")] for line in [*lines[:_QUOTED], *more]),
            [],
            [Span(f" It stands {where}, for everybody who sees that.", "text")],
        ]

    def answer(self, text: str) -> RemarkAnswer:
        """What is to be said."""
        return RemarkAnswer(self._row.project, self._row.number, self._row.now.remark.id, text)
