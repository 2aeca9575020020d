"""The fleet as a plain list, for small terminals: one row per agent, and what the selected one shows."""

from __future__ import annotations

from textual.events import Click
from textual.strip import Strip

from fleetui.model.queue import live
from fleetui.model.view import AgentView
from fleetui.ui.desk import KNOWN_ACTIONS, Desk
from fleetui.ui.marks import beside_name
from fleetui.ui.present import State, age, reason_of, stale_age, state_of
from fleetui.ui.strips import Span, row
from fleetui.ui.tiles import last_lines, pane_rows
from fleetui.ui.widgets.grid import AgentClicked
from fleetui.ui.widgets.painted import Painted

_LEAST_PREVIEW = 3


class AgentList(Painted):
    """In the order given; a preview of the selected agent's pane below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, id="list")
        self.agents: tuple[AgentView, ...] = ()
        self.selected = ""
        self.marked: frozenset[str] = frozenset()
        self._top = 0

    def show(self, agents: tuple[AgentView, ...], selected: str, marked: frozenset[str]) -> None:
        """Draw these agents."""
        self.agents = agents
        self.selected = selected
        self.marked = marked
        self.repaint()

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
        return self.beside(0, step * max(1, self._rows_for_list(self.size.height) - 1))

    def on_click(self, event: Click) -> None:
        """Select; a second click opens."""
        at = event.y + self._top
        if event.y < self._rows_for_list(self.size.height) and at < len(self.agents):
            self.post_message(AgentClicked(self.agents[at].name, twice=event.chain > 1))

    def paint(self, width: int, height: int) -> list[Strip]:
        """Rows, a blank one, the preview."""
        shown = self._rows_for_list(height)
        names = self.order()
        at = names.index(self.selected) if self.selected in names else 0
        self._top = max(0, min(max(self._top, at - shown + 1), at, max(0, len(names) - shown)))
        states = [state_of(agent) for agent in self.agents]
        widest = max((len(state.word) for state in states), default=0) + 4
        named = min(24, max((len(agent.name) for agent in self.agents), default=0)) + 2
        part = list(zip(self.agents, states, strict=True))[self._top : self._top + shown]
        rows = [self._agent(agent, state, width, widest, named) for agent, state in part]
        return rows + self._preview(width, height - len(rows))

    def _rows_for_list(self, height: int) -> int:
        return min(len(self.agents), height if height < 8 else height - _LEAST_PREVIEW - 2)

    def _agent(self, agent: AgentView, state: State, width: int, widest: int, named: int) -> Strip:
        ink = self.desk.ink
        chosen = agent.name == self.selected
        ground = "line" if chosen else "bg"
        head = [*self._state(state, widest), self._unread(agent), *self._name_part(agent, state, named)]
        now = self.desk.now()
        age_ink = "low" if agent.stale_since else "dim"
        head.append(Span(f"{age(state.since, now):>4} ", age_ink))
        waiting = len(live(agent.queue))
        head.append(Span(f"{self.desk.sign('queue') + str(waiting) if waiting else '':<4}", "queue"))
        head += self._context_part(agent)
        used = 1 + widest + 1 + named + 5 + 4 + 5 + 2
        edge = ink.bar(self.desk.sign("selected"), "bg") if chosen else ink.blank(1, "bg")
        left = row(ink, min(used, width) - 1, head, ground=ground, pad=0)
        if width <= used + 8:
            return Strip.join([edge, left]).adjust_cell_length(width)
        return Strip.join([edge, left, self._what(agent, state, width - used, ground)])

    def _state(self, state: State, widest: int) -> list[Span]:
        sign = self.desk.sign(state.key)
        if state.loud:
            return [Span(f" {sign} {state.word} ".ljust(widest), "on_block bold", f"{state.key}_block")]
        word_ink = "dim" if state.ink == "ok" else state.ink
        return [Span(f" {sign} ", state.ink), Span(state.word.ljust(widest - 3), word_ink)]

    def _unread(self, agent: AgentView) -> Span:
        unread = self.desk.reader.is_unread(agent)
        return Span(self.desk.sign("unread"), "bright bold") if unread else Span(" ")

    def _name_part(self, agent: AgentView, state: State, named: int) -> list[Span]:
        mark = f" {self.desk.sign('mark')}" if agent.name in self.marked else ""
        text = f"{agent.name}{mark}{beside_name(self.desk, agent)}"
        return [Span(text[:named].ljust(named), "dim bold" if state.quiet else "bright bold")]

    def _context_part(self, agent: AgentView) -> list[Span]:
        if agent.context is None:
            return [Span("   ? ", "faint")]
        left = agent.context.left_percent
        return [Span(f"{left:>3}% ", "low" if left <= self.desk.low else "dim")]

    def _what(self, agent: AgentView, state: State, width: int, ground: str) -> Strip:
        stale = stale_age(agent, self.desk.now())
        reason = reason_of(agent, KNOWN_ACTIONS)
        if stale or reason is None:
            lines = last_lines(agent.frame.lines if agent.frame else (), 1)
            if stale or not lines:
                return row(self.desk.ink, width, [Span(stale, "low")], ground=ground)
            return self.desk.ink.pane(lines[0], width, ground, dimmed=state.quiet)
        words = [Span(reason.lead, "dim"), Span(reason.text, reason.ink)]
        return row(self.desk.ink, width, words, ground=ground)

    def _preview(self, width: int, height: int) -> list[Strip]:
        agent = next((one for one in self.agents if one.name == self.selected), None)
        if agent is None or height < 2:
            return []
        ink = self.desk.ink
        pane = pane_rows(self.desk, agent, width, height - 2, "tile", dimmed=state_of(agent).quiet)
        return [ink.blank(width, "bg"), *pane, ink.blank(width, "bg")]
