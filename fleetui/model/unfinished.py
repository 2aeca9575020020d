"""What git has begun in a worktree and not ended: meanwhile it stands on no branch, and nothing of it can land."""

from __future__ import annotations

from fleetui.model.value import value

REBASE = "rebase"
BISECTION = "bisection"
_ENDED_BY = {REBASE: "git rebase --continue, or --abort,", BISECTION: "git bisect reset"}


@value
class Unfinished:
    """A rebase or a bisection, and the branch that it was begun on."""

    what: str
    branch: str


def why_no_branch(unfinished: Unfinished | None, head: str, branch: str) -> str:
    """Why a worktree that stands on no branch has nothing that may land, and what to do there."""
    if unfinished:
        return f"{unfinished.what} in progress: {_ENDED_BY[unfinished.what]} in its worktree ends it"
    return (
        f"on no branch, at {head[:9]}: git switch {branch} in its worktree goes back "
        f"(git branch NAME {head[:9]} before keeps what is new)"
    )
