"""The last row: what the keys do here. Bold key, faint word; a key that cannot act now is faint as a whole."""

from __future__ import annotations

from collections.abc import Callable

from textual.strip import Strip

from fleetui.ui.actions.table import FLEET, Action, actions_on
from fleetui.ui.actions.why_not import Selection
from fleetui.ui.draw.clickable import DO, Clickable
from fleetui.ui.draw.strips import Span, row, width_of
from fleetui.ui.shell.shared_state import SharedState

_ALWAYS_LAST = frozenset({"app.help", "app.command", "view.filter", "app.back", "app.leave"})


class Footer(Clickable):
    """The hints of one screen, from the action table."""

    shared: SharedState

    def __init__(
        self,
        shared: SharedState,
        where: str,
        chosen: Callable[[], Selection],
        ground: str = "bg",
        without: frozenset[str] = frozenset(),
    ) -> None:
        """``without`` names actions that mean nothing on this screen now."""
        super().__init__(shared, classes="footer")
        self._without = without
        self.where = where
        self._chosen = chosen
        self._ground = ground

    def paint(self, width: int, height: int) -> list[Strip]:
        """Where not all fits, what can act now and is used most stays; help has the rest."""
        chosen = self._chosen()
        actions = [
            action
            for action in actions_on(self.where)
            if self.where in action.footer
            and action.id not in self._without
            and self._belongs(action, chosen)
        ]
        actions.sort(key=lambda action: action.id in _ALWAYS_LAST)
        self.spans = self._fitting(actions, chosen, width - 2)
        return [row(self.shared.ink, width, self.spans, ground=self._ground)]

    def _belongs(self, action: Action, chosen: Selection) -> bool:
        """False for a key that waits for what is not there at all: found agents, or any agent."""
        if action.id != "fleet.found" and (self.where != FLEET or self.shared.view.agents):
            return True
        return action.why_not(self.shared.view, chosen) is None

    def _fitting(self, actions: list[Action], chosen: Selection, room: int) -> list[Span]:
        shown = list(actions)
        wordless: frozenset[str] = frozenset()
        while True:
            spans = [
                span for action in shown for span in self._hint(action, chosen, action.id not in wordless)
            ]
            if spans:
                spans[-1] = spans[-1]._replace(text=spans[-1].text.rstrip())
            if width_of(spans) <= room or not shown:
                return spans
            if not wordless:
                wordless = _ALWAYS_LAST
                continue
            most = [action for action in shown if action.id not in _ALWAYS_LAST] or shown
            idle = [action for action in most if not self._can(action, chosen)]
            shown.remove((idle or most)[-1])

    def _can(self, action: Action, chosen: Selection) -> bool:
        return not self.shared.limits.why_not(action.id) and action.why_not(self.shared.view, chosen) is None

    def _hint(self, action: Action, chosen: Selection, word: bool) -> list[Span]:
        can = self._can(action, chosen)
        act = f"{DO} {action.id}"
        key = Span(self.shared.keymap.shown(action.id), "bright bold" if can else "faint", act=act)
        label = f" {action.label}   " if word else "   "
        return [key, Span(label, "dim" if can else "faint", act=act)]
