"""Join fleet and sight into the view; what did not change stays the same object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fleetui.engine.core import Core
from fleetui.engine.decide.against_gates import AgainstGates
from fleetui.engine.decide.attention import Wants
from fleetui.engine.decide.background import left_running
from fleetui.engine.decide.candidate_now import candidate_now
from fleetui.engine.decide.forecast_now import NOTHING, ForecastNow
from fleetui.engine.decide.pull_release import overridable, release_of, why_pull_not_released
from fleetui.engine.decide.quotas import account_quotas
from fleetui.engine.decide.standing_rules import plan_of
from fleetui.engine.decide.steps import why_waits
from fleetui.engine.observe.forge.hosted_views import HostedViews
from fleetui.engine.observe.forge.pull_rows import PullRows
from fleetui.engine.observe.forge.unpushed import known_unpushed
from fleetui.engine.observe.judged.comparing import comparison_of, present, version_of
from fleetui.engine.observe.sight import SeatSight, begun, unseen
from fleetui.engine.observe.targets import alarm
from fleetui.engine.observe.tasks.task_list import TaskList
from fleetui.engine.observe.tasks.trespasses import Trespasses
from fleetui.model.advice import advice_now, head_advice_now
from fleetui.model.attention import Attention, Want
from fleetui.model.evidence import Candidate, Verdict
from fleetui.model.fleet import Landing, Project, Run, Seat
from fleetui.model.forecast import run_into
from fleetui.model.forge.merging import PullNow
from fleetui.model.forge.overriding import Overridden, override_words
from fleetui.model.forge.pull import Pull
from fleetui.model.happened.success import Against
from fleetui.model.hosted.seat import last_left
from fleetui.model.judge import FINE
from fleetui.model.landing import marks, why_not_land, word_of
from fleetui.model.landing_story import landed_on, overridings
from fleetui.model.protected import protected_among
from fleetui.model.queue import live, since
from fleetui.model.review.marks import documents, mark, mark_landed
from fleetui.model.status import NO_BACKGROUND, Phase, Status, StatusEvidence
from fleetui.model.task import find_task, task_key
from fleetui.model.touched import Touched
from fleetui.model.train import Coupled, review_of, taken_back, why_not_member
from fleetui.model.unfinished import why_no_branch
from fleetui.model.view import AgentView, BranchRow, FleetView, GateMark, GitFacts, TrainView


class Viewer:
    """Makes views of one core."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.wants = Wants(core)
        self._agents: dict[str, AgentView] = {}
        self._rows: dict[str, BranchRow] = {}
        self._marks_landed_on: dict[str, tuple[GateMark, ...]] = {}
        """By landing."""
        self._protected: dict[str, tuple[Candidate, Project, tuple[str, ...]]] = {}
        self._forecast = ForecastNow(core)
        self._pulls = PullRows(core, self._waiting)
        self._tasks = TaskList(core)
        self._hosted = HostedViews(core, self._tasks.now)
        self._against = AgainstGates(core)
        self.trespasses = Trespasses(core, self._tasks)
        self.view = FleetView()

    def refresh(self) -> FleetView:
        """The view now; the same object when nothing a person could see changed."""
        core = self.core
        if not core.dirty_all:
            return self._refresh_seats()
        seats = core.seats()
        rows = self._board(seats)
        agents = tuple(self._agent(seat, rows.get(seat.name)) for seat in seats) + self._hosted.now()
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
            self._agent(named[agent.name], self._rows.get(agent.name)) if agent.name in named else agent
            for agent in self.view.agents
        )
        quotas = account_quotas(core)
        moved = any(new is not old for new, old in zip(agents, self.view.agents, strict=True))
        if moved or quotas != self.view.quotas:
            self.view = replace(self.view, agents=agents, observed=core.observed, quotas=quotas)
        return self.view

    # ------------------------------------------------------------ agents

    def _agent(self, seat: Seat, row: BranchRow | None) -> AgentView:
        core = self.core
        seen = core.sight(seat.name)
        live_run = core.live_run(seat.name)
        queue = live(core.fleet.queues.get(seat.name, ()))
        reading = seen.reading
        project = core.project(seat)
        task = find_task(self._tasks.now(), seat.task, seat.project)
        against = self._against.of(seat, row, task)
        gates = row.gates if row else tuple(GateMark(gate.name, Verdict.NONE) for gate in project.gates)
        made = AgentView(
            seat=seat,
            status=self._status(seat, live_run),
            judgement=seen.judgement if live_run else FINE,
            session=seen.session if live_run else None,
            untested=self._untested(seat) if live_run else "",
            comparison=comparison_of(core, seat) if live_run else None,
            attention=self._attention(seat, row, against),
            against=against,
            question=reading.question if reading and seen.status.phase is Phase.ASKING else None,
            context=seen.context,
            frame=seen.frame,
            queue=queue,
            waits=why_waits(core, seat),
            waits_since=since(core.fleet.queues.get(seat.name, ())) if queue else None,
            gates=gates,
            documents=documents(core.fleet.reviews, core.documents, seat.name),
            advice=advice_now(core.advice.get(seat.name), seen.git, _rest(seen.status)),
            branch_advice=head_advice_now(core.head_advice.get(seat.name), seen.git),
            turn=core.fleet.turns.get(seat.name),
            turns=core.fleet.judged.get(seat.name, ()),
            cost=_cost(seen) if live_run else None,
            spent=core.fleet.spent.get(seat.name),
            task_spent=core.fleet.task_spent.get(task_key(seat.project, seat.task)) if seat.task else None,
            task=task,
            touched=self.trespasses.of(seat),
            runs_into=run_into(self._forecast.of(seat)[0]),
            pull=row.pull if row else None,
            rules=plan_of(core, seat),
            pane=live_run.pane if live_run else None,
            unattended=bool(live_run and live_run.unattended),
            process=seen.process if live_run else None,
            git=seen.git,
            lost=seen.lost,
            ended=core.fleet.ended_of(seat.name),
            draft=reading.draft if reading else None,
            own_queue=reading.own_queue if reading else (),
            background=left_running(core, seat) if live_run else NO_BACKGROUND,
            last_output=seen.last_output,
            stale_since=self._stale(seat, seen.observed),
            doing=core.doing.get(seat.name, ""),
            snoozed_until=self._snoozed(seat),
            muted=bool((quiet := core.fleet.quiet.get(seat.name)) and quiet.muted),
            news=core.fleet.news.get(seat.name),
        )
        known = self._agents.get(seat.name)
        if known is not None and _same(known, made):
            return known
        self._agents[seat.name] = made
        return made

    def _attention(self, seat: Seat, row: BranchRow | None, against: Against | None) -> Attention | None:
        touched = self.trespasses.of(seat)
        found = self.wants.of(seat, row, touched, self.trespasses.since(seat) if touched else 0.0, against)
        quiet = self.core.fleet.quiet.get(seat.name)
        if found is None or quiet is None or not quiet.acknowledged:
            return found
        topic = found.topic
        if found.want is Want.ASKING and self.core.sight(seat.name).reading is None:
            topic = quiet.acknowledged  # just started: what it asks was not read yet
        return replace(found, acknowledged=quiet.acknowledged == topic)

    def _snoozed(self, seat: Seat) -> float | None:
        quiet = self.core.fleet.quiet.get(seat.name)
        return quiet.snoozed_until if quiet and quiet.snoozed_until > self.core.world.now() else None

    def _untested(self, seat: Seat) -> str:
        version, profile = version_of(self.core, seat), self.core.profile(seat)
        if profile.untested:
            return version or "any version"
        tested = profile.versions
        return version if tested and version not in ("", *tested) else ""

    def _status(self, seat: Seat, live_run: Run | None) -> Status:
        """What is seen of the run that lives; before it was looked at, only what its record tells."""
        core, seen = self.core, self.core.sight(seat.name)
        if live_run is None and seat.name in core.starting:
            return begun(core.starting[seat.name])
        if seen.run and (live_run is None or seen.run == live_run.tag):
            return seen.status
        if live_run is None:
            return self._remembered(seat)
        return unseen(live_run, core.world.now())

    def _remembered(self, seat: Seat) -> Status:
        """The status of a seat in which nothing lives nor was observed since this process began."""
        run = self.core.fleet.run_of(seat.name)
        if run is None or run.ended is None:
            evidence = StatusEvidence("journal", "no run yet", 0.0)
            return Status(Phase.EXITED, 0.0, evidence, "not started")
        evidence = StatusEvidence("journal", "run ended", run.ended)
        return Status(Phase.EXITED, run.ended, evidence, run.reason)

    def _stale(self, seat: Seat, observed: float) -> float | None:
        core = self.core
        if core.live_run(seat.name) is None or not observed:
            return None
        late = core.world.now() - observed > core.settings.thresholds.stale_s
        return observed if late else None

    # ------------------------------------------------------------ board

    def _board(self, seats: tuple[Seat, ...]) -> dict[str, BranchRow]:
        rows: dict[str, BranchRow] = {}
        for seat in seats:
            row = self._row(seat)
            if row is not None:
                known = self._rows.get(seat.name)
                rows[seat.name] = known if known == row else row
        self._rows = rows
        return rows

    def _waiting(self, gates: tuple[GateMark, ...]) -> tuple[GateMark, ...]:
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
        gates = self._landed_on(landed) if landed else self._waiting(marks(project, candidate, evidence))
        rules, reviews = project.review, self.core.fleet.reviews
        review = (
            mark_landed(rules, reviews, seat.name, git.branch, landed.head)
            if landed
            else mark(rules, candidate, reviews, seat.name, git.branch)
        )
        trouble = None if candidate else self.core.health.get(f"candidate {seat.name}")
        here = (
            "landed"
            if landed
            else seen.lost
            or self._why_not(
                project,
                seat,
                git.ahead,
                trouble.text if trouble else why_not_land(project, candidate, gates, review),
            )
        )
        there = "" if here else self._why_not_there(project, candidate)
        why = here or there
        protected = self._protected_paths(project, candidate)
        touched = self.trespasses.landing(seat, candidate)
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
            touched=self.trespasses.of(seat),
            alarm=alarm(self.core, project),
            may_land=not why,
            why_not=why,
            word_for=self._word_for(protected, touched, over),
            landed=landed.candidate if landed else "",
            forecast=forecast,
            place=place,
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
            touched=self.trespasses.of(seat),
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

    def train(self, made: Coupled) -> TrainView:
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
        why = self._why_not(project, seat, 1, why_not_member(project, candidate, evidence, reviews))
        if project.forge and project.forge.merges:
            why = "pull requests are merged one by one, and taken back, on GitHub"
        protected = protected_among(project.protected, candidate.files)
        touched = () if candidate.reverts else self.trespasses.brought_by(seat, candidate)
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
            word_for=self._word_for(protected, touched),
            method=candidate.method,
        )

    def _why_not(self, project: Project, seat: Seat, ahead: int, gates_say: str) -> str:
        if self.core.doing.get(seat.name, "").startswith("land"):
            return "landing now"
        unread = self.core.health.get(f"git {seat.name}")
        if unread:
            return f"what it has now is not known: {unread.text}"
        return gates_say if ahead else f"no commit on top of {project.base}"

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

    def _word_for(
        self, protected: tuple[str, ...], touched: tuple[Touched, ...], over: tuple[Overridden, ...] = ()
    ) -> str:
        always = self.core.settings.release_word == "always"
        reasons = (
            override_words(over),
            "it changes protected paths" if protected else "",
            "it changes what its task says not to touch" if touched else "",
        )
        return "; ".join(filter(None, reasons)) or ("release.word is always" if always else "")


def _rest(status: Status) -> float | None:
    return status.since if status.phase is Phase.IDLE else None


def _pushed(landed: Landing) -> str:
    return {"intended": "being pushed", "pushed": "pushed"}.get(landed.push, landed.push_detail)


def _landed(landings: Mapping[str, Landing]) -> dict[tuple[str, str], str]:
    back = taken_back(landings)
    done = [one for one in landings.values() if one.state == "landed" and not one.reverts]
    return {(one.project, one.branch): one.candidate for one in done if one.candidate not in back}


def _cost(seen: SeatSight) -> float | None:
    """By its status line, or else by its session file."""
    by_file = seen.session.cost if seen.session else None
    return seen.cost if seen.cost is not None else by_file


def _same(known: AgentView, made: AgentView) -> bool:
    return known.frame is made.frame and known == made
