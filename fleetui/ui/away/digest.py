"""Since you looked: what happened to each agent, those that need the operator first."""

from __future__ import annotations

from textual.app import ComposeResult

from fleetui.engine.link import AskError
from fleetui.model.news import News
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import DIGEST
from fleetui.ui.away.return_watch import ask_digest
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.labels.ages import age, clock
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.draw.rows import BLANK, RowClicked, Rows, TextRow, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.bars.next_strip import NextStrip
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.read_marks import ScreenDigest
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState

INKS = {
    "stuck": "stuck",
    "failed": "failed",
    "limited": "low",
    "asked": "asking",
    "not confirmed": "low",
    "held": "queue",
    "finished": "ok",
    "landed": "merge",
    "restarted": "context",
    "sent": "dim",
    "answered": "dim",
}
"""The colour of each kind of news."""
_WORD = max(len(word) for word in INKS) + 2


def counted(counts: dict[str, int]) -> str:
    """``4 sent, 2 finished``."""
    return ", ".join(f"{number} {what}" for what, number in counts.items())


class DigestScreen(ListScreen, inherit_bindings=False):
    """Leaving it marks all as read. It grows while it is open."""

    WHERE = DIGEST
    BINDINGS = bindings(DIGEST)

    def __init__(self, shared: SharedState, since: float) -> None:
        super().__init__(shared)
        self._since = since
        self._seq = -1
        self._digest = ScreenDigest(since, ())
        self._title = FixedRows(shared, id="digest-title")
        self.rows = Rows(shared, id="digest-rows", ground="tile")

    def compose(self) -> ComposeResult:
        """Header, title, rows, what is next, keys."""
        yield Header(self.shared, id="header")
        yield self._title
        yield self.rows
        yield NextStrip(self.shared, id="next")
        yield Footer(self.shared, DIGEST, lambda: self.chosen)

    @property
    def chosen(self) -> Selection:
        """The agent under the bar."""
        return Selection(agent=self.shared.agent(self._agent_name))

    @property
    def _agent_name(self) -> str:
        return self.rows.chosen.partition(" ")[0]

    def on_mount(self) -> None:
        """Read it."""
        self.show()

    def show(self) -> None:
        """Ask again when there is something new."""
        if self.view.seq != self._seq:
            self._seq = self.view.seq
            self.run_worker(self._read(), group="digest", exclusive=True)
        self._draw()
        self.repaint_all()

    async def _read(self) -> None:
        try:
            self._digest = await ask_digest(self.shared.link, self._since)
        except AskError as error:
            self.rows.show([words(Span(f"not read: {error}", "low"))])
            return
        self._draw()

    def _draw(self) -> None:
        found = self._digest
        said = counted(found.counts)
        title = [Span("Since you looked", "bright bold"), Span(f"   {clock(self._since)}   {said}", "dim")]
        self._title.say([title])
        order = [agent.name for agent in self.view.waiting()]
        rows: list[TextRow] = []
        for name, news in found.by_agent(order).items():
            rows += [
                *([BLANK] if rows else []),
                self._heading(name, news),
                *(self._line(one) for one in news),
            ]
        self.rows.show(
            rows or [words(Span("nothing happened since then that you would want to know", "dim"))]
        )

    def _heading(self, name: str, news: list[News]) -> TextRow:
        agent = self.shared.agent(name)
        said = Span(f"   {counted(ScreenDigest(0, tuple(news)).counts)}", "dim")
        if agent is None:
            return TextRow(
                (Span(f"  {name}", "dim bold"), said), (Span("no longer here", "dim"),), key=f"{name} "
            )
        state = state_of(agent)
        sign = Span(f"{self.shared.sign(state.key)} ", state.ink)
        dot = Span(
            self.shared.sign("unread") if self.shared.read_marks.is_unread(agent) else " ", "bright bold"
        )
        right = (Span(state.word, state.ink), Span(f" {age(state.since, self.shared.now()):>3}", "dim"))
        return TextRow((dot, sign, Span(name, "bright bold"), said), right, key=f"{name} ")

    def _line(self, one: News) -> TextRow:
        return words(
            Span(f"     {clock(one.at)}  ", "dim"),
            Span(f"{one.what:<{_WORD}}", INKS.get(one.what, "dim")),
            Span(one.text, "text"),
            key=f"{one.seat} {one.seq}",
        )

    def on_row_clicked(self, event: RowClicked) -> None:
        """A second click goes there."""
        if event.twice:
            self.do_go()

    def do_go(self) -> None:
        """Go to the agent under the bar; what it did is seen then, the others' stays unread."""
        self.dashboard.go("fleet", self._agent_name)

    def do_read(self) -> None:
        """All of it is read."""
        self.shared.read_marks.read_all(self.view, self.shared.now())
        self.dismiss(None)

    def do_back(self) -> None:
        """Leaving is reading."""
        self.do_read()
