"""The whole fleet as the screen gets it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fleetui.engine.core import Core
from fleetui.engine.decide.forecast_now import ForecastNow
from fleetui.engine.decide.quotas import account_quotas
from fleetui.engine.observe.forge.hosted_views import HostedViews
from fleetui.engine.observe.forge.pull_rows import PullRows
from fleetui.engine.observe.judged.comparing import present
from fleetui.engine.observe.tasks.task_list import TaskList
from fleetui.engine.observe.tasks.trespasses import Trespasses
from fleetui.engine.observe.views.agents import AgentViews
from fleetui.engine.observe.views.branches import BranchRows
from fleetui.engine.observe.views.trains import TrainViews
from fleetui.model.fleet import Landing
from fleetui.model.hosted.seat import last_left
from fleetui.model.landing_story import overridings
from fleetui.model.train import Coupled, taken_back
from fleetui.model.view import FleetView, TrainView


class Viewer:
    """Makes views of one core."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._tasks = TaskList(core)
        self.trespasses = Trespasses(core, self._tasks)
        forecast = ForecastNow(core)
        self._agents = AgentViews(core, self._tasks, self.trespasses, forecast)
        self._branches = BranchRows(core, self.trespasses, forecast)
        self._trains = TrainViews(core, self.trespasses, forecast)
        self._pulls = PullRows(core, self._branches.waiting)
        self._hosted = HostedViews(core, self._tasks.now)
        self.view = FleetView()

    def refresh(self) -> FleetView:
        """The view now; the same object when nothing a person could see changed."""
        core = self.core
        if not core.dirty_all:
            return self._refresh_seats()
        seats = core.seats()
        rows = self._branches.of(seats)
        agents = tuple(self._agents.of(seat, rows.get(seat.name)) for seat in seats) + self._hosted.now()
        holder = core.world.lock.holder() if not core.acts else (core.world.pid, True)
        view = FleetView(
            agents=agents,
            projects=core.settings.projects,
            bases=dict(core.bases),
            board=(*rows.values(), *self._pulls.rows()),
            pulls=dict(core.pulls),
            heard=tuple(one for _, one in sorted(core.heard.items())),
            issues=dict(core.issues),
            hosted=core.world.hosted,
            gone=last_left(core.fleet.hosted.values()),
            train=self.train(core.train) if core.train else None,
            found=core.found,
            unread=tuple(one for one in core.unread if one.program not in core.fleet.dismissed),
            tasks=self._tasks.now(),
            overridings=overridings(core.fleet.landings.values()),
            landed=_landed(core.fleet.landings),
            health=tuple(sorted(core.health.values(), key=lambda h: (not h.severe, h.port))),
            owner="self" if core.acts else "other" if holder else "none",
            owner_pid=holder[0] if holder else 0,
            evidence=core.fleet.evidence,
            seq=core.fleet.seq,
            observed=core.observed,
            clock_moved=core.clock_moved,
            tier=core.tier,
            ready=core.ready,
            quotas=account_quotas(core),
            dismissed=core.fleet.dismissed,
            paneless=core.paneless,
            comparisons=present(core),
        )
        if view != self.view:
            self.view = view
        core.dirty_all = False
        core.dirty_seats.clear()
        return self.view

    def _refresh_seats(self) -> FleetView:
        """Only frames and readings moved: the other agents, the board and the rest stay the same objects."""
        core = self.core
        named = {name: core.fleet.seats[name] for name in core.dirty_seats if name in core.fleet.seats}
        core.dirty_seats.clear()
        agents = tuple(
            self._agents.of(named[agent.name], self._branches.known.get(agent.name))
            if agent.name in named
            else agent
            for agent in self.view.agents
        )
        quotas = account_quotas(core)
        moved = any(new is not old for new, old in zip(agents, self.view.agents, strict=True))
        if moved or quotas != self.view.quotas:
            self.view = replace(self.view, agents=agents, observed=core.observed, quotas=quotas)
        return self.view

    def train(self, made: Coupled) -> TrainView:
        """A train as it is shown."""
        return self._trains.of(made)


def _landed(landings: Mapping[str, Landing]) -> dict[tuple[str, str], str]:
    back = taken_back(landings)
    done = [one for one in landings.values() if one.state == "landed" and not one.reverts]
    return {(one.project, one.branch): one.candidate for one in done if one.candidate not in back}
