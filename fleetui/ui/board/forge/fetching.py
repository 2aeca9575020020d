"""A pull request that no agent made: fetched by a key, gated by another, after it was said whose code that runs."""

from __future__ import annotations

from fleetui.model.clean import clean_line
from fleetui.model.forge.wishes.fetched import FetchedPull, FetchPull
from fleetui.model.unseated_pulls import PullRow
from fleetui.model.view import BranchRow
from fleetui.ui.board.forge.red_checks import wished
from fleetui.ui.draw.strips import Span
from fleetui.ui.shell.dialogs.confirm import ConfirmDialog
from fleetui.ui.shell.screen import FleetScreenBase
from fleetui.ui.shell.shared_state import SharedState

_GATES = 6
"""Gates that are named."""


def fetch(screen: FleetScreenBase, shared: SharedState, row: PullRow) -> None:
    """Bring exactly the commit that is shown; nothing of it runs."""
    screen.say(f"fetching #{row.pull.number} at {row.pull.head[:9]} …")
    wished(screen, shared, FetchPull(row.project, row.pull.number, row.pull.head))


def ask_to_gate(screen: FleetScreenBase, shared: SharedState, row: BranchRow) -> None:
    """Run the gates on what it would land, after a question that says whose code that is."""
    one = row.fetched
    if one is None:
        return
    wish = FetchPull(one.project, one.number, one.head, gates=True)
    names = ", ".join(mark.gate for mark in row.gates[:_GATES])
    lines = (
        f"{written_by(one)}, at {one.head[:9]}, merged with {row.target}: your gates run that ({names}).",
        "They run it as you, on this machine: it can read what you can, and reach your network.",
        "Look at its difference first.",
    )
    dialog = ConfirmDialog(shared, f"Run your gates on the code of #{one.number}?", lines)
    screen.app.push_screen(dialog, lambda yes: wished(screen, shared, wish) if yes else None)


def written_by(one: FetchedPull) -> str:
    """``#12, by octo, of a fork``: whose code it is."""
    where = "of a fork, so from outside this repository" if one.of_fork else "of a branch of the repository"
    return f"#{one.number} is by {clean_line(one.author, 40) or 'nobody'}, {where}"


def fetched_facts(row: BranchRow) -> list[list[Span]]:
    """Whose code it is, for one that no agent of the fleet made."""
    if row.fetched is None:
        return []
    where = ", of a fork" if row.fetched.of_fork else ""
    said = f"{row.who}{where}: no agent of yours wrote it"
    about = (
        [[Span(f"{'title':<12}", "dim"), Span(clean_line(row.pull.title, 90), "text")]] if row.pull else []
    )
    return [*about, [Span(f"{'from':<12}", "dim"), Span(said, "low")]]
