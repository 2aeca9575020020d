"""A train as it is shown."""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.core import Core
from fleetui.engine.decide.forecast_now import ForecastNow
from fleetui.engine.observe.targets import alarm
from fleetui.engine.observe.tasks.trespasses import Trespasses
from fleetui.engine.observe.views.reasons import why_not_now, word_for
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Project, Seat
from fleetui.model.landing import marks
from fleetui.model.protected import protected_among
from fleetui.model.train import Coupled, review_of, why_not_member
from fleetui.model.view import BranchRow, TrainView


class TrainViews:
    """Each member as the board has a branch, on its candidate in the train."""

    def __init__(self, core: Core, trespasses: Trespasses, forecast: ForecastNow) -> None:
        self.core = core
        self._trespasses = trespasses
        self._forecast = forecast

    def of(self, made: Coupled) -> TrainView:
        """A train as it is shown."""
        core = self.core
        project = core.project_named(made.wanted.project) or Project(made.wanted.project, "", declared=False)
        rows = tuple(self._member(one) for one in made.members)
        out = tuple(replace(self._member(one.candidate), may_land=False, why_not=one.why) for one in made.out)
        reverts = bool(made.wanted.reverts)
        better = None if reverts else self._forecast.better_order(project.name, made.wanted.seats)
        return TrainView(project.name, project.base, rows, out, reverts, better)

    def _member(self, candidate: Candidate) -> BranchRow:
        """One member of a train: what the board says of a branch, on its candidate in the train."""
        seat = self.core.fleet.seats.get(candidate.seat) or Seat(
            candidate.seat, "shell", candidate.project, "", 0
        )
        project = self.core.project(seat)
        git = None if candidate.reverts else self.core.sight(candidate.seat).git
        gates = marks(project, candidate, self.core.fleet.evidence)
        evidence, reviews = self.core.fleet.evidence, self.core.fleet.reviews
        why = why_not_now(self.core, project, seat, 1, why_not_member(project, candidate, evidence, reviews))
        if project.forge and project.forge.merges:
            why = "pull requests are merged one by one, and taken back, on GitHub"
        protected = protected_among(project.protected, candidate.files)
        touched = () if candidate.reverts else self._trespasses.brought_by(seat, candidate)
        return BranchRow(
            seat=candidate.seat,
            project=project.name,
            branch=candidate.branch,
            target=project.base,
            head=candidate.head,
            candidate=candidate,
            gates=gates,
            ahead=candidate.ahead,
            behind=candidate.behind,
            dirty=git.dirty if git else 0,
            protected=protected,
            touched=touched,
            alarm=alarm(self.core, project),
            may_land=not why,
            why_not=why,
            review=review_of(project, candidate, reviews),
            word_for=word_for(self.core, protected, touched),
            method=candidate.method,
        )
