"""The merge board: which branches may land, which may not and why, and what they would bring."""

from __future__ import annotations

from textual.app import ComposeResult

from fleetui.engine.link import AskPrompts, AskRemarks
from fleetui.model.landing_story import Prompt
from fleetui.model.train import Proposal
from fleetui.model.unseated_pulls import pull_row_of, unseated
from fleetui.model.view import BranchRow
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.table import BOARD
from fleetui.ui.actions.why_not.train import MOST_MEMBERS
from fleetui.ui.board.actions import BranchActions, difference_of
from fleetui.ui.board.branch_rows import (
    branch_row,
    candidate_words,
    deciding_first,
    head_row,
    in_order,
    may_land_words,
    row_key,
    state_of_row,
    summary,
)
from fleetui.ui.board.detail import DetailScreen
from fleetui.ui.board.forecast_rows import forecast_facts
from fleetui.ui.board.forge.actions import OtherPulls
from fleetui.ui.board.forge.others import other_rows
from fleetui.ui.board.train import TrainDialog
from fleetui.ui.diff.keys import DiffKeys
from fleetui.ui.diff.view import DiffView
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import AnyRow, RowClicked, Rows, words
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.bars.banner import Banner
from fleetui.ui.shell.bars.footer import Footer
from fleetui.ui.shell.bars.header import Header
from fleetui.ui.shell.dialogs.list_screen import ListScreen
from fleetui.ui.shell.screen import Sideways, bindings
from fleetui.ui.shell.shared_state import SharedState

_AROUND = 9
"""Rows of header, title, heads, block, the first of the difference, and keys; the banner's come on top."""


