"""Queueing a blueprint: which one, and what its fields are; nothing is queued before each is said."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from fleetui.engine.link import AskBlueprints
from fleetui.model.blueprints import Blueprint, BlueprintError, filled
from fleetui.model.commands import AddEntries
from fleetui.model.handoff import opening
from fleetui.model.steps import Step, written
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import FIELDS
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.dialogs.choice import ChoiceDialog
from fleetui.ui.shell.screen import Dialog, FleetScreenBase, bindings
from fleetui.ui.shell.shared_state import SharedState

_SHOWN = 8
"""Entries that are named."""


def choose_blueprint(screen: FleetScreenBase, shared: SharedState, names: Sequence[str]) -> None:
    """Have the operator choose one for these agents, and say its fields."""

    def have(found: tuple[Blueprint, ...]) -> None:
        texts = [f"{one.name}   {one.about}" for one in found]

        def picked(place: int | None) -> None:
            if place is not None:
                screen.app.push_screen(BlueprintDialog(shared, found[place], tuple(names)))

        screen.app.push_screen(
            ChoiceDialog(shared, f"Which blueprint for {', '.join(names)}?", texts), picked
        )

    screen.ask(AskBlueprints(), have, lambda why: screen.say(why, bad=True))


class BlueprintDialog(Dialog, inherit_bindings=False):
    """Stays open with what is missing until it is queued."""

    WHERE = FIELDS
    BINDINGS = bindings(FIELDS)

    def __init__(self, shared: SharedState, one: Blueprint, names: tuple[str, ...]) -> None:
        super().__init__(shared)
        self.one = one
        self.names = names
        self.fields = {
            field: Input(one.usual.get(field, ""), id=f"field-{field}", compact=True) for field in one.fields
        }
        self._word = FixedRows(shared, id="fields-word", ground="dialog")

    def compose(self) -> ComposeResult:
        """Its entries, a label and a field each, a word on what is missing, keys."""
        title = [Span(f"{self.one.name} for {', '.join(self.names)}", "on_block bold")]
        with Vertical(classes="dialog"):
            yield FixedRows(self.shared, [title], classes="dialog-title", ground="merge_block")
            yield FixedRows(self.shared, [[], *self._entries(), []], ground="dialog", fit=True)
            for field, line in self.fields.items():
                with Horizontal(classes="field"):
                    yield FixedRows(self.shared, [[Span(field, "dim")]], classes="label", ground="dialog")
                    yield line
            yield self._word
            yield Footer(self.shared, FIELDS, Selection, "dialog")

    def _entries(self) -> list[list[Span]]:
        rows = []
        for number, entry in enumerate(self.one.entries[:_SHOWN], 1):
            text = entry.line if isinstance(entry, Step) else opening(entry)
            rows.append([Span(f"{number:>3}  ", "dim"), Span(text, "text")])
        more = len(self.one.entries) - _SHOWN
        return [*rows, [Span(f"     and {more} more", "dim")]] if more > 0 else rows

    def on_mount(self) -> None:
        """No blinking cursors; begin at the first that has to be said."""
        for line in self.fields.values():
            line.cursor_blink = False
        first = next((self.fields[field] for field in self.one.needed), None)
        begin = first or next(iter(self.fields.values()), None)
        if begin is not None:
            begin.focus()

    def do_next_field(self) -> None:
        """The next field."""
        self.focus_next()

    def do_previous_field(self) -> None:
        """The field before."""
        self.focus_previous()

    def do_queue(self) -> None:
        """Queue it for all, or say what is missing."""
        try:
            planned = filled(self.one, {field: line.value for field, line in self.fields.items()})
        except BlueprintError as error:
            self._word.say([[Span(str(error), "low")]])
            return
        for name in self.names:
            self.act(AddEntries(name, tuple(written(entry) for entry in planned)))
        self.dismiss(None)
