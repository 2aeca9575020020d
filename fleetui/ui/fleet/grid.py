"""The fleet as a grid of tiles. One widget draws all; a tile whose view did not change is not touched."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass

from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from fleetui.model.view import AgentView
from fleetui.ui.agent.tile import Look, look_of
from fleetui.ui.draw.painted import Painted
from fleetui.ui.draw.terminal_writer import difference
from fleetui.ui.fleet.arrange.zoom import Zoom
from fleetui.ui.fleet.densities.registry import COMPACT, MIDDLE, WIDE, Density, automatic
from fleetui.ui.fleet.layout import Band, Fold, Heading, Page, Slot, alone, pages
from fleetui.ui.fleet.neighbours import neighbour
from fleetui.ui.fleet.project_heading import folded_heading, open_heading
from fleetui.ui.shell.shared_state import SharedState

_ALONE = WIDE
"""How the tile is drawn that takes the whole body."""


WHEEL_S = 0.25
"""Least seconds between two pages that a wheel turns."""


class Wheeled(Message):
    """The operator turned the wheel over the agents."""

    def __init__(self, step: int) -> None:
        super().__init__()
        self.step = step


class AgentClicked(Message):
    """The operator clicked on an agent; ``twice`` opens it."""

    def __init__(self, name: str, *, twice: bool) -> None:
        super().__init__()
        self.agent = name
        self.twice = twice


@dataclass(slots=True)
class _Drawn:
    agent: AgentView
    look: Look
    slot: Slot
    rows: list[Strip]


class FleetGrid(Painted):
    """Tiles in fixed places under their project's heading, in pages; or the selected one alone."""

    shared: SharedState

    def __init__(self, shared: SharedState, zoom: Zoom) -> None:
        super().__init__(shared, id="grid")
        self.zoom = zoom
        self.density = MIDDLE
        self.pages: tuple[Page, ...] = (Page((), ()),)
        self.page = 0
        self._turned = 0.0
        self.selected = ""
        self.marked: frozenset[str] = frozenset()
        self._agents: dict[str, AgentView] = {}
        self._bands: tuple[Band, ...] = ()
        self._folds: dict[str, Fold] = {}
        self._drawn: dict[str, _Drawn] = {}
        self._laid_out: object = None
        """What the rows were joined for; while it stays, only rows of a changed tile are joined again."""
        self._rows: list[Strip] = []
        self._bar = ""
        """Whose tile had the bar when the rows were joined."""
        self._planned: object = None

    def show(
        self, agents: tuple[AgentView, ...], bands: tuple[Band, ...], selected: str, marked: frozenset[str]
    ) -> None:
        """Draw these agents in these places; the page turns to the one that is selected."""
        before, self._agents = self._agents, {agent.name: agent for agent in agents}
        news = {agent.name for agent in agents if before.get(agent.name) is not agent} | (
            marked ^ self.marked
        )
        self._bands = bands
        self.selected = selected
        self.marked = marked
        self._folds = self.zoom.folds(agents, selected)
        self._plan()
        self._repaint(news)

    @property
    def visible_agents(self) -> frozenset[str]:
        """The agents on the page that is shown."""
        return frozenset(slot.name for slot in self._shown.slots if not slot.folded)

    def beside(self, right: int, down: int) -> str:
        """The agent beside the selected one."""
        return neighbour(self.pages, self.selected, right, down)

    def on_other_page(self, step: int) -> str:
        """The first agent some pages on, or the selected one at the ends."""
        at = self.page + step
        if 0 <= at < len(self.pages) and self.pages[at].slots:
            return self.pages[at].slots[0].name
        return self.selected

    def order(self) -> list[str]:
        """Every agent in reading order."""
        return [slot.name for page in self.pages for slot in page.slots]

    def forget(self) -> None:
        """Draw everything anew."""
        self._drawn.clear()
        self._laid_out = None
        super().forget()

    def on_click(self, event: Click) -> None:
        """Select; a second click opens."""
        for slot in self._shown.slots:
            if Region(slot.x, slot.y, slot.width + 1, slot.height).contains(event.x, event.y):
                self.post_message(AgentClicked(slot.name, twice=event.chain > 1))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Turn the page."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Turn it back."""
        self._wheel(event, -1)

    def _wheel(self, event: MouseScrollDown | MouseScrollUp, step: int) -> None:
        event.stop()
        # one turn of a wheel is many events: a page each would flash past
        if event.time - self._turned >= WHEEL_S:
            self._turned = event.time
            self.post_message(Wheeled(step))

    def on_resize(self) -> None:
        """Tiles are placed anew for the new size."""
        self._plan()
        self.repaint()

    @property
    def suits(self) -> Density:
        """The density for this size and fleet as long as the operator does not choose one."""
        return automatic(*self.size, self._bands, self._folds)

    def bands_with(self, project: str) -> bool:
        """True while the project has a band of its own, with a heading."""
        return (
            self.display and self.density.shape.headings and any(project == name for name, _ in self._bands)
        )

    def _plan(self) -> None:
        chosen = self.zoom.chosen
        plan = (self.size, chosen, self._bands, self._folds, self.zoom.alone)
        if self._planned != plan and self.size:
            self._planned = plan
            self.density = chosen or self.suits
            self.pages = pages(*self.size, self._bands, self.density.shape, self._folds)
            self._drawn.clear()
            self._laid_out = None
        self.page = min(self.page, len(self.pages) - 1)
        at = next((n for n, page in enumerate(self.pages) if page.slot(self.selected)), self.page)
        self.page = at

    @property
    def _shown(self) -> Page:
        """The page that is drawn: of all, or of the selected tile alone."""
        if self.zoom.alone and self.selected:
            return alone(*self.size, self.selected)
        return self.pages[self.page]

    def repaint(self) -> None:
        """Look at every tile again: time alone changes ages."""
        self._repaint(self._agents)

    def _repaint(self, news: Container[str]) -> None:
        if self.stands:
            self.refresh_cells(self._update(self.size.width, self.size.height, news))
            self._strips = self._rows
        else:
            self.forget()

    def paint(self, width: int, height: int) -> list[Strip]:
        """Rows of the page, joined from headings and tiles."""
        self._plan()
        self._update(width, height, self._agents)
        return list(self._rows)

    def _update(self, width: int, height: int, news: Container[str]) -> list[Region]:
        """Bring the rows up to date, tiles of ``news`` alone drawn again; the cells that are not what they were."""
        page, before = self._shown, self._drawn
        self._drawn = {
            slot.name: self._draw(slot) if slot.name in news or slot.name not in before else before[slot.name]
            for slot in page.slots
            if slot.name in self._agents and not slot.folded
        }
        layout = (width, height, page, tuple(self._drawn), self.shared.ink)
        if layout != self._laid_out:
            self._laid_out, self._bar = layout, self.selected
            self._rows = [self._row(page, y, width) for y in range(height)]
            return [Region(0, 0, width, height)]
        changed = [cells for name, drawn in self._drawn.items() for cells in _changed(before[name], drawn)]
        changed += self._move_bar(page)
        for y in {cells.y for cells in changed if cells.y < height}:
            self._rows[y] = self._row(page, y, width)
        return changed + self._draw_headings(page, width, height)

    def _draw_headings(self, page: Page, width: int, height: int) -> list[Region]:
        changed = []
        for y in [heading.y for heading in page.headings if heading.y < height]:
            before, self._rows[y] = self._rows[y], self._row(page, y, width)
            if before != self._rows[y]:
                changed.append(Region(0, y, width, 1))
        return changed

    def _move_bar(self, page: Page) -> list[Region]:
        """Where the bar beside the selected tile goes away and where it comes."""
        old, self._bar = self._bar, self.selected
        slots = [] if old == self.selected else [page.slot(old), page.slot(self.selected)]
        return [
            Region(slot.x, y, 1, 1) for slot in slots if slot for y in range(slot.y, slot.y + slot.height)
        ]

    def _draw(self, slot: Slot) -> _Drawn:
        agent = self._agents[slot.name]
        look = look_of(
            self.shared, agent, slot.width, slot.height,
            marked=slot.name in self.marked, before=self.shared.context_trends.before(slot.name, self.shared.now()),
        )  # fmt: skip
        drawn = self._drawn.get(slot.name)
        if drawn and drawn.agent is agent and drawn.look == look:
            drawn.slot = slot
            return drawn
        return _Drawn(agent, look, slot, self._density_of(slot).tile(self.shared, agent, look))

    @property
    def shown_density(self) -> Density:
        """The density that is drawn."""
        return _ALONE if self.zoom.alone else self.density

    def _density_of(self, slot: Slot) -> Density:
        return COMPACT if slot.low else self.shown_density

    def _row(self, page: Page, y: int, width: int) -> Strip:
        ink = self.shared.ink
        headings = [heading for heading in page.headings if heading.y == y]
        if headings:
            return self._headings(headings, width)
        bar, plain = ink.bar(self.shared.sign("selected"), "bg"), ink.blank(1, "bg")
        parts: list[Strip] = []
        x = 0
        for drawn in self._drawn.values():
            slot = drawn.slot
            if not slot.y <= y < slot.y + slot.height:
                continue
            if slot.x > x:
                parts.append(ink.blank(slot.x - x, "bg"))
            parts += [bar if slot.name == self.selected else plain, drawn.rows[y - slot.y]]
            x = slot.x + 1 + slot.width
        if not parts:
            return ink.blank(width, "bg")
        parts.append(ink.blank(max(0, width - x), "bg"))
        return Strip([segment for part in parts for segment in part], width)

    def _headings(self, headings: Sequence[Heading], width: int) -> Strip:
        if len(headings) == 1 and not headings[0].x:
            return self._heading(headings[0], width)
        before = [self.shared.ink.blank(headings[0].x, "bg")] if headings[0].x else []
        own = [self._heading(one, one.width or width - one.x) for one in headings]
        return Strip.join([*before, *own])

    def _heading(self, heading: Heading, width: int) -> Strip:
        project = heading.project
        if heading.folded:
            members = [agent for agent in self._agents.values() if agent.seat.project == project]
            stands_for = self._folds[project].stands_for
            return folded_heading(self.shared, project, members, stands_for, self.selected, width)
        where = ""
        if len(self.pages) > 1 and heading.y == 0:
            here = len(self.visible_agents)
            where = f"{here} of {len(self._agents)} agents, page {self.page + 1} of {len(self.pages)}"
        band = next((names for of, names in self._bands if of == project), ())
        members = [self._agents[name] for name in band if name in self._agents]
        return open_heading(self.shared, project, members, where, width)


def _changed(before: _Drawn, now: _Drawn) -> list[Region]:
    """The cells of the grid in which a tile differs from what it was."""
    if before is now:
        return []
    x, y = now.slot.x + 1, now.slot.y
    found = []
    for at, (old, new) in enumerate(zip(before.rows, now.rows, strict=True)):
        span = difference(old, new)
        if span:
            found.append(Region(x + span[0], y + at, span[1] - span[0], 1))
    return found