class BoardScreen(OtherPulls, BranchActions, ListScreen, DiffKeys, inherit_bindings=False):
    """One row per branch; below it the facts and the difference of the one under the bar."""

    WHERE = BOARD
    BINDINGS = bindings(BOARD)

    def __init__(self, shared: SharedState, agent: str = "") -> None:
        super().__init__(shared)
        self._wanted = agent
        self._diff_of: tuple[str, str] = ("", "")
        self._asked_of: tuple[str, str, int] = ("", "", 0)
        self._asked: tuple[Prompt, ...] = ()
        """What the agent of the branch under the bar was given for it."""
        self._heard_of: tuple[str, int, float] = ("", 0, 0.0)
        self._marked: list[str] = []
        """Rows that are to be released together, in this order."""
        self._banner = Banner(shared)
        self._title = FixedRows(shared, id="board-title")
        self._head = FixedRows(shared, id="board-head")
        self.rows = Rows(shared, id="board-rows")
        self._block = FixedRows(shared, id="board-block")
        self._facts = FixedRows(shared, id="board-facts", ground="tile", fit=True)
        self.diff = DiffView(shared, id="board-diff", bar=False)

    def compose(self) -> ComposeResult:
        """Header, title, branches, the chosen one, keys."""
        yield Header(self.shared, id="header")
        yield self._banner
        yield self._title
        yield self._head
        yield self.rows
        yield self._block
        yield self._facts
        yield self.diff
        yield Footer(self.shared, BOARD, lambda: self.chosen)

    @property
    def chosen(self) -> Selection:
        """The branch under the bar, and its agent."""
        row = next((one for one in self.view.board if row_key(one) == self.rows.chosen), None)
        return Selection(
            agent=self.shared.agent(row.seat) if row else None,
            row=row,
            pull=pull_row_of(self.view, row) if row else self.other_chosen(),
            train=tuple(one.branch for one in self._train()),
        )

    def _train(self) -> list[BranchRow]:
        """The marked rows, in the order of their marks."""
        rows = {row_key(one): one for one in self.view.board}
        return [rows[key] for key in self._marked]

    def wide_rows(self) -> Sideways:
        """The rows that may be long."""
        return self.diff

    def on_mount(self) -> None:
        """Begin at the branch that was asked for, or at the pull request of that key."""
        there = {one.seat: row_key(one) for one in self.view.board}
        there |= {one.key: one.key for one in unseated(self.view)}
        at = there.get(self._wanted)
        self.rows.show(self._branches(), chosen=at)
        self.show()

    def _branches(self) -> list[AnyRow]:
        width = self.app.size.width
        places = {key: place for place, key in enumerate(self._marked, 1)}
        board = in_order(self.view)
        rows: list[AnyRow] = [
            branch_row(self.shared, one, width, places.get(row_key(one), 0)) for one in board
        ]
        return [*(rows or [self._nothing()]), *other_rows(self.shared, unseated(self.view), width)]

    def on_resize(self) -> None:
        """Other columns fit."""
        self.show()

    def show(self) -> None:
        """The newest board."""
        board = in_order(self.view)
        there = {row_key(one) for one in board if not one.landed}
        self._marked = [key for key in self._marked if key in there]
        title = [Span("Merge board", "bright bold"), *self._bases()]
        marked = f"{len(self._marked)} marked   " if self._marked else ""
        self._title.say([title], [Span(marked, "asking bold"), Span(may_land_words(self.view), "merge bold")])
        self._head.say([head_row(self.view, self.app.size.width) if board else []])
        self.fetched_chosen()
        rows = self._branches()
        self.rows.styles.height = max(1, min(len(rows), self.size.height // 3))
        self.rows.show(rows)
        self._banner.repaint()
        self.moved()
        self.repaint_all()

    def _out_of_sight(self) -> str:
        """``2 above, 3 below`` while not all branches are in sight."""
        tall = self.rows.styles.height
        below = len(self.rows.rows) - self.rows.top - int(tall.value if tall else 0)
        parts = [
            f"{number} {where}"
            for number, where in ((self.rows.top, "above"), (below, "below"))
            if number > 0
        ]
        return ", ".join(parts)

    def _bases(self) -> list[Span]:
        projects = dict.fromkeys(row.project for row in self.view.board)
        spans = []
        for name in projects:
            project = self.view.projects.get(name)
            base = f"{project.base} {self.view.bases.get(name, '')[:7]}" if project else ""
            spans.append(Span(f"   {name} {base}", "dim"))
        return spans

    def _nothing(self) -> AnyRow:
        look = self.shared.keymap.shown("app.refresh")
        said = f"no branch is ahead of its base: a first commit brings it here; {look} looks now"
        return words(Span(said, "dim"))

    def moved(self) -> None:
        """Facts and difference of the branch under the bar."""
        beside = self._out_of_sight()
        heads = head_row(self.view, self.app.size.width, beside) if self.view.board else []
        self._head.say([heads], [Span(beside, "low")])
        row = self.chosen.row
        self._block.display = self._facts.display = row is not None
        if row is None:
            self._diff_of = ("", "")
            self.diff.say()
            self.show_other(self._block, self._facts)
            return
        self._show_block(row)
        self._ask_for_prompts(row)
        self._ask_for_remarks(row)
        self._say_facts(row)
        state, question = difference_of(row)
        now = (row_key(row), state)
        if now != self._diff_of:
            self._diff_of = now
            self.diff.say(Span("reading the difference …", "dim"))
            self.ask(question, lambda diff: self._have_diff(now, diff), lambda why: self._no_diff(now, why))

    def _say_facts(self, row: BranchRow) -> None:
        said = self._facts_of(row, () if row.landed else self._asked)
        tall = self.rows.styles.height
        room = max(2, self.size.height - _AROUND - self._banner.tall - int(tall.value if tall else 0))
        if len(said) > room:  # the prompts have a key of their own, and the keys stay in sight
            said = self._facts_of(row, ())
        if len(said) > room:
            said = [[], *deciding_first(said[1:-1])]
        self._facts.say(said[:room])

    def _facts_of(self, row: BranchRow, asked: tuple[Prompt, ...]) -> list[list[Span]]:
        width = self.size.width
        return [[], *summary(self.shared, row, width, asked), *forecast_facts(row, width), []]

    def _ask_for_prompts(self, row: BranchRow) -> None:
        """Once for each branch, and again when something was typed to its agent."""
        agent = self.shared.agent(row.seat)
        now = (row_key(row), row.head, len(agent.queue) if agent else 0)
        if row.landed or now == self._asked_of:
            return
        self._asked = self._asked if now[0] == self._asked_of[0] else ()
        self._asked_of = now

        def have(found: tuple[Prompt, ...]) -> None:
            if self._asked_of == now and found != self._asked:
                self._asked = found
                if shown := self.chosen.row:
                    self._say_facts(shown)

        self.ask(AskPrompts(row.seat), have, lambda _: None)

    def _ask_for_remarks(self, row: BranchRow) -> None:
        """What was said in the pull request that is looked at: once for each, and again once it moved."""
        now = (row.project, row.pull.number, row.pull.updated) if row.pull else ("", 0, 0.0)
        if row.pull and now != self._heard_of:
            self.ask(AskRemarks(row.project, row.pull.number), lambda _: None, lambda _: None)
        self._heard_of = now

    def _show_block(self, row: BranchRow) -> None:
        ground = "merge_block" if row.may_land and not row.landed else "line"
        ink = "on_block" if ground == "merge_block" else "text"
        sign = state_of_row(row)[0]
        name = f"{self.shared.sign(sign)} {row.branch}"
        self._block.say([[Span(name, f"{ink} bold"), Span(f"   {candidate_words(row)}", ink)]], ground=ground)

    def _have_diff(self, of: tuple[str, str], diff: str) -> None:
        if (
            of == self._diff_of
        ):  # a branch asks another question than one that landed: the bar may have moved on
            self.diff.read(diff, of=of[0])

    def _no_diff(self, of: tuple[str, str], why: str) -> None:
        if of == self._diff_of:
            self.diff.say(Span(f"the difference was not read: {why}", "low"))

    def on_row_clicked(self, event: RowClicked) -> None:
        """Point at a branch."""
        if event.rows is self.rows:
            self.moved()
            self.repaint_all()

    def do_scroll_down(self) -> None:
        """Scroll the difference."""
        self.diff.scroll(max(1, self.diff.size.height // 2))

    def do_scroll_up(self) -> None:
        """Scroll it back."""
        self.diff.scroll(-max(1, self.diff.size.height // 2))

    def do_land(self) -> None:
        """The facts, then ``m`` once more; of marked branches, the train is made ready first."""
        if train := self._train():
            wanted = Proposal(train[0].project, tuple(row.seat for row in train))
            self.app.push_screen(TrainDialog(self.shared, wanted))
        else:
            super().do_land()

    def do_detail(self) -> None:
        """The branch whole."""
        if row := self.chosen.row:
            self.app.push_screen(DetailScreen(self.shared, row))

    def do_mark(self) -> None:
        """Mark it as the next of the train, or unmark it."""
        row = self.chosen.row
        if row is None:
            return
        others = [one for one in self._train() if one.project != row.project]
        if row_key(row) in self._marked:
            self._marked.remove(row_key(row))
        elif others:
            self.say(f"a train goes to one target: {others[0].branch} is of {others[0].project}", bad=True)
            return
        else:
            self._marked.append(row_key(row))
        self.show()
        self.do_down()

    def do_mark_all(self) -> None:
        """Mark what may land of one project, in the order of the board, which breaks least; again unmarks it."""
        row = self.chosen.row
        if row is None:
            return
        able = [
            row_key(one)
            for one in in_order(self.view)
            if one.may_land and not one.landed and one.project == row.project
        ][:MOST_MEMBERS]
        self._marked = [] if self._marked == able else able
        self.show()

    def do_undo(self) -> None:
        """What takes back what landed is made ready; it is gated and approved as any other."""
        if row := self.chosen.row:
            wanted = Proposal(row.project, (row.seat,), row.landed)
            self.app.push_screen(TrainDialog(self.shared, wanted))

    def do_back(self) -> None:
        """The marks first, then the board."""
        if not self._marked:
            super().do_back()
            return
        self._marked.clear()
        self.show()
