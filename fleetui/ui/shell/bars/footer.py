"""The last row: what the keys can do here now. Bold key, faint word; help has those that cannot act now."""

from __future__ import annotations

from collections.abc import Callable

from textual.strip import Strip

from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import Action, actions_on
from fleetui.ui.draw.clickable import DO, Clickable
from fleetui.ui.draw.labels.reasons import ANSWERS
from fleetui.ui.draw.strips import Span, row, width_of
from fleetui.ui.shell.shared_state import SharedState

_ALWAYS_LAST = frozenset({"app.help", "app.command", "view.filter", "app.back", "app.leave"})
_KNOWN_BY_SIGN = frozenset({"app.command", "view.filter"})
"""They are the same in many programs: where not all fits, their keys do without a word."""


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
        """Where not all fits, what the agent waits for and what is used most stays; help has the rest."""
        chosen = self._chosen()
        actions = [
            action
            for action in actions_on(self.where)
            if self.where in action.footer and action.id not in self._without and self._can(action, chosen)
        ]
        actions.sort(key=lambda action: action.id in _ALWAYS_LAST)
        self.spans = self._fitting(actions, chosen, width - 2)
        return [row(self.shared.ink, width, self.spans, ground=self._ground)]

    def _fitting(self, actions: list[Action], chosen: Selection, room: int) -> list[Span]:
        shown = list(actions)
        wordless: frozenset[str] = frozenset()
        while True:
            spans = [span for action in shown for span in self._hint(action, action.id not in wordless)]
            if spans:
                spans[-1] = spans[-1]._replace(text=spans[-1].text.rstrip())
            if width_of(spans) <= room or not shown:
                return spans
            if not wordless:
                wordless = _KNOWN_BY_SIGN
                continue
            stays = {*_ALWAYS_LAST, _wanted(chosen)}
            shown.remove(([action for action in shown if action.id not in stays] or shown)[-1])

    def _can(self, action: Action, chosen: Selection) -> bool:
        return not self.shared.limits.why_not(action.id) and action.why_not(self.shared.view, chosen) is None

    def _hint(self, action: Action, word: bool) -> list[Span]:
        act = f"{DO} {action.id}"
        key = Span(self.shared.keymap.shown(action.id), "bright bold", act=act)
        return [key, Span(f" {action.label}   " if word else "   ", "dim", act=act)]


def _wanted(chosen: Selection) -> str:
    """The action that answers what the chosen agent waits for, if any."""
    attention = chosen.agent.attention if chosen.agent else None
    return ANSWERS[attention.want] if attention else ""
