"""What can go back to the author of a branch as a follow-up: a failed gate or check, findings, what others said."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.engine.link import AskLog
from fleetui.model.commands import SendRemarks
from fleetui.model.counts import count
from fleetui.model.evidence import Verdict
from fleetui.model.value import value
from fleetui.model.view import BranchRow, GateMark
from fleetui.ui.actions.why_not.forge import lacks_commits_of_its_pull, untold
from fleetui.ui.board.branch_rows import worst_gate
from fleetui.ui.board.forge.pushing import together_text, together_words
from fleetui.ui.board.forge.red_checks import send_red_checks
from fleetui.ui.board.reviews.marks import back_to_author
from fleetui.ui.queue.editor import FollowUpEditor
from fleetui.ui.shell.screen import FleetScreenBase
from fleetui.ui.shell.shared_state import SharedState

_TAIL = 40
"""Rows of a failed gate's log that go back to the agent."""


@value
class Way:
    """One thing that can go back."""

    said: str
    do: Callable[[], None]


def send_back_ways(screen: FleetScreenBase, shared: SharedState, row: BranchRow) -> list[Way]:
    """All of them, what keeps the branch out first."""
    ways = []
    mark = worst_gate(row)
    if mark is not None and mark.verdict in (Verdict.FAIL, Verdict.ERROR):
        ways.append(Way(f"the end of the log of {mark.gate}", lambda: _send_gate(screen, shared, row, mark)))
    if row.pull and row.pull.tally.failed:
        said = f"{count(row.pull.tally.failed, 'red check')} of #{row.pull.number}, with the end of the log"
        ways.append(
            Way(said, lambda: send_red_checks(screen, row, lambda text: _edit(screen, shared, row, text)))
        )
    if found := back_to_author(row):
        ways.append(Way("what the review found", lambda: _edit(screen, shared, row, found)))
    if lacks_commits_of_its_pull(row):
        ways.append(Way(together_words(row), lambda: _edit(screen, shared, row, together_text(row))))
    if row.pull and (number := untold(shared.view, row)):
        pull = row.pull.number
        ways.append(
            Way(f"{count(number, 'remark')} on #{pull}", lambda: screen.act(SendRemarks(row.seat, pull)))
        )
    return ways


def _edit(screen: FleetScreenBase, shared: SharedState, row: BranchRow, text: str) -> None:
    screen.app.push_screen(FollowUpEditor(shared, (row.seat,), text=text))


def _send_gate(screen: FleetScreenBase, shared: SharedState, row: BranchRow, mark: GateMark) -> None:
    head = f"The gate {mark.gate} fails on your branch {row.branch}: {mark.detail}".rstrip(": ")

    def have(log: str) -> None:
        lines = log.rstrip().splitlines()[-_TAIL:]
        text = "\n".join([f"{head}. The end of its log:", "", *lines, "", "Please fix it and commit."])
        _edit(screen, shared, row, text)

    def failed(why: str) -> None:
        screen.say(f"the log was not read: {why}", bad=True)
        _edit(screen, shared, row, f"{head}. Please fix it and commit.")

    if mark.log:
        screen.ask(AskLog(mark.log), have, failed)
    else:
        failed("there is none")
