"""Why something cannot be done with what runs in the operator's tmux without a seat."""

from __future__ import annotations

from fleetui.model.view import FleetView
from fleetui.ui.actions.selection import Selection


def needs_found(view: FleetView, _chosen: Selection) -> str | None:
    """Needs agents that run in the operator's tmux and were not taken yet."""
    return None if view.found else "no agent that could be taken was found in your tmux"


def needs_found_or_unread(view: FleetView, chosen: Selection) -> str | None:
    """Needs agents without a seat in the operator's tmux, also such as no profile reads."""
    return None if view.unread else needs_found(view, chosen)


def needs_unread(_view: FleetView, chosen: Selection) -> str | None:
    """Needs one under the bar that no profile reads."""
    one = next((one for one in chosen.found if one.program), None)
    return (
        None
        if one
        else "only what no profile reads can be dismissed: the others are left alone until you take them"
    )


def needs_chosen_found(view: FleetView, chosen: Selection) -> str | None:
    """Needs at least one found agent that is marked or pointed at."""
    if any(one.program for one in chosen.found):
        one = next(one for one in chosen.found if one.program)
        return f"no profile reads {one.program}; {one.advice}"
    return needs_found(view, chosen) or (None if chosen.found else "mark one with space first")
