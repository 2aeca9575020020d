"""Removing an agent: what goes, what stays, what would be lost; then its seat alone, or with its worktree."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from fleetui.engine.link import AskRemoval, RemovalPlan
from fleetui.model.commands import RemoveAgent
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import REMOVE
from fleetui.ui.agent.confirm_loss import LosingDialog
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.strips import Span, wrapped
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_LABEL = 10
_WIDTH = 74
_MOST_IGNORED = 6


class RemoveDialog(Dialog, inherit_bindings=False):
    """``x`` takes the seat alone, ``X`` the worktree and a landed branch, too. None works before the facts are read."""

    WHERE = REMOVE
    BINDINGS = bindings(REMOVE)

    def __init__(self, shared: SharedState, name: str) -> None:
        super().__init__(shared)
        self.agent_name = name
        self.plan: RemovalPlan | None = None
        self._facts = FixedRows(shared, id="remove-facts", ground="dialog", fit=True)

    def compose(self) -> ComposeResult:
        """Title, facts, keys."""
        with Vertical(id="remove", classes="dialog"):
            title = [Span(f"Remove {self.agent_name} from the fleet", "on_block bold")]
            yield FixedRows(self.shared, [title], classes="dialog-title", ground="asking_block")
            yield self._facts
            yield Footer(self.shared, REMOVE, Selection, "dialog")

    def on_mount(self) -> None:
        """Read what it would mean."""
        self._facts.say([[], [Span("reading what would go and stay …", "low")], []])
        self.ask(AskRemoval(self.agent_name), self._read, self._unread)

    def _read(self, plan: RemovalPlan) -> None:
        self.plan = plan
        self._facts.say(self._rows(plan))

    def _unread(self, why: str) -> None:
        self._facts.say([[], [Span(f"could not be read: {why}", "stuck")], []])

    def _rows(self, plan: RemovalPlan) -> list[list[Span]]:
        if plan.why_not:
            return [[], *_folded("not now", plan.why_not, "stuck"), []]
        rows = [[], *_folded("x", "its seat and what waits in its queue go; everything else stays", "text")]
        if plan.worktree:
            branch = f" and branch {plan.branch}, which landed," if plan.branch else ""
            rows += _folded("X", f"worktree {plan.worktree}{branch} go, too", "text")
            rows += _folded("kept", f"in a rescue: {plan.kept}", "ok")
        if plan.lost:
            rows += _folded("lost by X", "; ".join(plan.lost), "failed")
        if plan.ignored:
            more = len(plan.ignored) - _MOST_IGNORED
            names = ", ".join(plan.ignored[:_MOST_IGNORED]) + (f" and {more} more" if more > 0 else "")
            rows += _folded("lost by X", f"ignored by git: {names}", "low")
        for line in plan.stays:
            rows += _folded("stays", line, "text")
        return [*rows, []]

    def _ready(self) -> bool:
        if self.plan is None or self.plan.why_not:
            why = self.plan.why_not if self.plan else "still reading what it would mean: a moment"
            self.say(why, bad=True)
            return False
        return True

    def do_seat(self) -> None:
        """Only the seat."""
        if self._ready():
            self._do(RemoveAgent(self.agent_name))

    def do_all(self) -> None:
        """The worktree, too; what a rescue does not hold asks for the name."""
        if not self._ready() or self.plan is None:
            return
        if not self.plan.worktree:
            self.say("; ".join(self.plan.stays) or "it has no worktree of its own", bad=True)
            return
        if not self.plan.lost:
            self._do(RemoveAgent(self.agent_name, worktree=True))
            return

        def typed(name: str | None) -> None:
            if name:
                self._do(RemoveAgent(self.agent_name, worktree=True, lose=name))

        title = f"Remove the worktree of {self.agent_name}"
        lines = ["A rescue does not hold:", *self.plan.lost]
        self.app.push_screen(LosingDialog(self.shared, title, lines, self.agent_name), typed)

    def _do(self, command: RemoveAgent) -> None:
        self.act(command)
        self.dismiss(None)


def _folded(label: str, text: str, ink: str) -> list[list[Span]]:
    lines = wrapped(text, _WIDTH)[:4] or ["-"]
    first = [Span(label.ljust(_LABEL), "dim"), Span(lines[0], ink)]
    return [first, *([Span(" " * _LABEL), Span(line, ink)] for line in lines[1:])]
