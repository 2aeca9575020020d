"""The base comes into a pull request's branch at the forge; its agent is told to pull before it goes on."""

from __future__ import annotations

from fleetui.model.clean import clean_line
from fleetui.model.expansion import neutral
from fleetui.model.forge.wishes.pull_acts import UpdatePull
from fleetui.model.view import BranchRow, FleetView
from fleetui.ui.queue.editor import FollowUpEditor
from fleetui.ui.shell.screen import FleetScreenBase
from fleetui.ui.shell.shared_state import SharedState


def may_update(view: FleetView, row: BranchRow) -> bool:
    """Whether that can be asked for: the forge has what stands here, and where to ask is written."""
    project = view.projects.get(row.project)
    forge = project.forge if project else None
    if row.pull is None or row.landed or forge is None or not forge.repository or row.pull.of_fork:
        return False
    return row.pull.head == row.head and (row.pull.behind or row.is_behind)


def update_words(row: BranchRow) -> str:
    """What is offered."""
    number = row.pull.number if row.pull else 0
    return f"on the forge: {clean_line(row.target, 40)} into #{number}, which moves its branch there"


def update(screen: FleetScreenBase, shared: SharedState, row: BranchRow) -> None:
    """Have it done, then look over what its agent is told."""
    if row.pull is None:
        return
    wish = UpdatePull(row.project, row.pull.number, row.pull.head)

    async def act() -> None:
        outcome = await shared.link.act_there(wish)
        screen.say(outcome.text, bad=not outcome.ok)
        if outcome.ok:
            screen.app.push_screen(FollowUpEditor(shared, (row.seat,), text=_told(row)))

    screen.app.run_worker(act(), group="act")


def _told(row: BranchRow) -> str:
    number = row.pull.number if row.pull else 0
    branch, target = neutral(clean_line(row.branch, 80)), neutral(clean_line(row.target, 80))
    return (
        f"The forge merged {target} into the branch {branch} of your pull request #{number}. Before you go on: commit "
        f"what you have, then merge what is there (git pull --no-rebase origin {branch}, where origin is the forge): "
        f"your branch here has to hold it, too. Do not push by force."
    )
