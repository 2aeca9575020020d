"""What the operator has done with a pull request or an issue by a key, and whether the forge has it. Pure."""

from __future__ import annotations

from fleetui.model.forge.wishes.fetched import FetchPull
from fleetui.model.forge.wishes.hosted import HostedWish
from fleetui.model.value import value

RERUN, OPEN, ASSIGN, LABEL = "rerun", "open", "assign", "label"
UPDATE, DISPATCH, PUSH = "update", "dispatch", "push"


@value
class PullAct:
    """One thing whose end is not known."""

    id: str
    project: str
    number: int
    """0 for one that is to be made."""
    kind: str
    about: str
    """What it is done to: the run of a workflow, a branch."""
    before: str
    """What was so before: how often that run was begun, the commit of that branch, whom it is for."""
    at: float


@value
class RerunChecks:
    """Begin again what failed on a pull request.

    Not a command on purpose, like ``Approval``: no other process can ask for it.
    """

    project: str
    number: int
    head: str
    """The commit whose checks were seen."""


@value
class AssignIssue:
    """Assign and label an issue as its project says. Not a command on purpose, as above."""

    project: str
    number: int


@value
class OpenPull:
    """Push an agent's branch, and make a pull request of it. No command, as ``RerunChecks``."""

    project: str
    seat: str
    branch: str
    head: str
    """The commit that was seen."""
    text: str
    """Title in the first line, the body below."""
    draft: bool = False


@value
class PushPull:
    """Push what an agent's branch has and its pull request lacks. No command, as ``RerunChecks``."""

    project: str
    seat: str
    number: int
    branch: str
    head: str
    """The commit that was seen here."""
    there: str
    """The one that was seen there."""


@value
class UpdatePull:
    """Bring the base into the branch of a pull request, at the forge. No command, as ``RerunChecks``."""

    project: str
    number: int
    head: str
    """The commit that was seen."""


@value
class DispatchComment:
    """Post a follow-up as a comment of an issue, and have its agent read it there. No command, as ``RerunChecks``."""

    project: str
    name: str
    """The agent."""
    number: int
    text: str


PullWish = (
    RerunChecks | AssignIssue | OpenPull | PushPull | UpdatePull | DispatchComment | FetchPull | HostedWish
)
