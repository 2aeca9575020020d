"""The row below the header: what is filtered, ordered and marked. Blank while the fleet is shown as usual."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from fleetui.model.view import AgentView
from fleetui.ui.arranging import Arrangement
from fleetui.ui.desk import Desk
from fleetui.ui.filtering import complaint
from fleetui.ui.strips import Span, row
from fleetui.ui.widgets.painted import Painted


class ArrangementLine(Painted):
    """Says what hides agents, above all that somebody hidden needs the operator."""

    def __init__(self, desk: Desk, arrangement: Arrangement) -> None:
        super().__init__(desk, id="arrangement")
        self._arrangement = arrangement
        self._body = ""
        self._shown = 0
        self._marked = 0

    def show(self, body: str, agents: Sequence[AgentView], marked: int) -> None:
        """These agents are left of the fleet."""
        self._body, self._shown, self._marked = body, len(agents), marked
        arranged = self._arrangement
        self.keep_up(body, len(agents), marked, arranged.filter, arranged.sort(body), arranged.name(body))

    def paint(self, width: int, height: int) -> list[Strip]:
        """One row."""
        arranged, ink = self._arrangement, self.desk.ink
        left = (
            [*self._saved(), *self._filter(), *self._sort(), *self._marks()] if self.desk.view.agents else []
        )
        if not left:
            return [ink.blank(width, "bg")]
        clears = bool(arranged.filter or self._marked)
        return [row(ink, width, left, self.desk.hint("app.clear" if clears else "view.sort", "dim"), "line")]

    def _saved(self) -> list[Span]:
        name = self._arrangement.name(self._body)
        return [Span(name, "merge bold"), Span("   ")] if name else []

    def _filter(self) -> list[Span]:
        text = self._arrangement.filter
        if not text:
            return []
        everyone = self.desk.view.agents
        hidden = self._arrangement.hidden_loud(self.desk.view)
        needs = "needs" if hidden == 1 else "need"
        sign = self.desk.sign("asking")
        loud = [Span(f" {sign} {hidden} hidden {needs} you ", "on_block bold", "asking_block"), Span("   ")]
        wrong = complaint(text, everyone)
        return [
            *(loud if hidden else []),
            Span("filter ", "dim"),
            Span(text, "bright bold"),
            Span(f"   {self._shown} of {len(everyone)}   ", "text"),
            *([Span(f"{wrong}   ", "low")] if wrong else []),
        ]

    def _sort(self) -> list[Span]:
        if self._arrangement.is_usual(self._body):
            return []
        return [Span("by ", "dim"), Span(f"{self._arrangement.sort(self._body)}   ", "bright bold")]

    def _marks(self) -> list[Span]:
        return [Span(f"{self.desk.sign('mark')} {self._marked} marked", "merge bold")] if self._marked else []
