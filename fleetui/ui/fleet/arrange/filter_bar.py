"""The filter, written at the bottom of the fleet, which follows every letter."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from fleetui.ui.actions.table import FILTER
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.strips import Span
from fleetui.ui.fleet.arrange.filter import complaint, completions, matches
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_OFFERED = 6
_LANGUAGE = "words   state:loud   project:   role:   profile:   queue:>0   context:<20   !not"
_BRIEFLY = "state:  project:  role:  queue:>0  !not"
_WORDS_FROM = 120
"""Columns from which all of the language is shown."""


class FilterLine(Dialog):
    """Its result is the text, or ``None`` when the operator left; ``seen`` gets every text on the way."""

    WHERE = FILTER
    BINDINGS = bindings(FILTER)

    def __init__(self, shared: SharedState, text: str, seen: Callable[[str], None]) -> None:
        super().__init__(shared)
        self._before = text
        self._seen = seen
        self._offered: list[str] = []
        """What tab goes through; begun anew whenever something is written."""
        self._count = FixedRows(shared, id="filter-count", ground="line")
        self._hint = FixedRows(shared, id="filter-hint")

    def compose(self) -> ComposeResult:
        """A label, the field, how many match; below, what may be written or what is wrong."""
        with Horizontal(id="filter-line"):
            yield FixedRows(self.shared, [[Span("filter", "dim")]], id="filter-label", ground="line")
            yield Input(self._before, id="filter-text", select_on_focus=False)
            yield self._count
        yield self._hint

    def on_mount(self) -> None:
        """No blinking cursor."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()
        self._say()

    @property
    def _text(self) -> str:
        return self.query_one(Input).value

    def on_input_changed(self, event: Input.Changed) -> None:
        """The fleet follows."""
        if event.value not in self._offered:
            self._offered = []
        self._seen(event.value)
        self._say()

    def show(self) -> None:
        """How many match may change with the fleet."""
        self._say()
        super().show()

    def _say(self) -> None:
        agents = self.view.agents
        left = sum(matches(agent, self._text) for agent in agents)
        ink = "text" if left else "low bold"
        self._count.say([[Span(f"{left} of {len(agents)}", ink)]])
        keys = [
            *self.shared.hint("filter.complete", "dim"),
            Span("  "),
            *self.shared.hint("filter.keep", "dim"),
        ]
        self._hint.say([self._words()], [*keys, Span("  "), *self.shared.hint("app.leave", "dim")])

    def _words(self) -> list[Span]:
        wrong = complaint(self._text, self.view.agents)
        if wrong:
            return [Span(wrong, "low")]
        last = self._text.split(" ")[-1]
        offered = completions(self._text, self.view.agents) if last else []
        if not offered or offered == [self._text]:
            return [Span(_LANGUAGE if self.size.width >= _WORDS_FROM else _BRIEFLY, "dim")]
        shown = "   ".join(one.split(" ")[-1] for one in offered[:_OFFERED])
        more = len(offered) - _OFFERED
        return [Span(shown, "text"), Span(f"   and {more} more" if more > 0 else "", "dim")]

    def do_complete(self) -> None:
        """The next thing that may stand here."""
        if not self._offered:
            self._offered = completions(self._text, self.view.agents)
        if not self._offered:
            return
        at = self._offered.index(self._text) + 1 if self._text in self._offered else 0
        field = self.query_one(Input)
        field.value = self._offered[at % len(self._offered)]
        field.cursor_position = len(field.value)

    def do_keep(self) -> None:
        """Keep it."""
        self.dismiss(self._text)

    def do_back(self) -> None:
        """As it was before."""
        self._seen(self._before)
        self.dismiss(None)
