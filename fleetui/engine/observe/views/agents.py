"""One agent as the screen gets it."""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.core import Core
from fleetui.engine.decide.against_gates import AgainstGates
from fleetui.engine.decide.attention import Wants
from fleetui.engine.decide.background import left_running
from fleetui.engine.decide.forecast_now import ForecastNow
from fleetui.engine.decide.standing_rules import plan_of
from fleetui.engine.decide.steps import why_waits
from fleetui.engine.observe.judged.comparing import comparison_of, version_of
from fleetui.engine.observe.sight import SeatSight, begun, unseen
from fleetui.engine.observe.tasks.task_list import TaskList
from fleetui.engine.observe.tasks.trespasses import Trespasses
from fleetui.model.advice import advice_now, head_advice_now
from fleetui.model.attention import Attention, Want
from fleetui.model.evidence import Verdict
from fleetui.model.fleet import Run, Seat
from fleetui.model.forecast import run_into
from fleetui.model.happened.success import Against
from fleetui.model.judge import FINE
from fleetui.model.queue import live, since
from fleetui.model.review.marks import documents
from fleetui.model.status import NO_BACKGROUND, Phase, Status, StatusEvidence
from fleetui.model.task import find_task, task_key
from fleetui.model.view import AgentView, BranchRow, GateMark


class AgentViews:
    """Made of the fold and of what is seen of each seat."""

    def __init__(self, core: Core, tasks: TaskList, trespasses: Trespasses, forecast: ForecastNow) -> None:
        self.core = core
        self._tasks = tasks
        self._trespasses = trespasses
        self._forecast = forecast
        self._wants = Wants(core)
        self._against = AgainstGates(core)
        self._agents: dict[str, AgentView] = {}

    def of(self, seat: Seat, row: BranchRow | None) -> AgentView:
        """The agent of a seat with its branch; the same object when nothing a person could see changed."""
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
            touched=self._trespasses.of(seat),
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
        touched = self._trespasses.of(seat)
        found = self._wants.of(seat, row, touched, self._trespasses.since(seat) if touched else 0.0, against)
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


def _rest(status: Status) -> float | None:
    return status.since if status.phase is Phase.IDLE else None


def _cost(seen: SeatSight) -> float | None:
    """By its status line, or else by its session file."""
    by_file = seen.session.cost if seen.session else None
    return seen.cost if seen.cost is not None else by_file


def _same(known: AgentView, made: AgentView) -> bool:
    return known.frame is made.frame and known == made
