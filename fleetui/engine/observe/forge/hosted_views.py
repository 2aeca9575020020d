"""Seats of hosted agents as a screen gets them: what the forge says of their work, and of no phase."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fleetui.engine.core import Core
from fleetui.engine.decide.attention import of_queue
from fleetui.model.fleet import Seat
from fleetui.model.forge.issues.as_task import issue_id
from fleetui.model.forge.issues.issue import Issue
from fleetui.model.forge.merging import PullState
from fleetui.model.forge.pull import Pull, PullList
from fleetui.model.hosted.agent import HostedAgent, hosted_named
from fleetui.model.hosted.seat import HostedSeat, there
from fleetui.model.hosted.sight import HostedSight
from fleetui.model.queue import live, since
from fleetui.model.status import Phase, Status, StatusEvidence
from fleetui.model.task import Task, find_task, task_key
from fleetui.model.view import AgentView


class HostedViews:
    """Makes them; one that is as it was stays the same object."""

    def __init__(self, core: Core, tasks: Callable[[], Mapping[str, Task]]) -> None:
        self.core = core
        self._tasks = tasks
        self._known: dict[str, AgentView] = {}

    def now(self) -> tuple[AgentView, ...]:
        """All that are in the fleet."""
        made = [self._same(self._view(seat)) for seat in there(self.core.fleet.hosted)]
        self._known = {one.name: one for one in made}
        return tuple(made)

    def _same(self, made: AgentView) -> AgentView:
        known = self._known.get(made.name)
        return known if known == made else made

    def _view(self, seat: HostedSeat) -> AgentView:
        core, sight = self.core, self._sight(seat)
        queue = core.fleet.queues.get(seat.name, ())
        task = task_key(seat.project, issue_id(seat.issue)) if seat.issue else ""
        return AgentView(
            seat=Seat(seat.name, seat.agent, seat.project, "", seat.slot, task=task),
            status=_status(sight),
            attention=of_queue(queue),
            queue=live(queue),
            waits=core.hosted_waits.get(seat.name, "") if live(queue) else "",
            waits_since=since(queue) if live(queue) else None,
            task=find_task(self._tasks(), task, seat.project) if task else None,
            pull=sight.pull,
            hosted=sight,
        )

    def _sight(self, seat: HostedSeat) -> HostedSight:
        kind = hosted_named(seat.agent, self.core.world.hosted) or HostedAgent(seat.agent, seat.agent)
        issue = self._issue(seat)
        if not seat.pull:
            listed = self.core.issues.get(seat.project)
            at, why = (listed.at, listed.why) if listed and listed.of(seat.issue) else (0.0, "")
            return HostedSight(seat, kind, issue=issue, at=at, why=why)
        known = self.core.pulls.get(seat.project)
        if pull := _listed(known, seat.pull):
            return HostedSight(
                seat, kind, pull, issue, at=known.at if known else 0.0, why=known.why if known else ""
            )
        gone = self.core.hosted_pulls.get((seat.project, seat.pull))
        if gone is None:
            return HostedSight(seat, kind, issue=issue, why=known.why if known else "")
        return HostedSight(seat, kind, gone.pull, issue, gone.state, gone.at)

    def _issue(self, seat: HostedSeat) -> Issue | None:
        listed = self.core.issues.get(seat.project)
        found = listed.of(seat.issue) if listed and seat.issue else None
        return found or self.core.hosted_issues.get((seat.project, seat.issue))


def _listed(known: PullList | None, number: int) -> Pull | None:
    return next((one for one in known.pulls if one.number == number), None) if known else None


def _status(sight: HostedSight) -> Status:
    """Unknown, since it last moved: the forge says how far the work is, and nothing of who does it."""
    over = "" if sight.state is PullState.OPEN else f", {sight.state}"
    about = f"#{sight.seat.about}{over}"
    return Status(Phase.UNKNOWN, sight.moved, StatusEvidence("github", about, sight.at))
