"""The keys, from the one table, found while one types; with what the signs mean."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key, Paste

from fleetui.ui.actions.search import keys_shown, search
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import FLEET, HELP, WHERE_WORDS, Action, actions_on
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import BLANK, Rows, TextRow, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.dialogs.choice import ChoiceDialog
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.dialogs.log import LogScreen
from fleetui.ui.shell.manual import page, topics
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_GROUPS = {
    "nav": "move", "mark": "move", "tab": "move", "agent": "agent", "queue": "queue", "board": "merge board",
    "found": "found agents", "restart": "restart", "landing": "landing", "change": "merge board", "editor": "editor",
    "new": "new agent",
    "view": "view", "mode": "view", "slot": "view", "sort": "view", "views": "view", "naming": "view",
    "search": "search", "happened": "did it happen", "documents": "plans", "document": "plans",
    "filter": "view", "copy": "copy",
    "fleet": "fleet", "app": "always",
}  # fmt: skip
_SIGNS = (
    ("asking", "NEEDS YOU", "asking"), ("stuck", "STUCK", "stuck"), ("failed", "FAILED", "failed"),
    ("merge", "TO MERGE", "merge"), ("red", "gate red", "failed"), ("held", "held, not confirmed", "queue"),
    ("undone", "reported, and not in the files", "low"),
    ("working", "working", "ok"), ("idle", "idle", "dim"), ("starting", "starting", "dim"),
    ("paused", "paused", "dim"), ("limited", "limited", "low"), ("exited", "exited", "dim"),
    ("failing", "same failure again", "low"),
    ("touched", "changed what its task says not to touch", "low"), ("unknown", "unknown: not told apart", "low"),
)  # fmt: skip
"""States, most urgent first."""
_MARKS = (
    ("queue", "follow-ups that wait for it", "queue"), ("unread", "something happened since you looked", "bright bold"),
    ("mark", "marked: the next key is for all marked ones", "merge"), ("known", "acknowledged", "dim"),
    ("snoozed", "snoozed", "dim"), ("muted", "muted", "dim"),
    ("untested", "its version was never captured: it may be read wrongly", "low"),
    ("changed", "files changed and not committed", "low"),
    ("behind", "its branch has work and lacks commits of its base", "dim"),
    ("pass", "gate: passed on exactly this candidate", "ok"), ("fail", "gate: failed", "failed"),
    ("error", "gate: could not be run", "failed"), ("outdated", "gate: ran on something older", "low"),
    ("moved", "60→58%: context left, earlier and now", "context"), ("folded", "folded project", "dim"),
)  # fmt: skip
"""What stands beside them."""


class HelpScreen(Dialog, ListScreen, inherit_bindings=False):
    """Letters are looked for at once, on every screen; ``esc`` takes them back, then closes."""

    WHERE = HELP
    BINDINGS = bindings(HELP)

    def __init__(self, shared: SharedState, where: str) -> None:
        super().__init__(shared)
        self._about = where
        self.query_text = ""
        self._search = FixedRows(shared, id="help-search", ground="dialog")
        self.rows = Rows(shared, id="help-rows", ground="dialog")

    def compose(self) -> ComposeResult:
        """Title, what is looked for, keys, way out."""
        with Vertical(id="help", classes="dialog"):
            title = [Span(f"Keys: {WHERE_WORDS[self._about]}", "on_block bold")]
            yield FixedRows(self.shared, [title], classes="dialog-title", ground="merge_block")
            yield self._search
            yield self.rows
            yield Footer(self.shared, HELP, Selection, "dialog")

    def on_mount(self) -> None:
        """Fill it."""
        self.look_for("")

    def show(self) -> None:
        """Keys do not change while one reads."""

    def look_for(self, query: str) -> None:
        """Show what is found, from its start."""
        self.query_text = query
        self._search.say([[], self._typed()])
        self.rows.top = 0
        self.rows.show(self._found() if query.strip() else [BLANK, *self._keys(), *self._elsewhere()])

    def _typed(self) -> list[Span]:
        if not self.query_text:
            return [Span("type to search all keys and signs", "dim")]
        return [Span("search ", "dim"), Span(self.query_text, "bright bold"), Span(" ", "text", "text")]

    def on_key(self, event: Key) -> None:
        """What can be printed is looked for; the key that opened this closes it while nothing is."""
        if not self.query_text and event.key in self.shared.keymap.keys_of("app.help"):
            event.stop()
            self.dismiss(None)
        elif event.is_printable and event.character:
            event.stop()
            self.look_for(self.query_text + event.character)

    def on_paste(self, event: Paste) -> None:
        """A pasted word, too."""
        event.stop()
        self.look_for(self.query_text + " ".join(event.text.split())[:80])

    def do_erase(self) -> None:
        """One letter back."""
        self.look_for(self.query_text[:-1])

    def do_back(self) -> None:
        """What was typed first, then this screen."""
        if self.query_text:
            self.look_for("")
        else:
            self.dismiss(None)

    def do_close(self) -> None:
        """The key that opened it closes it."""
        self.dismiss(None)

    def do_manual(self) -> None:
        """The longer texts, by topic."""
        known = topics()
        names, wide = list(known), max(map(len, known))
        lines = [f"{name:<{wide}}  {about}" for name, about in known.items()]

        def read(place: int | None) -> None:
            if place is not None:
                self._read(names[place])

        self.app.push_screen(ChoiceDialog(self.shared, "Manual", lines), read)

    def _read(self, topic: str) -> None:
        text = page(topic, self.app.size.width - 2)
        self.app.push_screen(LogScreen(self.shared, f"Manual: {topic}", "", text=text))

    def _found(self) -> list[TextRow]:
        rows: list[TextRow] = [BLANK]
        for section in search(self.shared.keymap, self._about, self.query_text):
            rows += [words(Span(section.heading, "dim bold")), *map(self._key, section.actions), BLANK]
        wanted = self.query_text.lower().split()
        signs = [
            sign for sign in (*_SIGNS, *_MARKS) if all(word in f"signs {sign[1]}".lower() for word in wanted)
        ]
        if signs:
            rows += [words(Span("signs", "dim bold")), *map(self._sign, signs)]
        if len(rows) == 1:
            command = self.shared.keymap.shown("app.command")
            rows.append(words(Span(f"no key does that; {command} finds agents and themes, too", "low")))
        return rows

    def _keys(self) -> list[TextRow]:
        groups: dict[str, list[TextRow]] = {}
        for action in actions_on(self._about):
            group = _GROUPS.get(action.id.split(".")[0], "always")
            groups.setdefault(group, []).append(self._key(action))
        rows: list[TextRow] = []
        own = "" if self._about == FLEET else WHERE_WORDS[self._about]
        for group, found in sorted(groups.items(), key=lambda one: bool(own) and one[0] != own):
            rows += [words(Span(group, "dim bold")), *found, BLANK]
        return rows + self._signs()

    def _elsewhere(self) -> list[TextRow]:
        rows: list[TextRow] = []
        for section in search(self.shared.keymap, self._about, "")[1:]:
            head = words(Span("on another screen: ", "dim"), Span(section.heading, "dim bold"))
            rows += [BLANK, head, *map(self._key, section.actions)]
        return rows

    def _key(self, action: Action) -> TextRow:
        keys = " ".join(keys_shown(self.shared.keymap, action))
        left = (Span(f"  {keys:<16.16} ", "bright bold"), Span(action.help, "text"))
        return TextRow(left, (Span("your key", "merge"),) if action.id in self.shared.keymap.own else ())

    def _signs(self) -> list[TextRow]:
        if self._about != FLEET:
            return []
        states, marks = map(self._sign, _SIGNS), map(self._sign, _MARKS)
        head = words(Span("signs, most urgent first", "dim bold"))
        return [head, *states, BLANK, words(Span("beside them", "dim bold")), *marks]

    def _sign(self, sign: tuple[str, str, str]) -> TextRow:
        key, word, ink = sign
        return words(Span(f"  {self.shared.sign(key):<3}", ink), Span(word, "text"))
