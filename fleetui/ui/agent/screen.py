"""One agent, whole: pane with scrollback, evidence, queue, difference, facts."""

from __future__ import annotations

from textual.app import ComposeResult

from fleetui.engine.link import AskDiff, AskScrollback
from fleetui.model.screen import Line
from fleetui.model.view import AgentView
from fleetui.ui.actions import why_not
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import FOCUS
from fleetui.ui.agent.actions import AgentActions
from fleetui.ui.agent.evidence import evidence_rows, fact_rows
from fleetui.ui.agent.hosted_body import hosted_body
from fleetui.ui.agent.last_run import last_run_rows
from fleetui.ui.agent.tile import last_lines
from fleetui.ui.agent.title_and_facts import facts_of, reason_said, title_of
from fleetui.ui.diff.keys import DiffKeys
from fleetui.ui.diff.view import DiffView
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import BLANK, AnyRow, Rows, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.queue.entry_rows import queue_rows
from fleetui.ui.shell.bars.banner import Banner
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.screen import Sideways, bindings
from fleetui.ui.shell.shared_state import SharedState

Found = tuple[tuple[Line, ...], tuple[int, int, int]]
"""Lines of a pane, and row, first cell and cells of a place in them."""
_HINTS_FROM = 100
"""Columns from which the keys of a difference have room beside the tabs."""
TABS = ("pane", "evidence", "queue", "diff", "facts")


