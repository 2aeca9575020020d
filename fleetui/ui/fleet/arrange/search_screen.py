"""A text looked for in the panes of all agents: what they show now, and with one key what scrolled away."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from fleetui.engine.link import AskError, AskScrollback
from fleetui.model.screen import Line
from fleetui.model.view import AgentView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import SEARCH
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.draw.rows import BLANK, AnyRow, RowClicked, Rows, TextRow, room_in, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.fleet.arrange.search import Hit, hits, in_context
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.screen import FleetScreenBase, bindings
from fleetui.ui.shell.shared_state import SharedState

_HISTORY = 2000
"""Lines of history that are asked of one agent."""
_ALL_HISTORY = 60_000
"""Lines of history of all agents together."""
_LEAST_HISTORY = 100


@dataclass(slots=True)
class _Found:
    """What was found in one agent's lines; as good as long as lines and text are the same."""

    lines: tuple[Line, ...]
    wanted: str
    hits: list[Hit]
    number: int


class SearchScreen(FleetScreenBase, inherit_bindings=False):
    """Follows what agents show; ``enter`` goes to the pane at the hit. No pane is asked for what is in the view."""

    WHERE = SEARCH
    BINDINGS = bindings(SEARCH)

    def __init__(self, shared: SharedState) -> None:
        super().__init__(shared)
        self._wanted = shared.searched
        self._history: dict[str, tuple[Line, ...]] = {}
        self._failed: dict[str, str] = {}
        self._back = False
        """What scrolled away is looked through, too."""
        self._found: dict[str, _Found] = {}
        self._hits: dict[str, tuple[str, Hit]] = {}
        self._count = FixedRows(shared, id="search-count", ground="line")
        self._said = FixedRows(shared, id="search-said")
        self.rows = Rows(shared, id="search-rows", ground="tile")

    def compose(self) -> ComposeResult:
        """Header, the field, what is looked through, the hits, keys."""
        yield Header(self.shared, id="header")
        with Horizontal(id="search-line"):
            yield FixedRows(self.shared, [[Span("find", "dim")]], id="search-label", ground="line")
            yield Input(self._wanted, id="search-text", select_on_focus=True)
            yield self._count
        yield self._said
        yield self.rows
        yield Footer(self.shared, SEARCH, Selection)

    def on_mount(self) -> None:
        """No blinking cursor; everybody is looked at."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.focus()
        self.shared.link.look_at(frozenset(agent.name for agent in self.view.agents), None)
        self.show()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for what is written; the bar goes to the first hit."""
        self._wanted = self.shared.searched = event.value
        self.rows.chosen, self.rows.top = "", 0
        self.show()

    def on_row_clicked(self, event: RowClicked) -> None:
        """A second click goes there."""
        if event.twice:
            self.do_go()

    def show(self) -> None:
        """Look again where lines or the text are new."""
        groups = [(agent, self._look(agent)) for agent in self.view.agents]
        groups = [(agent, found) for agent, found in groups if found.number]
        self._hits = {
            f"{agent.name} {hit.key}": (agent.name, hit) for agent, found in groups for hit in found.hits
        }
        rows = [row for agent, found in groups for row in self._group(agent, found)]
        self.rows.show(rows[:-1] if rows else self._nothing())
        number = sum(found.number for _, found in groups)
        self._count.say([[Span(_counted(number, len(groups)) if self._wanted.strip() else "", "text")]])
        self._said.say([self._where()])
        self.repaint_all()

    def _look(self, agent: AgentView) -> _Found:
        lines = agent.frame.lines if agent.frame else ()
        if self._back:
            lines = self._history.get(agent.name, lines)
        known = self._found.get(agent.name)
        if known is None or known.lines is not lines or known.wanted != self._wanted:
            known = self._found[agent.name] = _Found(lines, self._wanted, *hits(lines, self._wanted))
        return known

    def _group(self, agent: AgentView, found: _Found) -> Iterator[AnyRow]:
        state = state_of(agent)
        many = "1 time" if found.number == 1 else f"{found.number} times"
        more = f", the last {len(found.hits)} here" if len(found.hits) < found.number else ""
        yield TextRow(
            (Span(f"{self.shared.sign(state.key)} ", state.ink), Span(agent.name, "bright bold"),
             Span(f"  {state.word}", state.ink if state.loud else "dim")),
            (Span(f"{many}{more}", "dim"),),
        )  # fmt: skip
        room = self.size.width - 12
        for hit in found.hits:
            number = Span(f"{hit.row + 1:>6}  ", "dim")
            yield words(number, *in_context(hit, room, self.shared.ink.more), key=f"{agent.name} {hit.key}")
        yield BLANK

    def _nothing(self) -> list[AnyRow]:
        key = self.shared.keymap.shown("search.back")
        if not self._wanted.strip():
            return [words(Span("Write what to look for. Capitals count once there is one.", "dim"))]
        if self._back:
            return [words(Span("Nowhere.", "text"))]
        further = [Span(key, "bright bold"), Span(" looks through what scrolled away, too.", "dim")]
        return [words(Span("Nobody shows it now. ", "text"), *further)]

    def _where(self) -> list[Span]:
        everyone = len(self.view.agents)
        if not self._back:
            return [Span(f"in what {everyone} agents show now", "dim")]
        read, failed = len(self._history), len(self._failed)
        spans = [Span(f"in the history of {read} of {everyone} agents", "dim")]
        if read + failed < everyone:
            spans.append(Span(f"   reading {self.shared.ink.more}", "low"))
        if failed:
            name, why = next(iter(self._failed.items()))
            spans.append(
                Span(f"   not read: {name}: {why}" + (f" and {failed - 1} more" if failed > 1 else ""), "low")
            )
        return spans

    async def _read(self) -> None:
        names = [agent.name for agent in self.view.agents]
        lines = max(_LEAST_HISTORY, min(_HISTORY, _ALL_HISTORY // max(1, len(names))))
        room = room_in(self.app.size.width)
        for name in names:
            try:
                self._history[name] = await self.shared.link.ask(AskScrollback(name, lines, room))
            except AskError as error:
                self._failed[name] = str(error)
            self.show()
            await asyncio.sleep(0)  # keys and drawing come between two agents

    def do_look_back(self) -> None:
        """What scrolled away too, as it is now; or only what is shown."""
        self._back = not self._back
        self._history, self._failed = {}, {}
        if self._back:
            self.run_worker(self._read(), group="history", exclusive=True)
        else:
            self.workers.cancel_group(self, "history")
        self.show()

    def do_go(self) -> None:
        """The agent's pane, at the hit."""
        chosen = self._hits.get(self.rows.chosen)
        if chosen is None:
            self.say("there is nothing to go to", bad=True)
            return
        name, hit = chosen
        found = (self._found[name].lines, hit.at)
        self.dismiss(None)
        self.dashboard.open("focus", name, found=found)

    def do_up(self) -> None:
        """The hit before."""
        self.rows.move(-1)

    def do_down(self) -> None:
        """The next hit."""
        self.rows.move(1)

    def do_page_up(self) -> None:
        """A page before."""
        self.rows.move(-max(1, self.rows.size.height - 2))

    def do_page_down(self) -> None:
        """The next page."""
        self.rows.move(max(1, self.rows.size.height - 2))


def _counted(number: int, agents: int) -> str:
    times = "1 time" if number == 1 else f"{number} times"
    return f"{times}, {agents} agent{'' if agents == 1 else 's'}" if number else "nowhere"
