"""Finding and arranging on the fleet screen: filter, order, places, marks, saved views, search."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from textual.timer import Timer

from fleetui.model.settings import ScreenView
from fleetui.model.view import AgentView
from fleetui.ui.agent.actions import AgentActions
from fleetui.ui.fleet.arrange.arrangement import DEFAULTS, GRID, LIST, Arrangement
from fleetui.ui.fleet.arrange.filter_bar import FilterLine
from fleetui.ui.fleet.arrange.order import HOLD_S, SLOT, SORTS
from fleetui.ui.fleet.arrange.order_menu import SortMenu
from fleetui.ui.fleet.arrange.saved_views import SavedViews, in_words
from fleetui.ui.fleet.arrange.saved_views_menu import ViewsMenu
from fleetui.ui.shell.shared_state import SharedState


class Arranging(AgentActions):
    """The handlers of what arranges; the fleet screen shows the outcome."""

    def __init__(self, shared: SharedState) -> None:
        super().__init__(shared)
        self.arrangement = Arrangement(shared.memory)
        self.views = SavedViews(shared.memory, shared.settings.views)
        self.selected = ""
        self.marked: frozenset[str] = frozenset()
        self._moved_at = 0.0
        self._let_go: Timer | None = None

    @property
    def body_kind(self) -> str:
        """``GRID`` or ``LIST``: what shows the agents now."""
        raise NotImplementedError

    def arranged(self) -> tuple[AgentView, ...]:
        """The agents that are shown, in order; nobody changes places while the operator moves."""
        hold = self.shared.now() - self._moved_at < HOLD_S
        return self.arrangement.shown(self.view, self.body_kind, hold=hold, news=self.shared.news)

    def hold_order(self) -> None:
        """The operator moves: what is due to change its place does so a little later."""
        if self.arrangement.sort(self.body_kind) != SLOT:
            self._moved_at = self.shared.now()
            if self._let_go:
                self._let_go.stop()
            self._let_go = self.set_timer(HOLD_S + 0.1, self.show)

    def do_filter(self) -> None:
        """Ask for a filter; the fleet follows while it is written."""
        before = self.selected

        def done(text: str | None) -> None:
            if text is None:
                self.select(before)

        self.app.push_screen(FilterLine(self.shared, self.arrangement.filter, self._filtered), done)

    def filter_by(self, text: str) -> None:
        """Filter the fleet; by nothing where this is the filter already."""
        self._filtered("" if text == self.arrangement.filter else text)

    def _filtered(self, text: str) -> None:
        if text.strip() != self.arrangement.filter:
            self.arrangement.filter = text.strip()
            self.show()

    def select(self, name: str) -> None:
        """Point at an agent."""
        raise NotImplementedError

    def do_clear(self) -> None:
        """First the filter, then the marks, then the offer of a digest."""
        if self.arrangement.filter:
            self.arrangement.filter = ""
        elif self.marked:
            self.marked = frozenset()
        else:
            self.shared.read_marks.decline()
        self.show()

    def do_mark(self) -> None:
        """Mark or unmark."""
        self.marked ^= {self.selected}
        self.show()

    def do_mark_all(self) -> None:
        """Mark all that are shown, or unmark them if they are."""
        shown = frozenset(agent.name for agent in self.arranged())
        self.marked = self.marked - shown if shown <= self.marked else self.marked | shown
        self.show()

    def do_sort(self) -> None:
        """Ask for an order."""
        kind = self.body_kind
        self.app.push_screen(SortMenu(self.shared, kind, self.arrangement.sort(kind)), self._sorted)

    def _sorted(self, sort: str | None) -> None:
        if sort:
            self.arrangement.sort_by(self.body_kind, sort)
            self.show()

    @property
    def density_name(self) -> str:
        """The density the operator chose, if any."""
        return ""

    def use_density(self, name: str) -> None:
        """Show more or less of each agent, as a saved view says."""

    def present_view(self) -> ScreenView:
        """What is shown now; what is as usual is left open."""
        kind = self.body_kind
        sort = "" if self.arrangement.is_usual(kind) else self.arrangement.sort(kind)
        return ScreenView(self.arrangement.filter, sort, self.density_name)

    def do_views(self) -> None:
        """The saved views."""
        self.app.push_screen(ViewsMenu(self.shared, self.views, self.present_view()), self.use_view)

    def use_view(self, view: ScreenView | None) -> None:
        """Show the fleet as a view says."""
        if view is None:
            return
        if view.density:  # first: it may turn the list into tiles, which have their own order
            self.use_density(view.density)
        self.arrangement.filter = view.filter
        self.arrangement.sort_by(self.body_kind, view.sort or DEFAULTS[self.body_kind])
        self.show()

    def named_commands(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        """Views and orders by name."""
        for view in self.views.all():
            yield f"view {view.name}", in_words(view.show), partial(self.use_view, view.show)
        for sort in SORTS.values():
            yield f"order by {sort.name}", sort.words, partial(self._sorted, sort.name)

    def do_slot_later(self) -> None:
        """Change places with the next agent of the project."""
        self._move_slot(1)

    def do_slot_sooner(self) -> None:
        """Change places with the agent before."""
        self._move_slot(-1)

    def _move_slot(self, step: int) -> None:
        sort = self.arrangement.sort(self.body_kind)
        if sort != SLOT:
            key = self.shared.keymap.shown("view.sort")
            self.say(
                f"the {self.body_kind} is by {sort}: {key} s goes back to places that can be moved", bad=True
            )
            return
        shown = [agent.name for agent in self.arranged()]
        if self.arrangement.move(self.selected, step, shown):
            self.show()
        else:
            self.say(f"{self.selected} is {'last' if step > 0 else 'first'} in its project")


__all__ = ["GRID", "LIST", "Arranging"]
