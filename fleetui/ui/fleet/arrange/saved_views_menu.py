"""Saved views: take one by its number, save the present one, delete one."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.events import Key
from textual.widgets import Input

from fleetui.model.clean import clean_line
from fleetui.model.settings import ScreenView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import NAMING, VIEWS
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import RowClicked, Rows, TextRow, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.fleet.arrange.saved_views import MOST_NAME, SavedView, SavedViews, in_words
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import Dialog, bindings
from fleetui.ui.shell.shared_state import SharedState

_DIGITS = 9
_ROWS = 12


class ViewsMenu(Dialog, ListScreen, inherit_bindings=False):
    """Its result is the view to show, or ``None``."""

    WHERE = VIEWS
    BINDINGS = bindings(VIEWS)

    def __init__(self, shared: SharedState, views: SavedViews, present: ScreenView) -> None:
        super().__init__(shared)
        self._views = views
        self._present = present
        self._deleted: SavedView | None = None
        self._key = ""
        self.rows = Rows(shared, id="views-rows", ground="dialog")

    def compose(self) -> ComposeResult:
        """Title, what is shown now, the views, keys."""
        with Vertical(classes="dialog"):
            title = [Span("Views", "on_block bold")]
            yield FixedRows(self.shared, [title], classes="dialog-title", ground="merge_block")
            now = [Span("now  ", "dim"), Span(in_words(self._present), "text")]
            yield FixedRows(self.shared, [[], now, []], id="views-now", ground="dialog")
            yield self.rows
            yield Footer(self.shared, VIEWS, Selection, "dialog")

    def on_mount(self) -> None:
        """The bar stands on the view that is shown, or the first."""
        here = self._views.like(self._present.filter, self._present.sort)
        self._fill()
        self.rows.show(self.rows.rows, chosen=here or self.rows.chosen)

    def show(self) -> None:
        """Views do not change with the fleet."""

    def _fill(self) -> None:
        rows = [self._row(place, view) for place, view in enumerate(self._views.all(), 1)]
        save = self.shared.keymap.shown("views.save")
        empty = words(
            Span("No views yet: ", "text"),
            Span(save, "bright bold"),
            Span(" keeps what is shown now.", "dim"),
        )
        self.rows.styles.height = max(1, min(_ROWS, len(rows)))
        self.rows.show(rows or [empty])

    def _row(self, place: int, view: SavedView) -> TextRow:
        number = str(place) if place <= _DIGITS else " "
        left = (
            Span(f"{number:<3}", "bright bold"),
            Span(f"{view.name:<{MOST_NAME}.{MOST_NAME}} ", "bright bold"),
            Span(in_words(view.show), "text"),
        )
        return TextRow(left, (Span("fleet.toml" if view.declared else "", "dim"),), key=view.name)

    def _under_bar(self) -> SavedView | None:
        return next((view for view in self._views.all() if view.name == self.rows.chosen), None)

    def on_key(self, event: Key) -> None:
        """Remember which number it was; the table has one row for all."""
        self._key = event.key

    def on_row_clicked(self, event: RowClicked) -> None:
        """A second click takes it."""
        if event.twice:
            self.do_pick()

    def do_number(self) -> None:
        """The view with the number that was pressed."""
        views = self._views.all()
        place = int(self._key) if self._key.isdigit() else 0
        if 0 < place <= len(views):
            self.dismiss(views[place - 1].show)

    def do_pick(self) -> None:
        """The view under the bar."""
        view = self._under_bar()
        if view:
            self.dismiss(view.show)

    def do_save(self) -> None:
        """Ask for a name."""
        here = self._views.like(self._present.filter, self._present.sort)
        self.app.push_screen(NameLine(self.shared, here), self._named)

    def _named(self, name: str | None) -> None:
        if name is None:
            return
        why_not = self._views.save(name, self._present)
        self.say(why_not or f"kept as {name}", bad=bool(why_not))
        self._fill()
        self.rows.show(self.rows.rows, chosen=self.rows.chosen if why_not else name)

    def do_delete(self) -> None:
        """Forget the view under the bar."""
        view = self._under_bar()
        if view is None:
            self.say("there is no view here", bad=True)
        elif view.declared:
            self.say(f"{view.name} stands in fleet.toml: take it out there", bad=True)
        else:
            self._views.delete(view.name)
            self._deleted = view
            self.say(f"{view.name} is deleted; {self.shared.keymap.shown('views.undo')} brings it back")
            self._fill()

    def do_undo(self) -> None:
        """Bring back what was deleted last."""
        if self._deleted is None:
            self.say("nothing was deleted", bad=True)
            return
        self._views.save(self._deleted.name, self._deleted.show)
        self._fill()
        self.rows.show(self.rows.rows, chosen=self._deleted.name)
        self._deleted = None


class NameLine(Dialog, inherit_bindings=False):
    """Its result is a name, or ``None``."""

    WHERE = NAMING
    BINDINGS = bindings(NAMING)

    def __init__(self, shared: SharedState, name: str) -> None:
        super().__init__(shared)
        self._before = name

    def compose(self) -> ComposeResult:
        """A field and the keys."""
        with Vertical(classes="dialog small"):
            title = [Span("A name for what is shown now", "on_block bold")]
            yield FixedRows(self.shared, [title], classes="dialog-title", ground="merge_block")
            yield Input(
                self._before, id="view-name", max_length=MOST_NAME, placeholder="such as mine, reviews"
            )
            yield Footer(self.shared, NAMING, Selection, "dialog")

    def on_mount(self) -> None:
        """No blinking cursor."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()

    def do_keep(self) -> None:
        """Take the name."""
        self.dismiss(clean_line(self.query_one(Input).value, MOST_NAME))
