"""Why something cannot be done in this process."""

from __future__ import annotations

from fleetui.model.view import FleetView
from fleetui.ui.actions.selection import Selection


def only_watches(view: FleetView) -> str | None:
    """Why nothing can be done from here while another process acts."""
    if view.owner != "other":
        return None
    return f"this dashboard only watches: pid {view.owner_pid} acts, T takes over"


def needs_watching(view: FleetView, _chosen: Selection) -> str | None:
    """Needs another process to be the owner."""
    return "this dashboard acts already" if view.owner == "self" else None
