"""The row below the header: what is filtered, ordered and marked. Blank while the fleet is shown as usual."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.strip import Strip

from fleetui.model.view import AgentView
from fleetui.ui.draw.labels.counts import counts_of
from fleetui.ui.draw.painted import Painted
from fleetui.ui.draw.strips import Span, row
from fleetui.ui.fleet.arrange.arrangement import Arrangement
from fleetui.ui.fleet.arrange.filter import complaint
from fleetui.ui.shell.shared_state import SharedState

_WORDS_FROM = 100
"""Columns from which nothing has to be left out."""


class ArrangementLine(Painted):
    """Says what hides agents, above all that somebody hidden needs the operator."""

    shared: SharedState

    def __init__(self, shared: SharedState, arrangement: Arrangement) -> None:
        super().__init__(shared, id="arrangement")
        self._arrangement = arrangement
        self._body = ""
        self._shown = 0
        self._marked = 0
        self._named = ""

    def show(self, body: str, agents: Sequence[AgentView], marked: int, named: str) -> None:
        """These agents are left of the fleet; ``named`` is the saved view that shows just this."""
        self._body, self._shown, self._marked, self._named = body, len(agents), marked, named
        arranged = self._arrangement
        self.keep_up(body, len(agents), marked, named, arranged.filter, arranged.sort(body))

    def paint(self, width: int, height: int) -> list[Strip]:
        """One row."""
        ink = self.shared.ink
        parts = [*self._saved(), *self._filter(width < _WORDS_FROM), *self._sort(), *self._marks()]
        if not parts or not self.shared.view.agents:
            return [ink.blank(width, "bg")]
        gap = Span("  " if width < _WORDS_FROM else "   ")
        left = [span for part in parts for span in (*part, gap)][:-1]
        clears = bool(self._arrangement.filter or self._marked)
        return [
            row(ink, width, left, self.shared.hint("app.clear" if clears else "view.sort", "dim"), "line")
        ]

    def _saved(self) -> Iterator[list[Span]]:
        if self._named:
            yield [Span(self._named, "merge bold")]

    def _filter(self, narrow: bool) -> Iterator[list[Span]]:
        text = self._arrangement.filter
        if not text:
            return
        everyone = self.shared.view.agents
        if hidden := self._arrangement.hidden_loud(self.shared.view):
            yield self._hidden(hidden)
        yield [Span("" if narrow else "filter ", "dim"), Span(text, "bright bold")]
        yield [Span(f"{self._shown} of {len(everyone)}", "text")]
        wrong = complaint(text, everyone)
        if wrong:
            yield [Span(wrong, "low")]

    def _hidden(self, agents: Sequence[AgentView]) -> list[Span]:
        """With the signs that the header counts them by, in the colour of the most urgent."""
        found = counts_of(agents)
        signs = "".join(self.shared.sign(count.key) for count in found)
        verb = "needs" if len(agents) == 1 else "need"
        return [Span(f" {signs} {len(agents)} hidden {verb} you ", "on_block bold", f"{found[0].key}_block")]

    def _sort(self) -> Iterator[list[Span]]:
        if not self._arrangement.is_usual(self._body):
            yield [Span("by ", "dim"), Span(self._arrangement.sort(self._body), "bright bold")]

    def _marks(self) -> Iterator[list[Span]]:
        if self._marked:
            yield [Span(f"{self.shared.sign('mark')} {self._marked} marked", "merge bold")]
