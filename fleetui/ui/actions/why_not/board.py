"""Why something cannot be done with a branch on the merge board, or with the agent it is of."""

from __future__ import annotations

from fleetui.model.view import BranchRow, FleetView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.why_not.agents import needs_agent
from fleetui.ui.actions.why_not.fetched import why_not_fetched
from fleetui.ui.actions.why_not.owner import only_watches


def needs_row(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch."""
    if chosen.row is None and chosen.pull and chosen.pull.seat:
        return f"#{chosen.pull.pull.number} is {chosen.pull.seat}'s, which runs at its maker's: no branch of it is here"
    if chosen.row is None and chosen.pull:
        return f"#{chosen.pull.pull.number} is of no agent of this fleet"
    return None if chosen.row else "there is no branch here"


def needs_row_of_agent(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch of an agent."""
    if chosen.row and chosen.row.fetched:
        return f"#{chosen.row.fetched.number} is of no agent of this fleet"
    return needs_row(view, chosen)


def needs_row_or_pull(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch, or a pull request without an agent."""
    return None if chosen.pull else needs_row(view, chosen)


def needs_agent_or_row(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent, or a branch of one."""
    return None if chosen.agent or chosen.row else needs_agent(view, chosen)


def needs_branch(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent whose branch is on the merge board."""
    if chosen.agent is None:
        return needs_agent(view, chosen)
    if chosen.agent.hosted:
        return None if chosen.agent.pull else f"{chosen.agent.name} has no pull request yet"
    if any(row.seat == chosen.agent.name for row in view.board):
        return None
    return f"{chosen.agent.name} has no branch on the merge board"


def row_of(view: FleetView, chosen: Selection) -> BranchRow | None:
    """The branch of the agent, as the board has it."""
    name = chosen.agent.name if chosen.agent else ""
    return next((row for row in view.board if row.seat == name), None)


def needs_gateable(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch; or a pull request without an agent that was fetched, in the process that acts."""
    row = chosen.row
    if row is None and chosen.pull:
        return f"#{chosen.pull.pull.number} is not here: m fetches it first"
    if row is None or row.fetched is None:
        return needs_row(view, chosen)
    if why := only_watches(view):
        return why
    if row.landed:
        return f"landed as {row.landed[:7]}"
    made = row.candidate is not None and bool(row.candidate.commit)
    return None if made else row.why_not or "it has no candidate"


def needs_running_gate(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch one of whose gates runs."""
    if chosen.row is None:
        return needs_row(view, chosen)
    runs = any(mark.verdict == "running" for mark in chosen.row.gates)
    return None if runs else "no gate runs on this branch"


def needs_landable(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch that may land, or that only open remarks keep out, in the process that acts; or a pull request
    without an agent that can be fetched, or gated."""
    if chosen.row is None:
        return why_not_fetched(view, chosen.pull) if chosen.pull else needs_row(view, chosen)
    if why := only_watches(view):
        return why
    if chosen.train or chosen.row.ungated:
        return None
    if chosen.row.landed:
        return f"landed as {chosen.row.landed[:7]}"
    return None if chosen.row.can_release else (chosen.row.why_not or "it may not land")


def needs_landed(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch that landed and stands, in the process that acts."""
    if chosen.row is None:
        return needs_row(view, chosen)
    if why := only_watches(view):
        return why
    if chosen.row.fetched:
        return "what was merged on the forge is taken back there"
    if chosen.row.landed_pull:
        return f"#{chosen.row.landed_pull} was merged on the forge and is taken back there"
    if chosen.row.taken_back:
        return f"it was taken back by {chosen.row.taken_back[:7]}"
    return None if chosen.row.landed else "it did not land: there is nothing to take back"


def needs_behind(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch that has not landed, and one of its project that lacks commits of its base."""
    if chosen.row is None:
        return needs_row(view, chosen)
    if chosen.row.fetched:
        return needs_row_of_agent(view, chosen)
    if why := only_watches(view):
        return why
    if chosen.row.landed:
        return f"landed as {chosen.row.landed[:7]}: nothing of it is left to rebase"
    if chosen.row.pull and chosen.row.pull.behind:
        return None
    return None if view.behind(chosen.row.project) else f"no branch with work is behind {chosen.row.target}"
