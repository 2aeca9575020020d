"""Figures: a row for each, and of the one under the bar a chart by day and bars by agent."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Container
from textual.widget import Widget

from fleetui.engine.link import AskFigures
from fleetui.model.figures.report import Report, Wanted, begin_of, day_of
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import FIGURES
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.painted import Plain
from fleetui.ui.draw.rows import BLANK, AnyRow, RowClicked, Rows, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.figures.figure_rows import (
    WIDE,
    agent_rows,
    chosen_block,
    day_chart,
    days_of,
    figure_rows,
    head_row,
    nothing_yet,
)
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState

_PERIODS = ((7, "last 7 days"), (30, "last 30 days"), (0, "everything"), (1, "today"))
"""Days, 0 for all, and what is said of them; the first is shown first."""
_AROUND = 7
"""Rows of header, title, heads, block and footer."""
_CHART_MOST = 14
DAYS_WIDE, DAYS_WIDEST = 62, 94
"""Columns of the days, where the agents stand beside them: thirty days of one or of two cells."""
_VERY_WIDE = 160


class Charts(Plain, Container):
    """The days of one figure, and below or beside them its agents."""

    def __init__(self, shared: SharedState, *children: Widget) -> None:
        super().__init__(*children, id="figures-charts")
        self.shared = shared


class FiguresScreen(ListScreen, inherit_bindings=False):
    """Read again while it is open, whenever the journal grew, at most with each tick."""

    WHERE = FIGURES
    BINDINGS = bindings(FIGURES)

    def __init__(self, shared: SharedState) -> None:
        super().__init__(shared)
        self._seq = -1
        self._period = 0
        self._project = ""
        self._projects: tuple[str, ...] = ()
        self._report: Report | None = None
        self._why_not = ""
        """Why it could not be read."""
        self._title = FixedRows(shared, id="figures-title")
        self._head = FixedRows(shared, id="figures-head")
        self.rows = Rows(shared, id="figures-rows")
        self._block = FixedRows(shared, id="figures-block")
        self._days = Rows(shared, id="figures-days", ground="tile")
        self._agents = Rows(shared, id="figures-agents", ground="tile")
        self._charts = Charts(shared, self._days, self._agents)

    def compose(self) -> ComposeResult:
        """Header, title, figures, the chosen one by day and by agent, keys."""
        yield Header(self.shared, id="header")
        yield self._title
        yield self._head
        yield self.rows
        yield self._block
        yield self._charts
        yield Footer(self.shared, FIGURES, Selection)

    def on_mount(self) -> None:
        """Read them."""
        self._read()

    def on_resize(self) -> None:
        """Other columns fit."""
        self._draw()

    def tick(self) -> None:
        """Ask again when there is something new."""
        if self.view.seq != self._seq:
            self._read()
        self.repaint_all()

    @property
    def _since(self) -> float | None:
        days = _PERIODS[self._period][0]
        return begin_of(self.shared.now(), days) if days else None

    def _read(self) -> None:
        self._seq = self.view.seq
        self.ask(AskFigures(Wanted(self._since, project=self._project)), self._have, self._failed)
        self._draw()

    def _have(self, report: Report) -> None:
        self._report, self._why_not = report, ""
        if not self._project:
            self._projects = tuple(group.key for group in report.projects)
        self._draw()

    def _failed(self, why: str) -> None:
        self._report, self._why_not = None, why
        self._draw()

    def _draw(self) -> None:
        found, width = self._report, self.app.size.width
        of = self._project or ("all projects" if len(self._projects) > 1 else "")
        title = [Span("Figures", "bright bold"), Span(f"   {_PERIODS[self._period][1]}", "text")]
        title.append(Span(f"   {of}", "queue" if self._project else "dim"))
        unread = f"{found.unread} records not read" if found and found.unread else ""
        self._title.say([title], [Span(unread, "low")])
        empty = found is None or all(one.value is None for one in found.total.figures)
        for part in (self._block, self._charts):
            part.display = not empty
        if found is None or empty:
            self._head.say([[]])
            self.rows.styles.height = "1fr"
            self.rows.show(self._instead(found))
        else:
            days = self._shown_days(found)
            self._head.say([head_row(width, days)])
            shown = figure_rows(self.shared, found, days, width)
            self.rows.styles.height = len(shown)
            self.rows.show(shown)
            self.moved()
        self.repaint_all()

    def _instead(self, found: Report | None) -> list[AnyRow]:
        """What stands where no figure is."""
        if found is None:
            return [words(Span(f"not read: {self._why_not}", "low"))] if self._why_not else []
        narrowed = self._since is not None and found.first_at is not None
        return nothing_yet(self.shared, narrowed=narrowed)

    def _shown_days(self, found: Report) -> tuple[str, ...]:
        since = self._since
        return days_of(found, day_of(since) if since is not None else "", day_of(self.shared.now()))

    def moved(self) -> None:
        """The days and agents of the figure under the bar."""
        found, width = self._report, self.app.size.width
        if found is None or not self._block.display or not self.rows.chosen:
            return
        name = self.rows.chosen
        self._block.say([chosen_block(found, name, width)])
        left = max(0, self.app.size.height - _AROUND - len(self.rows.rows))
        beside = width >= WIDE
        self._charts.set_class(beside, "-beside")
        high = min(_CHART_MOST, left - 1 if beside else left // 2)
        across = (DAYS_WIDEST if width >= _VERY_WIDE else DAYS_WIDE) if beside else width
        chart = day_chart(self.shared, found, name, self._shown_days(found), across, high)
        self._days.display = bool(chart)
        self._days.styles.height = "1fr" if beside else len(chart)
        self._days.styles.width = across if beside else "1fr"
        self._days.show(chart)
        gap = [BLANK] if chart or beside else []
        self._agents.show([*gap, *agent_rows(self.shared, found, name, width - across if beside else width)])

    def on_row_clicked(self, event: RowClicked) -> None:
        """Point at a figure."""
        if event.rows is self.rows:
            self.moved()
            self.repaint_all()

    def do_next_period(self) -> None:
        """Another period."""
        self._period = (self._period + 1) % len(_PERIODS)
        self._read()

    def do_next_project(self) -> None:
        """Only the next project's; after the last one those of all."""
        every = ("", *self._projects)
        at = every.index(self._project) if self._project in every else 0
        self._project = every[(at + 1) % len(every)]
        self._read()

    def do_scroll_down(self) -> None:
        """Agents further down."""
        self._agents.scroll(1)

    def do_scroll_up(self) -> None:
        """Agents further up."""
        self._agents.scroll(-1)
