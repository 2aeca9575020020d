"""Why something cannot be done with a review of a patch or a document."""

from __future__ import annotations

from fleetui.model.review.rules import ReviewState
from fleetui.model.view import FleetView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.why_not.board import needs_row, needs_row_of_agent


def needs_review(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch of a project with a review."""
    if chosen.row is None:
        return needs_row(view, chosen)
    if chosen.row.review is None:
        return f"no review is configured: add [projects.{chosen.row.project}.review] to fleet.toml"
    return None


def needs_reviewable(view: FleetView, chosen: Selection) -> str | None:
    """Needs a patch about which nothing is said yet."""
    if why := needs_row_of_agent(view, chosen) or needs_review(view, chosen):
        return why
    row = chosen.row
    if row is None or row.review is None or row.candidate is None or not row.candidate.commit:
        return "there is no patch to review"
    if row.landed:
        return f"landed as {row.landed[:7]}"
    match row.review.state:
        case ReviewState.WAITING | ReviewState.RUNNING:
            return "it is being reviewed already"
        case ReviewState.ACCEPTED | ReviewState.REJECTED:
            return f"it was {row.review.state} as it is: nothing changed since"
        case _:
            return None


def needs_open_review(view: FleetView, chosen: Selection) -> str | None:
    """Needs a review that is under way, or that waits for its fix."""
    if why := needs_review(view, chosen):
        return why
    review = chosen.row.review if chosen.row else None
    return None if review and review.live else "no review of it is under way"


def needs_document(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a document whose review is over, and that changed since or failed."""
    one = chosen.document
    if one is None:
        return "there is no document here: n has one reviewed"
    match one.state:
        case ReviewState.WAITING | ReviewState.RUNNING:
            return "it is being reviewed already"
        case ReviewState.ACCEPTED | ReviewState.REJECTED:
            return f"it was {one.state} as it is: nothing changed since"
        case _:
            return None


def needs_found_in_document(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a document in which something was found."""
    found = chosen.document is not None and (chosen.document.open or chosen.document.stops)
    return None if found else "no review of it found anything"


def needs_open_document(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a document whose review is under way, or holds a queue."""
    one = chosen.document
    return None if one and (one.live or one.stops) else "no review of it is under way"
