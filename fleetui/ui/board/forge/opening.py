"""Making a pull request of a branch: its text is drafted, written over, and goes out with the operator's login."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from fleetui.engine.link import AskPullDraft
from fleetui.model.clean import clean_line
from fleetui.model.forge.wishes.draft import PullDraft, parted, why_not_text
from fleetui.model.forge.wishes.pull_acts import OpenPull
from fleetui.model.view import BranchRow
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import OPENING
from fleetui.ui.board.forge.pushing import ask_to_push
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.strips import Span, wrapped
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.screen import Dialog, FleetScreenBase, bindings
from fleetui.ui.shell.shared_state import SharedState

_WIDTH, _AROUND = 86, 10
"""Cells of a row, and those beside it."""


def push_or_open(screen: FleetScreenBase, shared: SharedState, row: BranchRow) -> None:
    """Make a pull request of a branch; where it has one, push what that lacks."""
    if row.pull:
        ask_to_push(screen, shared, row)
    else:
        open_pull(screen, shared, row)


def open_pull(screen: FleetScreenBase, shared: SharedState, row: BranchRow) -> None:
    """Draft it, have it written over, and have it made."""

    def have(draft: PullDraft) -> None:
        screen.app.push_screen(OpeningDialog(shared, row, draft), made)

    def made(wish: OpenPull | None) -> None:
        if wish:
            screen.app.run_worker(act(wish), group="act")

    async def act(wish: OpenPull) -> None:
        screen.say(f"pushing {wish.branch} …")
        outcome = await shared.link.act_there(wish)
        screen.say(f"made {outcome.text}" if outcome.ok else outcome.text, bad=not outcome.ok)
        if outcome.ok:
            shared.drafts.pop(_key(row), None)

    screen.say("drafting …")
    screen.ask(AskPullDraft(row.seat), have, lambda why: screen.say(why, bad=True))


class OpeningDialog(Dialog, inherit_bindings=False):
    """Its result is what to make, or ``None``; a text that one leaves is kept."""

    WHERE = OPENING
    BINDINGS = bindings(OPENING)

    def __init__(self, shared: SharedState, row: BranchRow, draft: PullDraft) -> None:
        super().__init__(shared)
        self._row, self._draft = row, draft
        self._as_draft = False
        self._area = TextArea(shared.drafts.get(_key(row), draft.text), id="opening-text", soft_wrap=True)
        self._area.cursor_blink = False
        self._about = FixedRows(shared, id="opening-about", ground="dialog", fit=True)

    def compose(self) -> ComposeResult:
        """What goes where, the text, keys."""
        with Vertical(classes="dialog"):
            yield FixedRows(self.shared, [self._title()], classes="dialog-title", ground="merge_block")
            yield self._about
            yield self._area
            yield Footer(self.shared, OPENING, Selection, "dialog")

    def _title(self) -> list[Span]:
        what = clean_line(self._draft.branch, 60)
        return [Span(f"Pull request of {what} in {self._draft.repository}, with your login", "on_block bold")]

    def _facts(self) -> list[list[Span]]:
        one = self._draft
        branch, base = clean_line(one.branch, 60), clean_line(one.base, 60)
        kind = "As a draft: nobody is asked to review it yet." if self._as_draft else "Ready for review."
        said = [
            (f"{branch} at {one.head[:9]} is pushed there, never by force, to go into {base}.", "text"),
            (kind, "asking" if self._as_draft else "dim"),
            *((clean_line(note, 200), "low") for note in one.notes),
            ("The first line is its title. All who see the repository read this.", "dim"),
        ]
        width = min(_WIDTH, self.app.size.width - _AROUND)
        return [[], *([Span(f" {part}", ink)] for text, ink in said for part in wrapped(text, width))]

    def on_mount(self) -> None:
        """Begin at the title."""
        self._about.say(self._facts())
        self._area.focus()

    def do_draft(self) -> None:
        """As a draft, or ready for review."""
        self._as_draft = not self._as_draft
        self._about.say(self._facts())
        self.repaint_all()

    def do_open(self) -> None:
        """Make it."""
        text = self._area.text
        if why := why_not_text(*parted(text)):
            self.say(why, bad=True)
            return
        self.shared.drafts[_key(self._row)] = text  # until the forge has it
        one = self._draft
        self.dismiss(
            OpenPull(self._row.project, self._row.seat, one.branch, one.head, text, draft=self._as_draft)
        )

    def do_outside(self) -> None:
        """Go on with it in the operator's own editor."""
        self.edit_outside(self._area)

    def do_back(self) -> None:
        """Leave; a text that was written over is kept and offered again."""
        if self._area.text.strip() and self._area.text != self._draft.text:
            self.shared.drafts[_key(self._row)] = self._area.text
        else:
            self.shared.drafts.pop(_key(self._row), None)
        self.dismiss(None)


def _key(row: BranchRow) -> str:
    return f"pull request {row.project} {row.branch}"
