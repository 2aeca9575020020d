"""The fleet: a grid of live tiles, a list in small terminals, and what to do when there is nobody yet."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import Resize
from textual.widget import Widget

from fleetui.model.commands import BringBackAgent, ReviveServer
from fleetui.model.view import AgentView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import FLEET
from fleetui.ui.draw.painted import Plain
from fleetui.ui.fleet.agent_list import AgentList
from fleetui.ui.fleet.arrange.actions import GRID, LIST
from fleetui.ui.fleet.arrange.status_line import ArrangementLine
from fleetui.ui.fleet.arrange.zoom_actions import ZoomActions
from fleetui.ui.fleet.discovered import FoundScreen
from fleetui.ui.fleet.empty_fleet import FirstRun
from fleetui.ui.fleet.grid import AgentClicked, FleetGrid, Wheeled
from fleetui.ui.fleet.new_agent import NewAgent
from fleetui.ui.fleet.side_panel import SidePanel
from fleetui.ui.fleet.too_small import LEAST, TooSmall
from fleetui.ui.shell.bars.banner import Banner
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.bars.next_strip import NextStrip
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState

SIDE_FROM = 320
"""Columns from which the selected agent and the merge board stand beside the grid."""


class Tiles(Plain, Horizontal):
    """The grid, and what stands beside it on a wide screen."""

    def __init__(self, shared: SharedState, *children: Widget) -> None:
        super().__init__(*children, id="tiles")
        self.shared = shared


class FleetScreen(ZoomActions):
    """The base of the dashboard; everything else opens above it."""

    WHERE = FLEET
    BINDINGS = bindings(FLEET)

    def __init__(self, shared: SharedState) -> None:
        super().__init__(shared)
        self.previous = ""
        self._grid = FleetGrid(shared, self.zoom)
        self._side = SidePanel(shared)
        self._tiles = Tiles(shared, self._grid, self._side)
        self._list = AgentList(shared)
        self._first_run = FirstRun(shared, id="first-run")
        self._header = Header(shared, id="header")
        self._too_small = TooSmall(shared, id="too-small")
        self._banner = Banner(shared)
        self._arrangement_line = ArrangementLine(shared, self.arrangement)
        self._next = NextStrip(shared, id="next")
        self._footer = Footer(shared, FLEET, lambda: self.chosen)
        self._marks_drawn = 0
        self._looked: tuple[frozenset[str], str | None] | None = None
        self._bodies: object = None
        self._unasked = False
        """The selection was made before everything was observed, and by nobody: it may still be a better one."""
        self._made = ""
        """An agent that was made here and is not in a view yet."""

    def compose(self) -> ComposeResult:
        """Header, banner, one of three bodies, what is next, keys."""
        yield self._header
        yield self._banner
        yield self._arrangement_line
        yield self._tiles
        yield self._list
        yield self._first_run
        yield self._too_small
        yield self._next
        yield self._footer

    @property
    def chosen(self) -> Selection:
        """The selected agent and those that are marked."""
        return Selection(agent=self.shared.agent(self.selected), marked=tuple(sorted(self.marked)))

    @property
    def grid(self) -> FleetGrid:
        """The tiles."""
        return self._grid

    @property
    def body(self) -> FleetGrid | AgentList:
        """What shows the agents now."""
        return self._list if self.body_kind == LIST else self._grid

    @property
    def body_kind(self) -> str:
        """``GRID`` or ``LIST``."""
        return LIST if self.prefers_list else GRID

    def on_mount(self) -> None:
        """The first view."""
        self.show()

    def on_resize(self, _event: Resize) -> None:
        """Grid, list or a single line, by size."""
        self.show()
        self.call_after_refresh(self.tell_sight)

    def on_screen_resume(self) -> None:
        """Back from another screen: what is seen changed."""
        self._looked = None
        self.show()

    def show(self) -> None:
        """Hand the newest view to whatever shows it."""
        self.zoom.use(self.size)
        if self._made and self.shared.agent(self._made):
            made, self._made = self._made, ""
            self.select(made)
        agents = self.arranged()
        self._choose_body(bool(agents))
        self.marked &= frozenset(agent.name for agent in self.view.agents)
        if self._unasked or not any(agent.name == self.selected for agent in agents):
            self.selected = self._fallback(agents)
            self._unasked = not self.view.ready
        if self.body_kind == LIST:
            self._list.show(agents, self.selected, self.marked)
        else:
            self._grid.show(agents, self.arrangement.bands(agents), self.selected, self.marked)
        if self._side.display:
            self._side.show(self.shared.agent(self.selected))
        now = self.present_view()
        named = self.views.like(now.filter, now.sort)
        self._arrangement_line.show(self.body_kind, agents, len(self.marked), named)
        if self._first_run.display:
            self._first_run.keep_up(self.arrangement.filter)
        self._banner.keep_up()
        self._header.show(large=self._grid.display and self._grid.shown_density.from_afar)
        self._next.keep_up()
        self._footer.keep_up(self.selected, self.marked)
        if self._marks_drawn != self.shared.read_marks.moves:
            self._marks_drawn = self.shared.read_marks.moves
            self.repaint_all()
        self.tell_sight()

    def _fallback(self, agents: tuple[AgentView, ...]) -> str:
        waiting = [agent.name for agent in self.view.waiting() if agent in agents]
        return waiting[0] if waiting else (agents[0].name if agents else "")

    def _choose_body(self, anybody: bool) -> None:
        width, height = self.zoom.terminal
        bodies = (anybody, width, height, self.body_kind, self.nothing_beside)
        if bodies == self._bodies:
            return  # once per view is too often for the stylesheet's machinery
        self._bodies = bodies
        tiny = width < LEAST[0] or height < LEAST[1]
        self._too_small.display = tiny
        self._grid.display = self._tiles.display = anybody and self.body_kind == GRID and not tiny
        self._side.display = self._grid.display and width >= SIDE_FROM and not self.nothing_beside
        self._list.display = anybody and self.body_kind == LIST and not tiny
        self._first_run.display = not anybody and not tiny
        self._arrangement_line.display = not tiny
        self._next.display = not tiny
        self._footer.display = not tiny

    def repaint_all(self) -> None:
        """Everything that is shown: ages, the clock, what can be done now."""
        for painted in (self._header, self._banner, self._arrangement_line, self._next, self._footer):
            painted.repaint()
        for body in (self._grid, self._list, self._first_run, self._too_small):
            if body.display:
                body.repaint()
        if self._side.display:
            self._side.again(self.shared.agent(self.selected))

    def tell_sight(self) -> None:
        """Tell the engine which agents are on screen."""
        if not self.is_current:
            return
        seen = (self.body.visible_agents if self.body.display else frozenset(), self.selected or None)
        if seen != self._looked:
            self._looked = seen
            self.shared.link.look_at(*seen)

    def select(self, name: str) -> None:
        """Point at an agent; one that the filter hides clears the filter."""
        if not name or self.shared.agent(name) is None:
            return
        self._unasked = False
        if self.arrangement.filter and not any(agent.name == name for agent in self.arranged()):
            self.arrangement.filter = ""
        if name != self.selected:
            self.previous, self.selected = self.selected, name
            self.hold_order()
        if agent := self.shared.agent(name):
            self.shared.read_marks.look(agent)
        self.show()

    def on_agent_clicked(self, event: AgentClicked) -> None:
        """Select, or open."""
        self.select(event.agent)
        if event.twice:
            self.do_look()

    def on_wheeled(self, event: Wheeled) -> None:
        """Pages of the grid, agents of the list."""
        if self.body is self._grid:
            self.select(self.body.on_other_page(event.step))
        else:
            self.select(self.body.beside(0, event.step))

    def do_up(self) -> None:
        """The agent above."""
        self.select(self.body.beside(0, -1))

    def do_down(self) -> None:
        """The agent below."""
        self.select(self.body.beside(0, 1))

    def do_left(self) -> None:
        """The agent at the left."""
        self.select(self.body.beside(-1, 0))

    def do_right(self) -> None:
        """The agent at the right."""
        self.select(self.body.beside(1, 0))

    def do_first(self) -> None:
        """The first agent."""
        self.select(next(iter(self.body.order()), ""))

    def do_end(self) -> None:
        """The last agent."""
        self.select(next(reversed(self.body.order()), ""))

    def do_page_down(self) -> None:
        """The next page."""
        self.select(self.body.on_other_page(1))

    def do_page_up(self) -> None:
        """The page before."""
        self.select(self.body.on_other_page(-1))

    def do_last(self) -> None:
        """The agent that was selected before."""
        self.select(self.previous)

    def do_new(self) -> None:
        """A new agent, like the one under the bar; the bar stands on it afterwards."""
        self.app.push_screen(NewAgent(self.shared, self.shared.agent(self.selected)), self._stand_on)

    def _stand_on(self, made: str | None) -> None:
        self._made = made or ""
        self.show()

    def do_found(self) -> None:
        """Agents that run in tmux."""
        self.app.push_screen(FoundScreen(self.shared))

    def do_bring_back(self) -> None:
        """The seat of a hosted agent that went last; the bar stands on it afterwards."""
        if gone := self.view.gone:
            self._made = gone.name
            self.act(BringBackAgent(gone.name))

    def do_revive(self) -> None:
        """Fresh runs where a tmux server died."""
        self.act(ReviveServer())
