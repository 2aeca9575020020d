"""Beside a grid in a very wide terminal: the selected agent's pane whole, its queue, and the merge board."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Vertical

from fleetui.model.queue import live
from fleetui.model.view import AgentView, BranchRow
from fleetui.ui.agent.tile import last_lines
from fleetui.ui.agent.title_and_facts import TileFacts, facts_of, reason_said, title_of
from fleetui.ui.board.branch_rows import branch_row, head_row, in_order, may_land_words, row_key, summary
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import Rows, TextRow, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.queue.entry_rows import queue_rows
from fleetui.ui.shell.shared_state import SharedState

_QUEUE_ROWS = 10
_BOARD_PART = 4
"""The board takes at most this part of the height."""
_LEAST_PANE = 8


class SidePanel(Vertical, can_focus=False):
    """Follows the selection; nothing in it has to be pressed."""

    def __init__(self, shared: SharedState) -> None:
        super().__init__(id="side")
        self.shared = shared
        self._shown: object = None
        self._title = FixedRows(shared, classes="one-row")
        self._facts = FixedRows(shared, classes="one-row", ground="tile")
        self._pane = Rows(shared, ground="tile", follow=True)
        self._reason = FixedRows(shared, classes="one-row", ground="line")
        self._queue_title = FixedRows(shared, classes="one-row apart")
        self._queue = Rows(shared, ground="tile")
        self._board_title = FixedRows(shared, classes="one-row apart")
        self._head = FixedRows(shared, classes="one-row")
        self._board = Rows(shared)
        self._summary = FixedRows(shared, ground="tile", fit=True)

    def compose(self) -> ComposeResult:
        """From top to bottom."""
        yield self._title
        yield self._facts
        yield self._pane
        yield self._reason
        yield self._queue_title
        yield self._queue
        yield self._board_title
        yield self._head
        yield self._board
        yield self._summary

    def show(self, agent: AgentView | None) -> None:
        """This agent, and the newest board."""
        facts = (self.shared.news, agent.name if agent else "", self.size)
        if facts != self._shown:
            self._shown = facts
            self._show_facts(agent)
        lines = agent.frame.lines if agent and agent.frame else ()
        self._pane.show(list(last_lines(lines, len(lines))) or [words(Span("nothing seen yet", "dim"))])

    def again(self, agent: AgentView | None) -> None:
        """Time went on, or the colours are others."""
        self._shown = None
        self.show(agent)

    def _show_facts(self, agent: AgentView | None) -> None:
        if agent:
            _say(self._title, title_of(self.shared, agent))
            _say(self._facts, facts_of(self.shared, agent))
            _say(self._reason, reason_said(self.shared, agent))
            self._show_queue(agent)
        self._show_board(agent)
        self._pane.styles.height = self._pane_height(agent)

    def _pane_height(self, agent: AgentView | None) -> int:
        """As tall as it is, as far as what stands below leaves room."""
        fixed = sum(one.outer_size.height for one in self.children if one is not self._pane and one.display)
        tall = agent.frame.height if agent and agent.frame else _LEAST_PANE
        return max(_LEAST_PANE, min(tall, self.size.height - fixed))

    def _show_queue(self, agent: AgentView) -> None:
        waiting = len(live(agent.queue))
        title = [Span("Queue", "bright bold"), Span(f"   {waiting} waiting" if waiting else "", "queue")]
        self._queue_title.say([title])
        rows = queue_rows(self.shared, agent)
        self._queue.styles.height = min(_QUEUE_ROWS, len(rows))
        self._queue.show(_without_bar(rows))

    def _show_board(self, agent: AgentView | None) -> None:
        board = in_order(self.shared.view)
        here = next((row for row in board if agent and row.seat == agent.name), None)
        self._board_title.say(
            [[Span("Merge board", "bright bold")]],
            [Span(may_land_words(self.shared.view), "merge")],
        )
        self._head.say([head_row(self.shared.view) if board else []])
        rows = [branch_row(self.shared, row) for row in board]
        rows = rows or [words(Span("no branch is ahead of its base", "dim"))]
        self._board.styles.height = min(len(rows), max(1, self.size.height // _BOARD_PART))
        self._board.show(rows if here else _without_bar(rows), chosen=row_key(here) if here else "")
        self._show_summary(here)

    def _show_summary(self, row: BranchRow | None) -> None:
        self._summary.display = row is not None
        if row:
            self._summary.say([[], *summary(self.shared, row, self.size.width), []])


def _without_bar(rows: list[TextRow]) -> list[TextRow]:
    """Rows that cannot be pointed at: here only the grid has a selection."""
    return [replace(row, key="") for row in rows]


def _say(place: FixedRows, said: TileFacts | None) -> None:
    place.display = said is not None
    if said:
        place.say([said.left], said.right, ground=said.ground)
