"""Why something cannot be done with a pull request, its checks, or what was said in it."""

from __future__ import annotations

from fleetui.model.forge.remarks import RemarkKind
from fleetui.model.forge.wishes.unpushed import why_not_pushed
from fleetui.model.review.rules import ReviewState
from fleetui.model.unseated_pulls import PullRow, unseated
from fleetui.model.view import BranchRow, FleetView
from fleetui.ui.actions.selection import Selection
from fleetui.ui.actions.why_not.board import needs_branch, needs_row, row_of
from fleetui.ui.actions.why_not.owner import only_watches


def needs_others(view: FleetView, _chosen: Selection) -> str | None:
    """Needs a pull request without an agent, anywhere on the board."""
    return None if unseated(view) else "no pull request without an agent is known"


def needs_red(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch with a gate that failed and left a log, with a review that found something, or with a pull
    request that has a red check or commits that are not here, or in which something was said that its agent was not
    told; or a pull request without an agent, in the process that acts."""
    if chosen.pull:
        return _why_not_comment(view, chosen.pull)
    if chosen.row is None:
        return needs_row(view, chosen)
    if chosen.row.fetched:
        return "a comment below it is written on the board"
    if untold(view, chosen.row):
        return None
    failed = any(mark.verdict in ("fail", "error") for mark in chosen.row.gates)
    review = chosen.row.review
    found = review is not None and (review.open or review.unkept or review.state is ReviewState.REJECTED)
    if (
        failed
        or found
        or (chosen.row.pull and chosen.row.pull.tally.failed)
        or lacks_commits_of_its_pull(chosen.row)
    ):
        return None
    said = (
        ", no check of it is red and all that was said in its pull request went out"
        if chosen.row.pull
        else ""
    )
    return f"no gate failed on this branch, and no review found anything{said}"


def _why_not_comment(view: FleetView, row: PullRow) -> str | None:
    if why := only_watches(view):
        return why
    known = row.seat or (row.heard is not None and row.heard.said is not None)
    return None if known else f"what was said in #{row.pull.number} is not known yet"


def needs_openable(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch with work that has no pull request, or whose pull request lacks commits of it and no others, of a
    project whose repository is written, in the process that acts."""
    row = chosen.row
    if row is None:
        return needs_row(view, chosen)
    if why := only_watches(view):
        return why
    project = view.projects.get(row.project)
    if project is None or project.forge is None:
        return f"{row.project} has no forge: add [projects.{row.project}.github]"
    if not project.forge.repository:
        return f"nothing is done where a remote leads: write repository in [projects.{row.project}.github]"
    if row.landed:
        return "it landed"
    if row.pull is not None:
        return _why_not_push(row, row.pull.number)
    return None if row.ahead else "it has no commit of its own"


def needs_openable_agent(view: FleetView, chosen: Selection) -> str | None:
    """Needs an agent with such a branch."""
    row = row_of(view, chosen)
    return needs_branch(view, chosen) if row is None else needs_openable(view, Selection(row=row))


def _why_not_push(row: BranchRow, number: int) -> str | None:
    if row.pull and row.pull.head == row.head:
        return f"#{number} of this branch is open, with all that is committed here"
    if row.unpushed is None:
        return f"what #{number} lacks of this branch is not known yet"
    return why_not_pushed(number, row.unpushed) or None


def lacks_commits_of_its_pull(row: BranchRow) -> bool:
    """Whether its pull request has commits that its branch here lacks."""
    one = row.unpushed
    return one is not None and not row.landed and (bool(one.behind) or not one.known)


def needs_red_check(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch with a pull request that has a check that failed, in the process that acts."""
    if chosen.row is None:
        return needs_row(view, chosen)
    if why := only_watches(view):
        return why
    if chosen.row.pull is None:
        return "no pull request of this branch is known"
    return None if chosen.row.pull.tally.failed else f"no check of #{chosen.row.pull.number} is red"


def untold(view: FleetView, row: BranchRow) -> int:
    """How many remarks in its pull request its agent was not told."""
    heard = view.heard_of(row.project, row.pull.number) if row.pull else None
    return len(heard.due) if heard else 0


def needs_remarks(view: FleetView, chosen: Selection) -> str | None:
    """Needs a branch with a pull request in which something is open."""
    of = chosen.row or chosen.pull
    if of is None:
        return needs_row(view, chosen)
    if of.pull is None:
        return "no pull request of this branch is known"
    heard = view.heard_of(of.project, of.pull.number)
    if heard is None or heard.said is None:
        return f"what was said in #{of.pull.number} is not known yet"
    return None if heard.remarks else f"nothing is open in #{of.pull.number}"


def needs_remark(_view: FleetView, chosen: Selection) -> str | None:
    """Needs a remark."""
    return None if chosen.remark else "nothing is open here"


def needs_untold(view: FleetView, chosen: Selection) -> str | None:
    """Needs a remark in a pull request of an agent that was not told everything in it."""
    row = chosen.remark
    if row is None:
        return needs_remark(view, chosen)
    if row.agent is None:
        return f"#{row.number} is of no agent of this fleet"
    if row.agent.hosted:
        return f"{row.agent.name} sees its own pull request: f on its tile tells it what to do about that"
    return None if row.heard and row.heard.due else f"everything open on #{row.number} was sent already"


def needs_thread(view: FleetView, chosen: Selection) -> str | None:
    """Needs a thread that nobody resolved."""
    row = chosen.remark
    if row is None:
        return needs_remark(view, chosen)
    if row.now.remark.kind is not RemarkKind.THREAD:
        return f"a {row.now.remark.kind} cannot be resolved: r replies"
    return "somebody resolved it already" if row.now.remark.resolved else None