class FocusScreen(AgentActions, DiffKeys, inherit_bindings=False):
    """The pane follows its end until the operator scrolls back; ``G`` follows again."""

    WHERE = FOCUS
    BINDINGS = bindings(FOCUS)

    def __init__(self, shared: SharedState, name: str, tab: str = "pane", found: Found | None = None) -> None:
        """``found`` opens the pane at a place in these lines."""
        super().__init__(shared)
        self._sought = found
        self.agent_name = name
        self.previous = ""
        self.tab = tab
        self._history: tuple[Line, ...] | None = None
        self._asking = False
        self._back_by = 0
        self._title = FixedRows(shared, id="focus-title")
        self._facts = FixedRows(shared, id="focus-facts")
        self._tabs = FixedRows(shared, id="focus-tabs")
        self._rows = Rows(shared, id="focus-rows", ground="tile", follow=True)
        self.diff = DiffView(shared, id="focus-diff")
        self._reason = FixedRows(shared, id="focus-reason", ground="line")
        self._banner = Banner(shared)

    def compose(self) -> ComposeResult:
        """Header, title, facts, tabs, body, reason, keys."""
        yield Header(self.shared, id="header")
        yield self._banner
        yield self._title
        yield self._facts
        yield self._tabs
        yield self._rows
        yield self.diff
        yield self._reason
        yield Footer(self.shared, FOCUS, lambda: self.chosen)

    @property
    def chosen(self) -> Selection:
        """The agent that is shown."""
        return Selection(agent=self.shared.agent(self.agent_name))

    def wide_rows(self) -> Sideways:
        """The rows that may be long."""
        return self.diff if self.tab == "diff" else self._rows

    def to_diff(self) -> bool:
        """Its tab."""
        if self.tab != "diff":
            self.open_tab("diff")
            return False
        return True

    def on_mount(self) -> None:
        """Show the first tab."""
        self._rows.past_top = self._past_top
        self.turn_to(self.agent_name)
        if self._sought:
            self.call_after_refresh(self._show_found, *self._sought)

    def _show_found(self, lines: tuple[Line, ...], at: tuple[int, int, int]) -> None:
        self._history = last_lines(lines, len(lines))
        self._rows.follow = False
        self._rows.lit = at
        self._rows.rows = self._history
        self._rows.top = max(0, at[0] - self._rows.size.height // 2)
        self.show()

    def on_screen_resume(self) -> None:
        """Back from a dialog."""
        self._look()

    def _look(self) -> None:
        self.shared.link.look_at(frozenset({self.agent_name}), self.agent_name)

    def turn_to(self, name: str) -> None:
        """Show another agent."""
        if name != self.agent_name:
            self.previous, self.agent_name = self.agent_name, name
        self._look()
        self.open_tab(self.tab)

    def open_tab(self, tab: str) -> None:
        """Show one of ``TABS`` from its start, the pane from its end."""
        self.tab = tab
        self._history = self._rows.lit = None
        self._rows.follow = tab == "pane"
        self._rows.top = self._rows.left = 0
        self._rows.chosen = ""
        self._rows.display, self.diff.display = tab != "diff", tab == "diff"
        if tab == "diff":
            self.diff.say(Span("reading the difference …", "dim"))
            self.ask(AskDiff(self.agent_name), self._have_diff, self._no_diff)
        self.show()

    def _have_diff(self, diff: str) -> None:
        self.diff.read(diff, of=self.agent_name)

    def _no_diff(self, why: str) -> None:
        self.diff.say(Span(f"not read: {why}", "low"))

    def show(self) -> None:
        """The newest view of the agent; leaves when its seat is gone."""
        agent = self.shared.agent(self.agent_name)
        if agent is None:
            self.say(f"{self.agent_name} is no longer in the fleet", bad=True)
            self.dismiss(None)
            return
        self._show_title(agent)
        self._show_tabs()
        self._rows.show(self._body(agent))
        self._show_reason(agent)
        self._banner.repaint()
        self.repaint_all()

    def _show_title(self, agent: AgentView) -> None:
        for place, said in (
            (self._title, title_of(self.shared, agent)),
            (self._facts, facts_of(self.shared, agent, self.app.size.width)),
        ):
            place.say([said.left], said.right, ground=said.ground)

    def _show_tabs(self) -> None:
        spans: list[Span] = []
        agent = self.chosen.agent
        hosted = agent is not None and agent.hosted is not None
        for tab in TABS:
            here = tab == self.tab
            word = "work" if hosted and tab == "pane" else tab
            spans.append(Span(f" {word} ", "bright bold" if here else "dim", "line" if here else ""))
            spans.append(Span(" "))
        end = self.shared.keymap.shown("nav.end")
        if self._asking:
            right = [Span("reading history …", "dim")]
        elif self.tab == "diff":
            right = self._diff_hints()
        elif self.tab == "pane" and not self._rows.follow:
            last = min(len(self._rows.rows), self._rows.top + self._rows.size.height)
            right = [
                Span(f"line {last} of {len(self._rows.rows)}   ", "dim"),
                Span(f"{end} follows", "merge"),
            ]
        else:
            right = []
        self._tabs.say([spans], right)

    def _diff_hints(self) -> list[Span]:
        spans: list[Span] = []
        if self.app.size.width < _HINTS_FROM:
            return spans
        for action in ("diff.next_file", "diff.fold", "diff.layout", "diff.find"):
            spans += [*self.shared.hint(action, "dim"), Span("   ")]
        return spans[:-1]

    def _body(self, agent: AgentView) -> list[AnyRow]:
        if self.tab == "pane" and agent.hosted:
            return hosted_body(self.shared, self.view, agent, self.app.size.width)
        if self.tab == "pane":
            if self._history is not None:
                return list(self._history)
            lines = agent.frame.lines if agent.frame else ()
            return list(last_lines(lines, len(lines))) or self._nothing(agent)
        if self.tab == "evidence":
            return list(evidence_rows(self.shared, agent))
        if self.tab == "queue":
            return list(queue_rows(self.shared, agent))
        return [] if self.tab == "diff" else list(fact_rows(self.shared, self.view, agent))

    def in_sight(self) -> str:
        """The rows of the tab that is open, as they are scrolled."""
        return self.diff.text_in_sight() if self.tab == "diff" else self._rows.text_in_sight()

    def _nothing(self, agent: AgentView) -> list[AnyRow]:
        """Instead of a pane: after a restart of the dashboard a run that ended is known by its record alone."""
        if agent.alive or agent.ended is None:
            return [words(Span("nothing seen yet", "dim"))]
        key = self.shared.keymap.shown("agent.last_screen")
        return [
            *(words(*row) for row in last_run_rows(self.shared, agent)),
            BLANK,
            words(Span(key, "bright bold"), Span(" shows its last screen", "dim")),
        ]

    def _show_reason(self, agent: AgentView) -> None:
        said = reason_said(self.shared, agent)
        self._reason.display = said is not None
        if said:
            self._reason.say([said.left], said.right)

    def _past_top(self) -> None:
        agent = self.chosen.agent
        hosted = agent is not None and agent.hosted is not None
        if self.tab == "pane" and self._history is None and not self._asking and not hosted:
            self._asking = True
            self._back_by = max(1, self._back_by)
            self.ask(
                AskScrollback(self.agent_name, width=self._rows.room), self._have_history, self._no_history
            )

    def _have_history(self, lines: tuple[Line, ...]) -> None:
        self._asking = False
        shown = len(self._rows.rows)
        self._history = last_lines(lines, len(lines))
        self._rows.follow = False
        self._rows.rows = self._history
        self._rows.top = max(0, len(self._history) - shown - self._back_by)
        self._back_by = 0
        self.show()

    def _no_history(self, why: str) -> None:
        self._asking = False
        self.say(f"no scrollback: {why}", bad=True)

    def _scroll(self, by: int) -> None:
        if self.tab == "diff":
            self.diff.move(by)
            return
        self._back_by = max(0, -by)
        self._rows.move(by)
        self._show_tabs()

    def do_up(self) -> None:
        """One row back."""
        self._scroll(-1)

    def do_down(self) -> None:
        """One row on."""
        self._scroll(1)

    def do_page_up(self) -> None:
        """One page back."""
        self._scroll(-max(1, self._rows.size.height - 2))

    def do_page_down(self) -> None:
        """One page on."""
        self._scroll(max(1, self._rows.size.height - 2))

    def do_first(self) -> None:
        """The oldest row."""
        self._scroll(-100_000)

    def do_end(self) -> None:
        """The last row; the pane follows its end again."""
        if self.tab == "pane":
            self.open_tab("pane")
        elif self.tab == "diff":
            self.diff.move(len(self.diff.rows))
        else:
            self._rows.to_end()

    def do_left(self) -> None:
        """The tab before."""
        self.do_previous_tab()

    def do_right(self) -> None:
        """The next tab."""
        self.do_next_tab()

    def do_next_tab(self) -> None:
        """The next tab."""
        self.open_tab(TABS[(TABS.index(self.tab) + 1) % len(TABS)])

    def do_previous_tab(self) -> None:
        """The tab before."""
        self.open_tab(TABS[TABS.index(self.tab) - 1])

    def do_diff(self) -> None:
        """What the agent changed."""
        self.open_tab("diff")

    def do_last(self) -> None:
        """The agent that was shown before."""
        if self.shared.agent(self.previous):
            self.turn_to(self.previous)

    def _go_waiting(self, step: int) -> None:
        names = [agent.name for agent in self.shared.read_marks.next_up(self.view)]
        if not names:
            return self.say(why_not.NOBODY_WAITS)
        at = names.index(self.agent_name) + step if self.agent_name in names else (0 if step > 0 else -1)
        return self.turn_to(names[at % len(names)])

    def do_back(self) -> None:
        """To the fleet, at this agent."""
        self.dashboard.go("fleet", self.agent_name)
