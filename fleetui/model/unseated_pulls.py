"""Open pull requests that no agent of the fleet made: of dependency updaters, and of other people. Pure."""

from __future__ import annotations

from fleetui.model.forge.answers import Heard, pull_key
from fleetui.model.forge.pull import Pull
from fleetui.model.hosted.agent import HostedAgent, hosted_of
from fleetui.model.value import value
from fleetui.model.view import FleetView


@value
class PullRow:
    """One pull request without a seat."""

    project: str
    pull: Pull
    heard: Heard | None = None
    """What was said in it; ``None`` where nobody asked yet."""
    hosted: HostedAgent | None = None
    """The hosted agent that made it, where one is known to."""

    @property
    def key(self) -> str:
        """Names it on a screen."""
        return pull_key(self.project, self.pull.number)


def unseated(view: FleetView) -> tuple[PullRow, ...]:
    """All of them, by project; those of people before those of programs, the newest number first."""
    own = {(one.seat.project, one.pull.number) for one in view.agents if one.pull}
    own |= {(row.project, row.pull.number) for row in view.board if row.pull}
    rows = [
        PullRow(name, pull, view.heard_of(name, pull.number), hosted_of(pull, view.hosted))
        for name, known in view.pulls.items()
        for pull in known.pulls
        if (name, pull.number) not in own
    ]
    places = {name: place for place, name in enumerate(view.pulls)}
    return tuple(sorted(rows, key=lambda row: (places[row.project], row.pull.bot, -row.pull.number)))
