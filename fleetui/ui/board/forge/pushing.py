"""Commits that a branch's pull request lacks: pushed after a look, or brought together by its agent first."""

from __future__ import annotations

from fleetui.model.clean import clean_line
from fleetui.model.counts import count
from fleetui.model.expansion import neutral
from fleetui.model.forge.wishes.pull_acts import PushPull
from fleetui.model.forge.wishes.unpushed import Unpushed
from fleetui.model.view import BranchRow
from fleetui.ui.board.forge.red_checks import wished
from fleetui.ui.shell.dialogs.confirm import ConfirmDialog
from fleetui.ui.shell.screen import FleetScreenBase
from fleetui.ui.shell.shared_state import SharedState


def ask_to_push(screen: FleetScreenBase, shared: SharedState, row: BranchRow) -> None:
    """Have them pushed, after a look at what goes out."""
    pull, one = row.pull, row.unpushed
    if pull is None or one is None:
        return
    wish = PushPull(row.project, row.seat, pull.number, row.branch, one.here, one.there)
    dialog = ConfirmDialog(shared, f"Push {count(one.ahead, 'commit')} to #{pull.number}?", _lines(row, one))

    def answered(yes: bool | None) -> None:
        if yes:
            screen.say(f"pushing {clean_line(row.branch, 60)} …")
            wished(screen, shared, wish)

    screen.app.push_screen(dialog, answered)


def _lines(row: BranchRow, one: Unpushed) -> tuple[str, ...]:
    left = one.ahead - len(one.subjects)
    dirty = f"{count(row.dirty, 'file')} not committed: not in it." if row.dirty else ""
    return (
        *(f"· {clean_line(subject, 100)}" for subject in one.subjects),
        *((f"  and {left} more",) if left > 0 else ()),
        f"{one.there[:9]} becomes {one.here[:9]} there, never by force, with your login.",
        *((dirty,) if dirty else ()),
    )


def together_words(row: BranchRow) -> str:
    """What is offered where its pull request has what is not here."""
    number = row.pull.number if row.pull else 0
    return f"have it merge what only #{number} has"


def together_text(row: BranchRow) -> str:
    """What its agent is told then."""
    number = row.pull.number if row.pull else 0
    branch = neutral(clean_line(row.branch, 80))
    there = row.pull.head[:12] if row.pull else ""
    return (
        f"The branch {branch} of your pull request #{number} stands on {there} on the forge, which your branch here "
        f"does not hold. Before you go on: commit what you have, then merge what is there (git pull --no-rebase origin "
        f"{branch}, where origin is the forge). Do not push by force, and throw nothing away that somebody else pushed."
    )
