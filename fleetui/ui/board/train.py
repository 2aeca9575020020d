"""A train that is made ready: its members in their order, what their gates say, and what drops out."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Vertical

from fleetui.model.train import Proposal
from fleetui.model.view import BranchRow, FleetView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import TRAIN
from fleetui.ui.board.landing import LandingDialog
from fleetui.ui.board.train_rows import progress, train_title
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.strips import Span, wrapped
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_HOW = (
    "Each is built on the one before it, and its gates run on exactly that commit. One that is red or in conflict "
    "drops out, and those behind it are built anew."
)
_HOW_BACK = (
    "A candidate that takes back what it brought, and nothing that came later. Its gates run on that commit."
)
_WIDEST = 104


class TrainDialog(Dialog, inherit_bindings=False):
    """Asks for the train and shows how far it is; closing it ends that, and the gate that runs for it."""

    WHERE = TRAIN
    BINDINGS = bindings(TRAIN)

    def __init__(self, shared: SharedState, wanted: Proposal) -> None:
        super().__init__(shared)
        self.wanted = wanted
        self._heading = FixedRows(shared, classes="dialog-title", ground="merge_block")
        self._members = FixedRows(shared, ground="dialog", fit=True)

    def compose(self) -> ComposeResult:
        """Title, members, what happens, keys."""
        how = wrapped(
            _HOW_BACK if self.wanted.reverts else _HOW, max(20, min(_WIDEST, self.app.size.width - 8))
        )
        with Vertical(id="train", classes="dialog"):
            yield self._heading
            yield self._members
            yield FixedRows(
                self.shared, [*([Span(line, "dim")] for line in how), []], ground="dialog", fit=True
            )
            yield Footer(self.shared, TRAIN, Selection, "dialog")

    def on_mount(self) -> None:
        """Have it made ready."""
        self.show()
        self.run_worker(self._prepare(), group="prepare")

    async def _prepare(self) -> None:
        outcome = await self.shared.link.prepare(self.wanted)
        if not outcome.ok:
            self.say(outcome.text, bad=True)
            self.dismiss(None)

    def show(self) -> None:
        """The newest of it."""
        train = self.view.train
        title = train_title(train, len(self.wanted.seats)) if train else "Its candidates are built"
        self._heading.say([[Span(f"{self.shared.sign('merge')} {title}", "on_block bold")]])
        rows = progress(self.shared, train, self.app.size.width) if train else []
        self._members.say([[], *rows, []])
        self.repaint_all()

    def do_reorder(self) -> None:
        """Make it ready anew in the order that breaks less."""
        train = self.view.train
        if train is None or train.better is None:
            return
        self.wanted = replace(self.wanted, seats=train.better.seats)
        self.run_worker(self._prepare(), group="prepare")

    def do_go(self) -> None:
        """The facts of exactly this train."""
        if train := self.view.train:
            self.app.push_screen(LandingDialog(self.shared, train.rows, _rows), self._released)

    def _released(self, approved: bool | None) -> None:
        if approved:
            self.do_back()

    def do_back(self) -> None:
        """Nothing of it stays."""
        self.app.run_worker(self.shared.link.prepare(None), group="prepare")
        self.dismiss(None)


def _rows(view: FleetView) -> tuple[BranchRow, ...]:
    return view.train.rows if view.train else ()
