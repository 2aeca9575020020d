"""The fleet as a list, for small terminals: one row per agent, and what the selected one shows."""

from __future__ import annotations

from textual.events import Click, MouseScrollDown, MouseScrollUp
from textual.strip import Strip

from fleetui.model.value import value
from fleetui.model.view import AgentView
from fleetui.ui.draw.labels.ages import age, stale_age
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.draw.painted import Painted
from fleetui.ui.fleet.grid import AgentClicked, Wheeled
from fleetui.ui.fleet.list_rows import Columns, agent_row, columns, head_row, preview
from fleetui.ui.shell.shared_state import SharedState

_LEAST_PREVIEW = 4
"""Rows below which a preview, its title counted, says nothing."""
_HEAD_FROM = 8
"""Rows from which the columns have names."""


@value
class _Parts:
    """How the rows are shared out: names of the columns, agents, preview. A blank row ends the list, where one fits."""

    head: int
    agents: int
    preview: int


def _parts(agents: int, height: int) -> _Parts:
    """Everybody comes before the preview; where not everybody fits, the selected one is still previewed."""
    if height < _HEAD_FROM:
        return _Parts(0, min(agents, height), 0)
    free = height - 1  # the blank row that keeps the list apart from what stands below
    head = 1 if agents < free else 0
    left = free - head - agents - 1
    if left >= _LEAST_PREVIEW:
        return _Parts(head, agents, left)
    if agents + head <= free:
        return _Parts(head, agents, 0)
    below = _LEAST_PREVIEW + 1 if free >= 14 else 0
    return _Parts(1, free - 1 - below, below - 1 if below else 0)


class AgentList(Painted):
    """In the order given; a preview of the selected agent's pane below, where there is room."""

    shared: SharedState

    def __init__(self, shared: SharedState) -> None:
        super().__init__(shared, id="list")
        self.agents: tuple[AgentView, ...] = ()
        self.selected = ""
        self.marked: frozenset[str] = frozenset()
        self._top = 0
        self._drawn: dict[str, tuple[AgentView, object, Strip]] = {}

    def show(self, agents: tuple[AgentView, ...], selected: str, marked: frozenset[str]) -> None:
        """Draw these agents."""
        self.agents = agents
        self.selected = selected
        self.marked = marked
        self.repaint()

    def forget(self) -> None:
        """Draw everything anew."""
        self._drawn.clear()
        super().forget()

    @property
    def visible_agents(self) -> frozenset[str]:
        """All of them: a list shows everybody's last line."""
        return frozenset(agent.name for agent in self.agents)

    def order(self) -> list[str]:
        """Every agent, top to bottom."""
        return [agent.name for agent in self.agents]

    def beside(self, right: int, down: int) -> str:
        """The agent some rows below."""
        names = self.order()
        if self.selected not in names:
            return names[0] if names else ""
        return names[max(0, min(len(names) - 1, names.index(self.selected) + down))]

    def on_other_page(self, step: int) -> str:
        """The agent a page away."""
        return self.beside(0, step * max(1, _parts(len(self.agents), self.size.height).agents - 1))

    def on_click(self, event: Click) -> None:
        """Select; a second click opens."""
        parts = _parts(len(self.agents), self.size.height)
        at = event.y - parts.head
        if 0 <= at < parts.agents:
            self.post_message(AgentClicked(self.agents[self._top + at].name, twice=event.chain > 1))

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The next agent."""
        event.stop()
        self.post_message(Wheeled(1))

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The agent before."""
        event.stop()
        self.post_message(Wheeled(-1))

    def paint(self, width: int, height: int) -> list[Strip]:
        """Names of the columns, agents, a blank row, the preview, a blank row."""
        parts = _parts(len(self.agents), height)
        self._scroll(parts.agents)
        at = columns(self.shared, self.agents, width)
        shown = self.agents[self._top : self._top + parts.agents]
        rows = [head_row(self.shared, at, width, self._where(parts.agents))] if parts.head else []
        rows += [self._row(agent, at, width) for agent in shown]
        chosen = next((agent for agent in self.agents if agent.name == self.selected), None)
        if parts.preview and chosen:
            rows += [self.shared.ink.blank(width, "bg"), *preview(self.shared, chosen, width, parts.preview)]
        return rows

    def _scroll(self, shown: int) -> None:
        names = self.order()
        at = names.index(self.selected) if self.selected in names else 0
        self._top = max(0, min(max(self._top, at - shown + 1), at, max(0, len(names) - shown)))

    def _where(self, shown: int) -> str:
        if shown >= len(self.agents):
            return ""
        return f"{self._top + 1} to {self._top + shown} of {len(self.agents)} "

    def _row(self, agent: AgentView, at: Columns, width: int) -> Strip:
        """One row; the one drawn before while nothing in it is new."""
        chosen, marked = agent.name == self.selected, agent.name in self.marked
        now = self.shared.now()
        ages = (
            age(state_of(agent).since, now),
            stale_age(agent, now),
            self.shared.context_trends.before(agent.name, now),
        )
        look = (at, width, chosen, marked, ages, self.shared.read_marks.is_unread(agent), self.shared.ink)
        known = self._drawn.get(agent.name)
        if known and known[0] is agent and known[1] == look:
            return known[2]
        strip = agent_row(self.shared, agent, at, width, chosen=chosen, marked=marked)
        self._drawn[agent.name] = (agent, look, strip)
        return strip
