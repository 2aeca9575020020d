"""What can be done to one branch, from the board and from its own view alike."""

from __future__ import annotations

from fleetui.engine.link import AskCandidateDiff, AskDiff, AskGateLog, AskPrompts, AskWhy
from fleetui.model.commands import CloseReview, RunGates, StartReview, StopGates
from fleetui.model.difference.reading import DiffLine
from fleetui.model.evidence import Verdict
from fleetui.model.view import BranchRow, GateMark
from fleetui.ui.board.behind import ask_to_rebase
from fleetui.ui.board.branch_rows import asked_text, landed_text, row_key, running_gate, worst_gate
from fleetui.ui.board.change import ChangeScreen
from fleetui.ui.board.forge.fetching import ask_to_gate
from fleetui.ui.board.forge.opening import push_or_open
from fleetui.ui.board.forge.red_checks import ask_to_rerun
from fleetui.ui.board.landing import LandingDialog, on_board
from fleetui.ui.board.reviews.documents import DocumentsScreen
from fleetui.ui.board.reviews.findings import FindingsScreen
from fleetui.ui.board.send_back import send_back_ways
from fleetui.ui.draw.strips import folded
from fleetui.ui.shell.dialogs.choice import ChoiceDialog
from fleetui.ui.shell.dialogs.log import LogScreen
from fleetui.ui.shell.screen import FleetScreenBase


def difference_of(row: BranchRow) -> tuple[str, AskCandidateDiff | AskDiff]:
    """What a branch brings: of its candidate, or of what landed, else of its worktree; with what it depends on."""
    commit = row.landed or (row.candidate.commit if row.candidate else "")
    return commit or row.head, AskCandidateDiff(row.seat) if commit or row.fetched else AskDiff(row.seat)


class BranchActions(FleetScreenBase, inherit_bindings=False):
    """Every handler acts on ``chosen.row``; the table's ``why_not`` made sure that there is one."""

    def do_land(self) -> None:
        """The facts, then ``m`` once more."""
        row = self.chosen.row
        if row and row.ungated:
            ask_to_gate(self, self.shared, row)
        elif row:
            self.app.push_screen(LandingDialog(self.shared, (row,), on_board(row)))

    def do_happened(self) -> None:
        """Where the report of a turn and the files differ."""
        if row := self.chosen.row:
            self.dashboard.open("happened", row.seat)

    def do_log(self) -> None:
        """The log of the gate that matters most."""
        row = self.chosen.row
        mark = (running_gate(row) or worst_gate(row)) if row else None
        if row is None or mark is None:
            self.say("no gate left a log on this candidate", bad=True)
            return
        self.show_log(row, mark)

    def show_log(self, row: BranchRow, mark: GateMark) -> None:
        """What a gate wrote; of one that runs, as it grows."""
        if mark.verdict is Verdict.RUNNING:
            self._follow(row, mark)
        elif mark.log:
            title = f"{row.branch}   {mark.gate} {mark.verdict}   {mark.detail}"
            self.app.push_screen(LogScreen(self.shared, title, mark.log))
        else:
            self.say("no gate left a log on this candidate", bad=True)

    def do_change(self) -> None:
        """Point at lines of what its agent has now."""
        self.change_at(None)

    def change_at(self, line: DiffLine | None) -> None:
        """The same, beginning at a line."""
        if row := self.chosen.row:
            self.app.push_screen(ChangeScreen(self.shared, row, line))

    def do_why(self) -> None:
        """The prompts that led here; of what landed, its whole story."""
        row = self.chosen.row
        if row is None:
            return

        def tell(story: str) -> None:
            text = folded(story, self.app.size.width - 2)
            self.app.push_screen(LogScreen(self.shared, f"why   {row.branch}", "", text=text))

        def failed(why: str) -> None:
            self.say(f"its story was not read: {why}", bad=True)

        if row.landed:
            landed = AskWhy(project=row.project, commit=row.landed)
            self.ask(landed, lambda why: tell(landed_text(why)), failed)
        else:
            self.ask(AskPrompts(row.seat), lambda prompts: tell(asked_text(prompts)), failed)

    def do_answer(self) -> None:
        """Type to the agent whose branch it is."""
        if row := self.chosen.row:
            self.dashboard.open("typing", row.seat)

    def do_gates(self) -> None:
        """Run them again."""
        row = self.chosen.row
        if row and row.fetched:
            ask_to_gate(self, self.shared, row)
        elif row:
            self.act(RunGates(row.seat))

    def do_stop_gates(self) -> None:
        """End those that run."""
        if row := self.chosen.row:
            self.act(StopGates(row.seat))

    def _follow(self, row: BranchRow, mark: GateMark) -> None:
        """The log of a gate that runs, as it grows; once it ended, the stored one."""

        def ended() -> str | None:
            now = next((one for one in self.view.board if row_key(one) == row_key(row)), None)
            found = next((one for one in now.gates if one.gate == mark.gate), None) if now else None
            if found is None:
                return ""
            return None if found.verdict is Verdict.RUNNING else found.log

        title = f"{row.branch}   {mark.gate} runs"
        ask = AskGateLog(mark.commit, mark.gate)
        self.app.push_screen(LogScreen(self.shared, title, "", live=ask, ended=ended))

    def do_review(self) -> None:
        """Somebody else looks at the patch, or again at what became of it."""
        if row := self.chosen.row:
            self.act(StartReview(row.seat))

    def do_findings(self) -> None:
        """All that was found."""
        if row := self.chosen.row:
            self.app.push_screen(FindingsScreen(self.shared, row))

    def do_documents(self) -> None:
        """Plans and documents of its agent under review."""
        if row := self.chosen.row:
            self.app.push_screen(DocumentsScreen(self.shared, row.seat))

    def do_close_review(self) -> None:
        """Give its review up; the next patch has the seat."""
        if row := self.chosen.row:
            self.act(CloseReview(row.seat))

    def do_send_back(self) -> None:
        """What keeps it out, as a follow-up: a failed gate's or check's log, findings, or what was said in its pull
        request.

        Where there are several, one is chosen; all but what others said is looked over before it is queued.
        """
        row = self.chosen.row
        if row is None:
            return
        ways = send_back_ways(self, self.shared, row)
        if len(ways) == 1:
            ways[0].do()
        elif ways:
            dialog = ChoiceDialog(self.shared, f"Send back to {row.seat}", [one.said for one in ways])
            self.app.push_screen(dialog, lambda place: ways[place].do() if place is not None else None)

    def do_open_pull(self) -> None:
        """A pull request of it, after a look at its text; where it has one, what is not pushed goes there."""
        if row := self.chosen.row:
            push_or_open(self, self.shared, row)

    def do_rerun(self) -> None:
        """What failed in its pull request begins again."""
        if row := self.chosen.row:
            ask_to_rerun(self, self.shared, row)

    def do_remarks(self) -> None:
        """What others said in its pull request, in the audit."""
        if row := self.chosen.row:
            self.dashboard.go("audit", row.seat)  # the name of a fetched pull request is its key there

    def do_rebase(self) -> None:
        """Those that are behind, after a look at what is queued for them."""
        if row := self.chosen.row:
            ask_to_rebase(self, self.shared, row)

    def do_look(self) -> None:
        """The agent whose branch it is."""
        if row := self.chosen.row:
            self.dashboard.go("focus", row.seat)
