"""What the board does with the pull requests that no agent of the fleet made."""

from __future__ import annotations

from fleetui.model.commands import RemarkAnswer
from fleetui.model.unseated_pulls import PullRow, unseated
from fleetui.ui.board.actions import BranchActions
from fleetui.ui.board.branch_rows import row_key
from fleetui.ui.board.forge.comment import CommentDialog, draft_key
from fleetui.ui.board.forge.fetching import fetch
from fleetui.ui.board.forge.others import HEADING, are_folded, fold, other_block, other_facts, other_text
from fleetui.ui.draw.fixed_rows import FixedRows
from fleetui.ui.draw.rows import Rows
from fleetui.ui.queue.editor import FollowUpEditor
from fleetui.ui.shell.dialogs.log import LogScreen


class OtherPulls(BranchActions, inherit_bindings=False):
    """Every handler acts on ``chosen.pull`` where that is set, else as for a branch."""

    rows: Rows

    def other_chosen(self) -> PullRow | None:
        """The one under the bar."""
        return next((one for one in unseated(self.view) if one.key == self.rows.chosen), None)

    def show_other(self, block: FixedRows, facts: FixedRows) -> None:
        """The one under the bar, where there is one."""
        row = self.other_chosen()
        block.display = facts.display = row is not None
        if row is None:
            return
        room = max(6, self.size.height - self.rows.size.height - 7)
        block.say([other_block(self.shared, row)], ground="line")
        facts.say(other_facts(self.shared, row, self.size.width)[:room])

    def fetched_chosen(self) -> None:
        """Keep the bar on a pull request that became a row of the board."""
        found = next((one for one in self.view.board if one.fetched and one.seat == self.rows.chosen), None)
        if found:
            self.rows.chosen = row_key(found)

    def do_land(self) -> None:
        """Fetch it, so that it can be looked at, gated and released; of a branch the facts of its release."""
        row = self.other_chosen()
        if row is None:
            super().do_land()
        else:
            fetch(self, self.shared, row)

    def do_log(self) -> None:
        """Its checks and what was said in it; of a branch the log of a gate."""
        row = self.other_chosen()
        if row is None:
            super().do_log()
            return
        text = other_text(self.shared, row, self.app.size.width)
        self.app.push_screen(LogScreen(self.shared, f"{row.project}   {row.pull.said}", "", text=text))

    def do_remarks(self) -> None:
        """What others said in it, in the audit."""
        row = self.other_chosen()
        if row is None:
            super().do_remarks()
        else:
            self.dashboard.go("audit", row.key)

    def do_send_back(self) -> None:
        """Write to the hosted agent that made it, else a comment below it; of a branch what keeps it out."""
        row = self.chosen.pull
        if row is None:
            super().do_send_back()
            return
        if row.seat:
            self.app.push_screen(FollowUpEditor(self.shared, (row.seat,)))
            return

        def said(answer: RemarkAnswer | None) -> None:
            if answer:
                self.app.run_worker(self._comment(answer, draft_key(row)), group="act")

        self.app.push_screen(CommentDialog(self.shared, row), said)

    async def _comment(self, answer: RemarkAnswer, draft: str) -> None:
        outcome = await self.shared.link.say_there(answer)
        where = f": {outcome.value}" if outcome.ok and outcome.value else ""
        self.say(f"{outcome.text}{where}", bad=not outcome.ok)
        if outcome.ok:
            self.shared.drafts.pop(draft, None)

    def do_others(self) -> None:
        """Fold them away, or show them."""
        memory = self.shared.memory
        fold(memory, away=not are_folded(memory))
        if self.other_chosen():
            self.rows.chosen = HEADING
        self.show()
