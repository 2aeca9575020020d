"""Why something cannot be done with a train of branches."""

from __future__ import annotations

from fleetui.model.view import FleetView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.why_not.board import needs_row, needs_row_of_agent

MOST_MEMBERS = 9
"""Branches of one train: as many as a small terminal shows whole before they are released."""


def needs_train_member(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch that has something to land, to mark it; one that is marked already can be unmarked."""
    row = chosen.row
    if row is None or row.fetched or row.branch in chosen.train:
        return needs_row_of_agent(view, chosen)
    if row.landed:
        return f"landed as {row.landed[:7]}"
    if row.candidate is None or not row.candidate.commit:
        return row.why_not or "it has no candidate"
    return f"a train has at most {MOST_MEMBERS} branches" if len(chosen.train) >= MOST_MEMBERS else None


def needs_markable(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch whose project has one that may land."""
    if chosen.row is None:
        return needs_row(view, chosen)
    project = chosen.row.project
    able = any(row.may_land and not row.landed for row in view.board if row.project == project)
    return None if able else f"nothing of {project} may land"


def needs_better_order(view: FleetView, _chosen: Selection) -> str | None:
    """Needs a train for which another order breaks less."""
    return None if view.train and view.train.better else "no other order is known to break less"


def needs_ready_train(view: FleetView, _chosen: Selection) -> str | None:
    """Needs a train whose members all passed."""
    return "its candidates are built" if view.train is None else view.train.why_not or None
