"""What of an agent may be copied: one row and one key each."""

from __future__ import annotations

import os
import shlex

from textual.app import ComposeResult
from textual.containers import Vertical

from fleetui.engine.link import AskError, AskLog
from fleetui.model.clean import clean
from fleetui.model.value import value
from fleetui.model.view import AgentView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import COPY
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import RowClicked, Rows, TextRow, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.dialogs.log import LogScreen
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState
from fleetui.ui.terminal.clipboard import copy

_LABEL = 18


@value
class Item:
    """One thing to copy; ``log`` names a stored text where it is one."""

    action: str
    label: str
    text: str
    log: str = ""
    missing: str = ""
    """Why there is nothing to copy."""

    @property
    def brief(self) -> str:
        """What its row shows of it."""
        if self.log:
            return "the last screen of the run that ended"
        lines = self.text.splitlines()
        return f"{len(lines)} lines" if len(lines) > 1 else self.text


class CopyMenu(Dialog, ListScreen, inherit_bindings=False):
    """Where there is no clipboard the text is shown, so that it can be selected."""

    WHERE = COPY
    BINDINGS = bindings(COPY)

    def __init__(self, shared: SharedState, name: str, in_sight: str) -> None:
        super().__init__(shared)
        self.agent_name = name
        self._in_sight = in_sight
        self.rows = Rows(shared, id="copy-rows", ground="dialog")
        self._items: dict[str, Item] = {}

    def compose(self) -> ComposeResult:
        """Title, a row for each, keys."""
        with Vertical(id="copy", classes="dialog"):
            title = [Span(f"Copy from {self.agent_name}", "on_block bold")]
            yield FixedRows(self.shared, [title], classes="dialog-title", ground="merge_block")
            yield self.rows
            yield Footer(self.shared, COPY, Selection, "dialog")

    def on_mount(self) -> None:
        """The first view."""
        self.show()

    def show(self) -> None:
        """What there is of the agent now; leaves when its seat is gone."""
        agent = self.shared.agent(self.agent_name)
        if agent is None:
            self.dismiss(None)
            return
        self._items = {item.action: item for item in self._of(agent)}
        self.rows.styles.height = len(self._items) + 1
        self.rows.show([TextRow(), *(self._row(item) for item in self._items.values())])

    def _of(self, agent: AgentView) -> list[Item]:
        seat, git, ended = agent.seat, agent.git, agent.ended
        attach = self.shared.link.attach_command(agent.name)
        reason = agent.question.words if agent.question else agent.attention.reason if agent.attention else ""
        screen = "\n".join(agent.frame.texts) if agent.frame else ""
        log = ended.screen if ended and not screen else ""
        items = [
            Item("copy.name", "name", seat.name),
            Item("copy.branch", "branch", (git.branch if git else "") or seat.branch, missing="no branch"),
            Item("copy.path", "worktree", seat.worktree, missing="no worktree yet"),
            Item("copy.attach", "attach command", shlex.join(attach or ()), missing="nothing runs"),
            Item("copy.reason", "question or reason", reason, missing="it waits for nothing"),
            Item("copy.screen", "screen as text", screen, log, "nothing was seen"),
        ]
        if ended and ended.resume:
            items.append(Item("copy.resume", "command to go on", ended.resume))
        if self._in_sight:
            items.append(Item("copy.visible", "rows in sight", self._in_sight))
        return items

    def _row(self, item: Item) -> TextRow:
        there = bool(item.text or item.log)
        key = Span(f"  {self.shared.keymap.shown(item.action)}  ", "bright bold" if there else "faint")
        label = Span(item.label.ljust(_LABEL + 2), "text" if there else "faint")
        brief = Span(item.brief if there else item.missing, "dim" if there else "faint")
        return words(key, label, brief, key=item.action)

    def on_row_clicked(self, event: RowClicked) -> None:
        """A click copies, as its key does."""
        self._take(event.key)

    def _take(self, action: str) -> None:
        item = self._items.get(action)
        if item is None or not (item.text or item.log):
            self.say(item.missing if item else "there is nothing of that here", bad=True)
            return
        self.app.run_worker(self._copy(item), group="copy", exclusive=True)

    async def _copy(self, item: Item) -> None:
        try:
            text = clean(await self._text(item))
        except AskError as error:
            self.say(f"not read: {error}", bad=True)
            return
        copied = await copy(self.app, text, os.environ)
        if self.is_current:
            self.dismiss(None)
        if copied.done:
            self.say(f"{item.label}: {copied.said}")
            return
        self.say(copied.said, bad=True)
        why = [[Span(f"{copied.said}. Select it with the mouse, most terminals want shift held.", "low")]]
        title = f"{item.label} of {self.agent_name}"
        self.app.push_screen(LogScreen(self.shared, title[:1].upper() + title[1:], "", why, text))

    async def _text(self, item: Item) -> str:
        if not item.log:
            return item.text
        return await self.shared.link.ask(AskLog(item.log))

    def do_row(self) -> None:
        """The row under the bar."""
        self._take(self.rows.chosen)

    def do_name(self) -> None:
        """Its name."""
        self._take("copy.name")

    def do_branch(self) -> None:
        """Its branch."""
        self._take("copy.branch")

    def do_path(self) -> None:
        """Its folder."""
        self._take("copy.path")

    def do_attach(self) -> None:
        """The attach command."""
        self._take("copy.attach")

    def do_reason(self) -> None:
        """What it asks, or why it waits."""
        self._take("copy.reason")

    def do_resume(self) -> None:
        """The command to go on with."""
        self._take("copy.resume")

    def do_whole_screen(self) -> None:
        """Its screen."""
        self._take("copy.screen")

    def do_visible(self) -> None:
        """The rows in sight."""
        self._take("copy.visible")
