"""The queues of all agents on one screen: what is next in each, what waits on whom; entries move within and between."""

from __future__ import annotations

from textual.app import ComposeResult

from fleetui.model.commands import DeleteEntry, GiveEntry, MoveEntry, ReleaseEntry
from fleetui.model.counts import count
from fleetui.model.queue import live
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import LANES
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.labels.entries import entry_title
from fleetui.ui.draw.rows import BLANK, RowClicked, Rows, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.queue.lane_rows import lane_rows
from fleetui.ui.queue.screen import QueueScreen
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.bars.next_strip import NextStrip
from fleetui.ui.shell.dialogs.choice import ChoiceDialog
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import bindings
from fleetui.ui.shell.shared_state import SharedState


class LanesScreen(ListScreen, inherit_bindings=False):
    """A lane for each agent that has entries."""

    WHERE = LANES
    BINDINGS = bindings(LANES)

    def __init__(self, shared: SharedState) -> None:
        super().__init__(shared)
        self._title = FixedRows(shared, id="lanes-title")
        self.rows = Rows(shared, id="lanes-rows", ground="tile")

    def compose(self) -> ComposeResult:
        """Header, title, lanes, what is next, keys."""
        yield Header(self.shared, id="header")
        yield self._title
        yield self.rows
        yield NextStrip(self.shared, id="next")
        yield Footer(self.shared, LANES, lambda: self.chosen)

    @property
    def chosen(self) -> Selection:
        """The entry under the bar and the agent in whose queue it is."""
        name, _, entry_id = self.rows.chosen.partition(" ")
        agent = self.shared.agent(name)
        found = [one for one in live(agent.queue) if one.id == entry_id] if agent else []
        return Selection(agent=agent, entry=found[0] if found else None)

    def on_mount(self) -> None:
        """The first view."""
        self.show()

    def show(self) -> None:
        """The newest queues."""
        queues = [live(agent.queue) for agent in self.view.agents]
        number, busy = sum(map(len, queues)), sum(1 for queue in queues if queue)
        said = (
            f"   {number} {'entry' if number == 1 else 'entries'} of {count(busy, 'agent')}" if number else ""
        )
        self._title.say([[Span("Queues", "bright bold"), Span(said, "queue")]])
        rows = lane_rows(self.shared, self.view)
        if not number:
            rows += [
                BLANK,
                words(Span("f in the fleet queues a follow-up; its steps stand in the manual", "dim")),
            ]
        self.rows.show(rows)
        self.repaint_all()

    def on_row_clicked(self, event: RowClicked) -> None:
        """Point, or open its queue."""
        self.repaint_all()
        if event.twice:
            self.do_lane()

    def do_lane(self) -> None:
        """The queue of its agent."""
        if agent := self.chosen.agent:
            self.app.push_screen(QueueScreen(self.shared, agent.name))

    def do_sooner(self) -> None:
        """One place up in its queue."""
        self._move(-1)

    def do_later(self) -> None:
        """One place down."""
        self._move(1)

    def _move(self, by: int) -> None:
        agent, entry = self.chosen.agent, self.chosen.entry
        if agent is None or entry is None:
            return
        ids = [one.id for one in live(agent.queue)]
        to = ids.index(entry.id) + by
        if 0 <= to < len(ids):
            self.act(MoveEntry(agent.name, entry.id, to))

    def do_give(self) -> None:
        """Put it at the end of another agent's queue."""
        agent, entry = self.chosen.agent, self.chosen.entry
        if agent is None or entry is None:
            return
        others = [one.name for one in self.view.agents if one.name != agent.name]

        def picked(place: int | None) -> None:
            if place is not None:
                self.act(GiveEntry(agent.name, entry.id, others[place]))

        if not others:
            self.say("there is no other agent", bad=True)
            return
        about = [[Span(entry_title(entry), "text")], []]
        self.app.push_screen(ChoiceDialog(self.shared, "Whose queue?", others, about), picked)

    def do_release(self) -> None:
        """Let a held one go on."""
        if (agent := self.chosen.agent) and (entry := self.chosen.entry):
            self.act(ReleaseEntry(agent.name, entry.id))

    def do_delete(self) -> None:
        """Take it out of its queue."""
        if (agent := self.chosen.agent) and (entry := self.chosen.entry):
            self.act(DeleteEntry(agent.name, entry.id))

    def do_answer(self) -> None:
        """Type to its agent."""
        if agent := self.chosen.agent:
            self.dashboard.open("typing", agent.name)
