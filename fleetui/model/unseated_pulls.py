"""Open pull requests of no branch that an agent here has: of hosted agents, of programs, of other people. Pure."""

from __future__ import annotations

from fleetui.model.forge.answers import Heard, pull_key
from fleetui.model.forge.pull import Pull
from fleetui.model.hosted.agent import HostedAgent, hosted_of
from fleetui.model.value import value
from fleetui.model.view import BranchRow, FleetView


@value
class PullRow:
    """One pull request without a seat."""

    project: str
    pull: Pull
    heard: Heard | None = None
    """What was said in it; ``None`` where nobody asked yet."""
    hosted: HostedAgent | None = None
    """The hosted agent that made it, where one is known to."""
    seat: str = ""
    """The name of that one's seat; empty where it has none."""

    @property
    def key(self) -> str:
        """Names it on a screen."""
        return pull_key(self.project, self.pull.number)


def unseated(view: FleetView) -> tuple[PullRow, ...]:
    """All of them, by project; those of hosted agents with a seat first, then those of people before those of programs,
    the newest number first."""
    own = {(one.seat.project, one.pull.number) for one in view.agents if one.pull and not one.hosted}
    own |= {(row.project, row.pull.number) for row in view.board if row.pull}
    seats = {(one.seat.project, one.pull.number): one.name for one in view.agents if one.hosted and one.pull}
    rows = [
        _row(view, name, pull, seats.get((name, pull.number), ""))
        for name, known in view.pulls.items()
        for pull in known.pulls
        if (name, pull.number) not in own
    ]
    places = {name: place for place, name in enumerate(view.pulls)}
    return tuple(
        sorted(rows, key=lambda row: (not row.seat, places[row.project], row.pull.bot, -row.pull.number))
    )


def pull_row_of(view: FleetView, row: BranchRow) -> PullRow | None:
    """The pull request of a row that no agent of the fleet made; ``None`` for a branch of an agent."""
    if row.fetched is None or row.pull is None:
        return None
    at = (row.project, row.pull.number)
    seat = next(
        (one.name for one in view.agents if one.pull and (one.seat.project, one.pull.number) == at), ""
    )
    return _row(view, row.project, row.pull, seat)


def _row(view: FleetView, project: str, pull: Pull, seat: str) -> PullRow:
    return PullRow(project, pull, view.heard_of(project, pull.number), hosted_of(pull, view.hosted), seat)
