"""Did it happen: what the turns of one agent reported beside what is so, and what can be done about it."""

from __future__ import annotations

from textual.app import ComposeResult

from fleetui.model.commands import RedoTurn, SettleTurn
from fleetui.model.counts import count
from fleetui.model.happened.shortfall import LOUD, Shortfall
from fleetui.model.happened.turns import JudgedTurn, differing
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import HAPPENED
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.labels.ages import age
from fleetui.ui.draw.rows import BLANK, RowClicked, Rows, TextRow, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.dialogs.log import LogScreen
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState

_KIND = 16


class HappenedScreen(ListScreen, inherit_bindings=False):
    """Newest turn first; leaves when nothing differs any more."""

    WHERE = HAPPENED
    BINDINGS = bindings(HAPPENED)

    def __init__(self, shared: SharedState, name: str) -> None:
        super().__init__(shared)
        self.agent_name = name
        self._title = FixedRows(shared, id="happened-title")
        self.rows = Rows(shared, id="happened-rows", ground="tile")
        self._text = FixedRows(shared, id="happened-text", ground="bg")

    def compose(self) -> ComposeResult:
        """Header, title, differences, the whole of the chosen one, keys."""
        yield Header(self.shared, id="header")
        yield self._title
        yield self.rows
        yield self._text
        yield Footer(self.shared, HAPPENED, lambda: self.chosen)

    @property
    def chosen(self) -> Selection:
        """The agent."""
        return Selection(agent=self.shared.agent(self.agent_name))

    @property
    def _turns(self) -> tuple[JudgedTurn, ...]:
        agent = self.shared.agent(self.agent_name)
        return tuple(reversed(differing(agent.turns))) if agent else ()

    @property
    def _turn(self) -> JudgedTurn:
        """The turn under the bar."""
        chosen = self.rows.chosen.partition(" ")[0]
        return next((one for one in self._turns if one.id == chosen), self._turns[0])

    def on_mount(self) -> None:
        """The first view."""
        self.show()

    def on_resize(self) -> None:
        """The columns follow the width."""
        self.show()

    def show(self) -> None:
        """The newest turns; leaves when nothing is left to say."""
        turns = self._turns
        if not turns:
            self.dismiss(None)
            return
        title = [Span("Did it happen: ", "dim"), Span(self.agent_name, "bright bold")]
        self._title.say([title], [Span(f"{count(len(turns), 'turn')}, newest first", "dim")])
        wide = max(20, (self.size.width - _KIND - 6) // 2)
        rows: list[TextRow] = []
        for turn in turns:
            rows += [BLANK] if rows else []
            rows += _turn_rows(self.shared, turn, wide)
        self.rows.show(rows)
        self.moved()
        self.repaint_all()

    def moved(self) -> None:
        """Show the whole of the row under the bar."""
        number = self.rows.chosen.partition(" ")[2]
        found = self._turn.shortfalls
        one = found[int(number)] if number.isdigit() and int(number) < len(found) else None
        self._text.say(
            [
                [Span("asked      ", "dim"), Span(self._turn.prompt, "text")],
                [Span("reported   ", "dim"), Span(one.reported if one else "", "text")],
                [Span("in files   ", "dim"), Span(one.found if one else "", "low")],
            ]
        )

    def on_row_clicked(self, event: RowClicked) -> None:
        """Point, or read the evidence."""
        self.moved()
        self.repaint_all()
        if event.twice:
            self.do_evidence()

    def do_redo(self) -> None:
        """What is missing, once more."""
        self.act(RedoTurn(self.agent_name, self._turn.id))

    def do_known(self) -> None:
        """Nothing more of it."""
        self.act(SettleTurn(self.agent_name, self._turn.id))

    def do_evidence(self) -> None:
        """What it was judged by."""
        self.app.push_screen(
            LogScreen(self.shared, f"What a turn of {self.agent_name} was judged by", self._turn.evidence)
        )


def _turn_rows(shared: SharedState, turn: JudgedTurn, wide: int) -> list[TextRow]:
    head = TextRow(
        (Span(turn.short, "low"), Span(f"   {turn.prompt}", "dim")),
        (Span(age(turn.at, shared.now()), "dim"),),
    )
    columns = words(Span(" " * _KIND), Span("reported".ljust(wide), "dim"), Span("in the files", "dim"))
    return [head, columns, *(_row(turn, number, one, wide) for number, one in enumerate(turn.shortfalls))]


def _row(turn: JudgedTurn, number: int, one: Shortfall, wide: int) -> TextRow:
    reported = one.reported if len(one.reported) < wide else f"{one.reported[: wide - 2]}…"
    return words(
        Span(f"{one.kind:<{_KIND}.{_KIND - 1}}", "low" if one.kind in LOUD else "dim"),
        Span(reported.ljust(wide), "text"),
        Span(one.found, "low"),
        key=f"{turn.id} {number}",
    )
