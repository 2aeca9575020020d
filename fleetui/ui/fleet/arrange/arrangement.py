"""How the operator arranged the fleet: filter, order, fixed places. Remembered by agent name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fleetui.model.view import AgentView, FleetView
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.fleet.arrange.filter import matches
from fleetui.ui.fleet.arrange.order import ATTENTION, PROJECT, SLOT, SORTS, Steady
from fleetui.ui.fleet.layout import Band, seated
from fleetui.ui.shell.memory import Memory, table, text, texts

GRID, LIST = "grid", "list"
EVERYBODY = "all projects"
"""The one band of a grid that is not ordered by place; no project can have this name."""
DEFAULTS = {GRID: SLOT, LIST: ATTENTION}


class Arrangement:
    """One per dashboard. ``body`` is ``GRID`` or ``LIST``: each has an order of its own."""

    def __init__(self, memory: Memory) -> None:
        self.filter = ""
        self._memory = memory
        self._remembered = _places_of(table(memory.load(), "slots"))
        self._places: tuple[Band, ...] = ()
        self._steady = {GRID: Steady(), LIST: Steady()}
        self._moves = 0
        self._known: tuple[object, tuple[str, ...], tuple[Band, ...] | None] = (None, (), None)
        """For which facts the names and bands were found: most views are new in nothing but output."""

    # ------------------------------------------------------------ order

    def sort(self, body: str) -> str:
        """The order of a body."""
        chosen = text(table(self._memory.load(), "sort"), body)
        return chosen if chosen in SORTS else DEFAULTS[body]

    def sort_by(self, body: str, sort: str) -> None:
        """Another order from now on, remembered."""
        if sort in SORTS and sort != self.sort(body):
            self._memory.keep("sort", {**table(self._memory.load(), "sort"), body: sort})

    def is_usual(self, body: str) -> bool:
        """True while nothing has to be said about the order."""
        return self.sort(body) == DEFAULTS[body]

    def shown(
        self, view: FleetView, body: str, *, hold: bool = False, news: int | None = None
    ) -> tuple[AgentView, ...]:
        """The agents that the filter leaves, in order. With ``hold`` nobody changes places with another now.

        ``news`` is the same for two views that differ in nothing but output: then the order is not looked for again.
        """
        sort = self.sort(body)
        facts = None if news is None else (news, body, sort, self.filter, hold, self._moves)
        if facts and facts == self._known[0]:
            by_name = {agent.name: agent for agent in view.agents}
            return tuple(by_name[name] for name in self._known[1])
        found = self._arranged(view, body, sort, hold=hold)
        self._known = (facts, tuple(agent.name for agent in found), None)
        return found

    def _arranged(self, view: FleetView, body: str, sort: str, *, hold: bool) -> tuple[AgentView, ...]:
        ordered = self._placed(view)
        if sort == PROJECT:
            ordered = tuple(sorted(ordered, key=lambda agent: agent.seat.project))
        elif sort != SLOT:
            ordered = self._steady[body].ordered(ordered, sort, hold=hold)
        return tuple(agent for agent in ordered if matches(agent, self.filter)) if self.filter else ordered

    def _placed(self, view: FleetView) -> tuple[AgentView, ...]:
        """Everybody in their places; a project that is seen for the first time takes those remembered for it."""
        here = {agent.name for agent in view.agents}
        known = dict(self._places)
        for agent in view.agents:
            project = agent.seat.project
            if project not in known:
                before = self._remembered.get(project, ())
                known[project] = tuple(name for name in before if name is None or name in here)
        self._places = seated(
            tuple(known.items()), [(agent.seat.project, agent.name) for agent in view.agents]
        )
        at = {name: place for place, name in enumerate(n for _, names in self._places for n in names if n)}
        return tuple(sorted(view.agents, key=lambda agent: at[agent.name]))

    # ------------------------------------------------------------ filter

    def hidden_loud(self, view: FleetView) -> tuple[AgentView, ...]:
        """The agents that need the operator now and are not shown."""
        if not self.filter:
            return ()
        return tuple(
            agent for agent in view.agents if state_of(agent).loud and not matches(agent, self.filter)
        )

    # ------------------------------------------------------------ places

    def bands(self, agents: Sequence[AgentView], body: str = GRID) -> tuple[Band, ...]:
        """Where the shown agents stand: by project in their places, or one band in the chosen order.

        Free places stay free while all are shown; a filter closes the gaps.
        """
        facts, names, bands = self._known
        if facts is None or bands is None:
            bands = self._bands(agents, body)
            self._known = (facts, names, bands)
        return bands

    def _bands(self, agents: Sequence[AgentView], body: str) -> tuple[Band, ...]:
        sort = self.sort(body)
        if sort not in (SLOT, PROJECT):
            return ((EVERYBODY, tuple(agent.name for agent in agents)),) if agents else ()
        shown = {agent.name for agent in agents}
        found = [(project, self._left(names, shown)) for project, names in self._places]
        found = [(project, names) for project, names in found if any(names)]
        return tuple(sorted(found) if sort == PROJECT else found)

    def _left(self, names: Iterable[str | None], shown: set[str]) -> tuple[str | None, ...]:
        return tuple(n for n in names if n in shown) if self.filter else tuple(names)

    def move(self, name: str, step: int, shown: Iterable[str]) -> bool:
        """Change places with the next one that is shown in the same band, or with a free place; false at its end."""
        visible = set(shown)
        for index, (project, names) in enumerate(self._places):
            if name in names:
                moved = _swapped(list(names), name, step, visible)
                if moved is None:
                    return False
                self._places = (*self._places[:index], (project, moved), *self._places[index + 1 :])
                self._moves += 1
                self._remembered |= dict(self._places)
                self._memory.keep(
                    "slots", {band: [n or "" for n in row] for band, row in self._remembered.items()}
                )
                return True
        return False


def _swapped(
    names: list[str | None], name: str, step: int, visible: set[str]
) -> tuple[str | None, ...] | None:
    here = names.index(name)
    there = here + step
    while 0 <= there < len(names) and names[there] is not None and names[there] not in visible:
        there += step
    if not 0 <= there < len(names):
        return None
    names[here], names[there] = names[there], names[here]
    while names and names[-1] is None:
        names.pop()
    return tuple(names)


def _places_of(remembered: dict[str, object]) -> dict[str, tuple[str | None, ...]]:
    """Places as they were kept; each name once, whatever was edited by hand."""
    seen: set[str] = set()
    bands: dict[str, tuple[str | None, ...]] = {}
    for project in remembered:
        row: list[str | None] = []
        for name in texts(remembered, project):
            row.append(name if name and name not in seen else None)
            seen.add(name)
        bands[project] = tuple(row)
    return bands
