"""Why a pull request without an agent cannot be fetched to be released here now."""

from __future__ import annotations

from fleetui.model.unseated_pulls import PullRow
from fleetui.model.view import FleetView
from fleetui.ui.actions.why_not.owner import only_watches


def why_not_fetched(view: FleetView, row: PullRow) -> str | None:
    """Needs a project that merges on its forge, where that is written, and the process that acts."""
    project, number = view.projects.get(row.project), row.pull.number
    if why := only_watches(view):
        return why
    if project is None or project.forge is None or not project.forge.merges:
        return f"#{number} is merged there: [projects.{row.project}.github] has no merges = true"
    if not project.forge.repository:
        return f"nothing is done where a remote leads: write repository in [projects.{row.project}.github]"
    if row.pull.base != project.base:
        return f"#{number} goes to {row.pull.base}, and {row.project} releases {project.base}"
    known = view.pulls.get(row.project)
    return f"nothing newer is known of #{number}: {known.why}" if known and known.why else None
