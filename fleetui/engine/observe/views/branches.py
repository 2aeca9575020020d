"""The branches on the merge board."""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.core import Core
from fleetui.engine.decide.candidate_now import candidate_now
from fleetui.engine.decide.forecast_now import NOTHING, ForecastNow
from fleetui.engine.decide.pull_release import overridable, release_of, why_pull_not_released
from fleetui.engine.observe.forge.unpushed import known_unpushed
from fleetui.engine.observe.targets import alarm
from fleetui.engine.observe.tasks.trespasses import Trespasses
from fleetui.engine.observe.views.reasons import why_not_now, word_for
from fleetui.model.evidence import Candidate, Verdict
from fleetui.model.fleet import Landing, Project, Seat
from fleetui.model.forge.merging import PullNow
from fleetui.model.forge.pull import Pull
from fleetui.model.landing import marks, why_not_land, word_of
from fleetui.model.landing_story import landed_on
from fleetui.model.protected import protected_among
from fleetui.model.review.marks import mark, mark_landed
from fleetui.model.train import taken_back
from fleetui.model.unfinished import why_no_branch
from fleetui.model.view import BranchRow, GateMark, GitFacts


class BranchRows:
    """Made of what git says, the evidence on a branch's candidate, and its pull request."""

    def __init__(self, core: Core, trespasses: Trespasses, forecast: ForecastNow) -> None:
        self.core = core
        self._trespasses = trespasses
        self._forecast = forecast
        self.known: dict[str, BranchRow] = {}
        """As they were made last, by seat."""
        self._marks_landed_on: dict[str, tuple[GateMark, ...]] = {}
        """By landing."""
        self._protected: dict[str, tuple[Candidate, Project, tuple[str, ...]]] = {}

    def of(self, seats: tuple[Seat, ...]) -> dict[str, BranchRow]:
        """The row of each seat that has one; the same object when nothing a person could see changed."""
        rows: dict[str, BranchRow] = {}
        for seat in seats:
            row = self._row(seat)
            if row is not None:
                known = self.known.get(seat.name)
                rows[seat.name] = known if known == row else row
        self.known = rows
        return rows

    def waiting(self, gates: tuple[GateMark, ...]) -> tuple[GateMark, ...]:
        """The same, and of one that has no room to run yet what it waits for."""
        logs = self.core.live_logs
        return tuple(
            replace(mark, detail=log.waits)
            if mark.verdict is Verdict.RUNNING and (log := logs.get((mark.commit, mark.gate))) and log.waits
            else mark
            for mark in gates
        )

    def _row(self, seat: Seat) -> BranchRow | None:
        project = self.core.project(seat)
        seen = self.core.sight(seat.name)
        git = seen.git
        if git is None or not project.path or git.branch == project.base:
            return None
        if not git.branch:
            return self._row_without_branch(seat, project, git)
        landed = self._landed(seat, git.branch, git.head)
        candidate = candidate_now(self.core, seat)
        evidence = self.core.fleet.evidence
        gates = self._landed_on(landed) if landed else self.waiting(marks(project, candidate, evidence))
        rules, reviews = project.review, self.core.fleet.reviews
        if landed:
            review, here = mark_landed(rules, reviews, seat.name, git.branch, landed.head), "landed"
        else:
            review = mark(rules, candidate, reviews, seat.name, git.branch)
            trouble = None if candidate else self.core.health.get(f"candidate {seat.name}")
            gates_say = trouble.text if trouble else why_not_land(project, candidate, gates, review)
            here = seen.lost or why_not_now(self.core, project, seat, git.ahead, gates_say)
        there = "" if here else self._why_not_there(project, candidate)
        why = here or there
        protected = self._protected_paths(project, candidate)
        touched = self._trespasses.landing(seat, candidate)
        forecast, place = NOTHING if landed else self._forecast.of(seat)
        pull, now = self._pull(project, git.branch), self._pull_now(project, git.branch)
        over = overridable(self.core, project, candidate, now) if why and why == there else ()
        return BranchRow(
            seat=seat.name,
            task=seat.task,
            project=project.name,
            branch=git.branch,
            target=project.base,
            head=git.head,
            candidate=candidate,
            gates=gates,
            ahead=candidate.ahead if candidate and candidate.commit else git.ahead,
            behind=candidate.behind if candidate and candidate.commit else git.behind,
            dirty=git.dirty,
            protected=protected,
            touched=self._trespasses.of(seat),
            alarm=alarm(self.core, project),
            may_land=not why,
            why_not=why,
            word_for=word_for(self.core, protected, touched, over),
            landed=landed.candidate if landed else "",
            forecast=forecast,
            place=place,
            landed_pull=landed.pull if landed else 0,
            landed_over=landed.overridden if landed else (),
            released=landed.at if landed else 0.0,
            review=review,
            pushed=_pushed(landed) if landed else "",
            method=landed.method if landed else candidate.method if candidate else None,
            pull=pull,
            pull_now=now,
            pull_release=None if landed else release_of(project, candidate, pull, over),
            unpushed=known_unpushed(self.core, seat.name, git.head, pull),
            taken_back=taken_back(self.core.fleet.landings).get(landed.candidate, "") if landed else "",
        )

    def _row_without_branch(self, seat: Seat, project: Project, git: GitFacts) -> BranchRow | None:
        """The branch that a worktree would be on, were it not in the middle of something."""
        branch = git.unfinished.branch if git.unfinished else seat.branch
        if branch in ("", project.base):
            return None
        return BranchRow(
            seat=seat.name,
            task=seat.task,
            project=project.name,
            branch=branch,
            target=project.base,
            head=git.head,
            candidate=None,
            gates=(),
            ahead=git.ahead,
            behind=git.behind,
            dirty=git.dirty,
            touched=self._trespasses.of(seat),
            alarm=alarm(self.core, project),
            why_not=self.core.sight(seat.name).lost or why_no_branch(git.unfinished, git.head, branch),
            pull=self._pull(project, branch),
        )

    def _pull(self, project: Project, branch: str) -> Pull | None:
        known = self.core.pulls.get(project.name)
        return known.of_branch(branch, project.base) if known else None

    def _pull_now(self, project: Project, branch: str) -> PullNow | None:
        pull = self._pull(project, branch)
        return self.core.pulls_now.get((project.name, pull.number)) if pull else None

    def _why_not_there(self, project: Project, candidate: Candidate | None) -> str:
        """Why its pull request may not be merged, where the project releases at its forge."""
        if project.forge is None or not project.forge.merges or candidate is None:
            return ""
        now = self._pull_now(project, candidate.branch)
        return why_pull_not_released(self.core, project, candidate, now)

    def _landed(self, seat: Seat, branch: str, head: str) -> Landing | None:
        kept = self.core.fleet.landings.values()
        done = (x for x in kept if x.state == "landed" and x.seat == seat.name and not x.reverts)
        return next((x for x in done if (x.branch, x.head) == (branch, head)), None)

    def _landed_on(self, landed: Landing) -> tuple[GateMark, ...]:
        """What it landed on; nothing that comes later changes that."""
        known = self._marks_landed_on.get(landed.id)
        if known is None:
            found = landed_on(landed, self.core.fleet.evidence.values())
            known = self._marks_landed_on[landed.id] = tuple(map(word_of, found))
        return known

    def _protected_paths(self, project: Project, candidate: Candidate | None) -> tuple[str, ...]:
        """Protected paths that the candidate changes; looked up once for each."""
        if candidate is None or not candidate.commit:
            return ()
        known = self._protected.get(candidate.seat)
        if known is None or known[0] is not candidate or known[1].protected != project.protected:
            found = protected_among(project.protected, candidate.files)
            known = self._protected[candidate.seat] = (candidate, project, found)
        return known[2]


def _pushed(landed: Landing) -> str:
    return {"intended": "being pushed", "pushed": "pushed"}.get(landed.push, landed.push_detail)
