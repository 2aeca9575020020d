"""Writing a reply in a pull request: it goes out with the operator's own login, once."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from fleetui.model.clean import clean_line
from fleetui.model.commands import RemarkAnswer
from fleetui.model.forge.audit import AuditRow
from fleetui.model.forge.remarks import RemarkKind
from fleetui.ui.actions.table import REPLY
from fleetui.ui.actions.why_not import Selection
from fleetui.ui.audit.remark_rows import folded
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_QUOTED = 4
_WIDTH = 86


class ReplyDialog(Dialog, inherit_bindings=False):
    """Its result is what to say, or ``None``; a text that one leaves is kept."""

    WHERE = REPLY
    BINDINGS = bindings(REPLY)

    def __init__(self, shared: SharedState, row: AuditRow) -> None:
        super().__init__(shared)
        self._row = row
        self._key = f"reply {row.key}"
        self._area = TextArea(shared.drafts.get(self._key, ""), id="reply-text", soft_wrap=True)
        self._area.cursor_blink = False

    def compose(self) -> ComposeResult:
        """To whom, what was said, the text, keys."""
        with Vertical(classes="dialog"):
            yield FixedRows(self.shared, [self._title()], classes="dialog-title", ground="merge_block")
            yield FixedRows(self.shared, self._about(), id="reply-about", ground="dialog", fit=True)
            yield self._area
            yield Footer(self.shared, REPLY, Selection, "dialog")

    def _title(self) -> list[Span]:
        one = self._row.now.remark
        who = clean_line(one.author, 40) or "nobody"
        return [Span(f"Reply to {who} on #{self._row.number}, with your login", "on_block bold")]

    def _about(self) -> list[list[Span]]:
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

    def on_mount(self) -> None:
        """Begin at the end of what is there."""
        self._area.focus()
        self._area.move_cursor(self._area.document.end)

    def do_reply(self) -> None:
        """Say it."""
        text = self._area.text.strip()
        if not text:
            self.say("nothing is written yet", bad=True)
            return
        self.shared.drafts[self._key] = self._area.text  # until the forge has it
        self.dismiss(RemarkAnswer(self._row.project, self._row.number, self._row.now.remark.id, text))

    def do_outside(self) -> None:
        """Go on with it in the operator's own editor."""
        self.edit_outside(self._area)

    def do_back(self) -> None:
        """Leave; the text is kept and offered again."""
        if self._area.text.strip():
            self.shared.drafts[self._key] = self._area.text
        else:
            self.shared.drafts.pop(self._key, None)
        self.dismiss(None)
