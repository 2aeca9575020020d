"""What failed in a pull request's checks: back to its author, or again."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.engine.link import AskRedChecks
from fleetui.model.counts import count
from fleetui.model.forge.wishes.pull_acts import PullWish, RerunChecks
from fleetui.model.forge.wishes.red_checks import RedChecks, told
from fleetui.model.view import BranchRow
from fleetui.ui.shell.dialogs.confirm import ConfirmDialog
from fleetui.ui.shell.screen import FleetScreenBase
from fleetui.ui.shell.shared_state import SharedState


def send_red_checks(screen: FleetScreenBase, row: BranchRow, edit: Callable[[str], None]) -> None:
    """Read what failed, and have the follow-up looked over."""
    if row.pull is None:
        return
    number = row.pull.number

    def have(checks: RedChecks) -> None:
        edit(told(checks))

    screen.say(f"reading what failed in #{number} …")
    screen.ask(
        AskRedChecks(row.project, number),
        have,
        lambda why: screen.say(f"what failed was not read: {why}", bad=True),
    )


def ask_to_rerun(screen: FleetScreenBase, shared: SharedState, row: BranchRow) -> None:
    """Have the failed jobs begin again, after a question: it takes time of machines that others wait for, too."""
    if row.pull is None:
        return
    pull = row.pull
    failed = count(pull.tally.failed, "check")
    wish = RerunChecks(row.project, pull.number, pull.head)
    lines = (
        f"{failed} failed on {pull.head[:9]}. The jobs that failed begin again on that same commit.",
        "It is asked for once, with your login.",
    )
    dialog = ConfirmDialog(shared, f"Run what failed in #{pull.number} again?", lines)
    screen.app.push_screen(dialog, lambda yes: wished(screen, shared, wish) if yes else None)


def wished(screen: FleetScreenBase, shared: SharedState, wish: PullWish) -> None:
    """Have it done, and say what came of it."""

    async def act() -> None:
        outcome = await shared.link.act_there(wish)
        screen.say(outcome.text, bad=not outcome.ok)

    screen.app.run_worker(act(), group="act")
