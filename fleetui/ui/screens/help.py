"""The keys of a screen, from the one table, with what the signs mean."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from fleetui.ui.desk import Desk
from fleetui.ui.keys import FLEET, HELP, WHERE_WORDS, Action, actions_on, shown
from fleetui.ui.screens.base import Dialog, bindings
from fleetui.ui.screens.lists import ListScreen
from fleetui.ui.strips import Span
from fleetui.ui.whynot import Selection
from fleetui.ui.widgets.footer import Footer
from fleetui.ui.widgets.rows import BLANK, Rows, TextRow, words
from fleetui.ui.widgets.words import Words

_GROUPS = {
    "nav": "move", "mark": "move", "tab": "move", "agent": "agent", "queue": "queue", "board": "merge board",
    "found": "found agents", "restart": "restart", "landing": "landing", "editor": "editor", "new": "new agent",
    "view": "view", "mode": "view", "slot": "view", "sort": "view", "views": "view", "naming": "view",
    "filter": "view", "fleet": "fleet", "app": "always",
}  # fmt: skip
_SIGNS = (
    ("asking", "NEEDS YOU", "asking"), ("stuck", "STUCK", "stuck"), ("failed", "FAILED", "failed"),
    ("merge", "TO MERGE", "merge"), ("red", "gate red", "failed"), ("held", "held, not confirmed", "queue"),
    ("working", "working", "ok"), ("idle", "idle", "dim"), ("starting", "starting", "dim"),
    ("paused", "paused", "dim"), ("limited", "limited", "low"), ("exited", "exited", "dim"),
    ("unknown", "unknown: not told apart", "low"),
)  # fmt: skip


class HelpScreen(Dialog, ListScreen, inherit_bindings=False):
    """Scrolls; ``esc`` closes."""

    WHERE = HELP
    BINDINGS = bindings(HELP)

    def __init__(self, desk: Desk, where: str) -> None:
        super().__init__(desk)
        self._about = where
        self.rows = Rows(desk, id="help-rows", ground="dialog")

    def compose(self) -> ComposeResult:
        """Title, keys, way out."""
        with Vertical(id="help", classes="dialog"):
            title = [Span(f"Keys: {WHERE_WORDS[self._about]}", "on_block bold")]
            yield Words(self.desk, [title], classes="dialog-title", ground="merge_block")
            yield self.rows
            yield Footer(self.desk, HELP, Selection, "dialog")

    def on_mount(self) -> None:
        """Fill it."""
        self.rows.show([BLANK, *self._keys(), *self._signs()])

    def show(self) -> None:
        """Keys do not change while one reads."""

    def _keys(self) -> list[TextRow]:
        groups: dict[str, list[TextRow]] = {}
        for action in actions_on(self._about):
            group = _GROUPS.get(action.id.split(".")[0], "always")
            groups.setdefault(group, []).append(self._key(action))
        rows: list[TextRow] = []
        for group, found in groups.items():
            rows += [words(Span(group, "dim bold")), *found, BLANK]
        return rows

    def _key(self, action: Action) -> TextRow:
        keys = " ".join(shown(key) for key in self.desk.keymap.keys_of(action.id))
        own = "   yours" if action.id in self.desk.keymap.own else ""
        return words(
            Span(f"  {keys:<16.16} ", "bright bold"), Span(f"{action.help}", "text"), Span(own, "merge")
        )

    def _signs(self) -> list[TextRow]:
        if self._about != FLEET:
            return []
        signs = [
            words(Span(f"  {self.desk.sign(key):<3}", ink), Span(word, "text")) for key, word, ink in _SIGNS
        ]
        return [words(Span("signs, most urgent first", "dim bold")), *signs]
