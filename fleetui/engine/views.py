"""Join fleet and sight into the view; what did not change stays the same object."""

from __future__ import annotations

import os
from dataclasses import replace

from fleetui.engine.core import Core
from fleetui.model.attention import Attention, Want
from fleetui.model.evidence import Verdict
from fleetui.model.fleet import Landing, Project, Seat, SeatState
from fleetui.model.handoff import first_line
from fleetui.model.landing import marks, protected_among, why_not_land
from fleetui.model.queue import EntryState, live
from fleetui.model.status import UNOBSERVED, Phase, Status, StatusEvidence
from fleetui.model.view import AgentView, BranchRow, FleetView, GateMark


class Viewer:
    """Makes views of one core."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._agents: dict[str, AgentView] = {}
        self._rows: dict[str, BranchRow] = {}
        self.view = FleetView()

    def refresh(self) -> FleetView:
        """The view now; the same object when nothing a person could see changed."""
        core = self.core
        if not core.dirty_all:
            return self._refresh_seats()
        seats = core.seats()
        rows = self._board(seats)
        agents = tuple(self._agent(seat, rows.get(seat.name)) for seat in seats)
        holder = core.world.lock.holder() if not core.acts else (core.world.pid, True)
        view = FleetView(
            agents=agents,
            projects=core.settings.projects,
            bases=dict(core.bases),
            board=tuple(rows.values()),
            found=core.found,
            tasks=core.fleet.tasks,
            health=tuple(sorted(core.health.values(), key=lambda h: (not h.severe, h.port))),
            owner="self" if core.acts else "other" if holder else "none",
            owner_pid=holder[0] if holder else 0,
            evidence=core.fleet.evidence,
            seq=core.fleet.seq,
            observed=core.observed,
            ready=core.ready,
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
        if any(new is not old for new, old in zip(agents, self.view.agents, strict=True)):
            self.view = replace(self.view, agents=agents, observed=core.observed)
        return self.view

    # ------------------------------------------------------------ agents

    def _agent(self, seat: Seat, row: BranchRow | None) -> AgentView:
        core = self.core
        seen = core.sight(seat.name)
        live_run = core.live_run(seat.name)
        queue = live(core.fleet.queues.get(seat.name, ()))
        reading = seen.reading
        project = core.project(seat)
        gates = row.gates if row else tuple(GateMark(gate.name, Verdict.NONE) for gate in project.gates)
        made = AgentView(
            seat=seat,
            status=seen.status if seen.run else self._remembered(seat),
            attention=self._attention(seat, row),
            question=reading.question if reading and seen.status.phase is Phase.ASKING else None,
            context=seen.context,
            frame=seen.frame,
            queue=queue,
            gates=gates,
            task=core.fleet.tasks.get(seat.task),
            pane=live_run.pane if live_run else None,
            process=seen.process if live_run else None,
            git=seen.git,
            draft=reading.draft if reading else None,
            own_queue=reading.own_queue if reading else (),
            last_output=seen.last_output,
            stale_since=self._stale(seat, seen.observed),
            doing=core.doing.get(seat.name, ""),
        )
        known = self._agents.get(seat.name)
        if known is not None and _same(known, made):
            return known
        self._agents[seat.name] = made
        return made

    def _remembered(self, seat: Seat) -> Status:
        """The status of a seat in which nothing was observed since this process began."""
        run = self.core.fleet.run_of(seat.name)
        if run is None:
            evidence = StatusEvidence("journal", "no run yet", 0.0)
            return Status(Phase.EXITED, 0.0, evidence, "not started")
        if run.ended is None:
            return UNOBSERVED
        evidence = StatusEvidence("journal", "run ended", run.ended)
        return Status(Phase.EXITED, run.ended, evidence, run.reason)

    def _stale(self, seat: Seat, observed: float) -> float | None:
        core = self.core
        if core.live_run(seat.name) is None or not observed:
            return None
        late = core.world.now() - observed > core.settings.thresholds.stale_s
        return observed if late else None

    # ------------------------------------------------------------ attention

    def _attention(self, seat: Seat, row: BranchRow | None) -> Attention | None:
        wants = [w for w in (self._of_run(seat), self._of_queue(seat), self._of_branch(seat, row)) if w]
        return min(wants, key=lambda found: found.want) if wants else None

    def _of_run(self, seat: Seat) -> Attention | None:
        core = self.core
        seen = core.sight(seat.name)
        status = seen.status
        if seat.state is SeatState.HALTED:
            return Attention(Want.FAILED, seat.halted_because or "halted", status.since, "agent.start")
        run = core.fleet.run_of(seat.name)
        if run is None or seat.name in core.fleet.replacements:
            return None
        if run.ended is not None:
            return self._of_end(seat, run.reason, run.exit_code, run.ended)
        if status.phase is Phase.ASKING:
            text = seen.reading.question.text if seen.reading and seen.reading.question else ""
            return Attention(Want.ASKING, text or "asks", status.since, "agent.answer")
        if status.phase in (Phase.FAILED, Phase.LIMITED, Phase.EXITED):
            return Attention(Want.FAILED, status.note or status.phase, status.since, "agent.restart")
        return None

    def _of_end(self, seat: Seat, reason: str, code: int | None, at: float) -> Attention | None:
        if reason == STOPPED:
            return None
        waits = len(live(self.core.fleet.queues.get(seat.name, ())))
        if code == 0 and not waits:
            return None
        rest = f", {waits} follow-ups wait" if waits else ""
        return Attention(Want.FAILED, f"{reason}{rest}", at, "agent.restart")

    def _of_queue(self, seat: Seat) -> Attention | None:
        for entry in live(self.core.fleet.queues.get(seat.name, ())):
            if entry.state is EntryState.UNKNOWN:
                return Attention(
                    Want.UNCONFIRMED, f"not confirmed: {first_line(entry.text)}", entry.changed, "agent.queue"
                )
            if entry.state is EntryState.HELD:
                return Attention(Want.HELD, f"held: {entry.reason}", entry.changed, "agent.queue")
        return None

    def _of_branch(self, seat: Seat, row: BranchRow | None) -> Attention | None:
        if row is None:
            return None
        if row.may_land:
            since = max((mark.at for mark in row.gates), default=0.0)
            text = f"+{row.added} -{row.deleted}, {row.ahead} commits, {row.behind} behind"
            return Attention(Want.TO_MERGE, text, since, "mode.merge")
        red = next((m for m in row.gates if m.verdict in (Verdict.FAIL, Verdict.ERROR)), None)
        if red and self.core.sight(seat.name).status.phase is not Phase.WORKING:
            return Attention(Want.GATE_RED, f"{red.gate}: {red.detail or red.verdict}", red.at, "mode.merge")
        return None

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

    def _row(self, seat: Seat) -> BranchRow | None:
        project = self.core.project(seat)
        git = self.core.sight(seat.name).git
        if git is None or not git.branch or not project.path or git.branch == project.base:
            return None
        landed = self._landed(seat, git.branch, git.head)
        candidate = self.core.candidates.get(seat.name)
        if candidate and (candidate.head, candidate.base, candidate.branch) != (
            git.head,
            git.base,
            git.branch,
        ):
            candidate = None
        gates = marks(project, candidate, self.core.fleet.evidence)
        why = (
            "landed"
            if landed
            else self._why_not(project, seat, git.ahead, why_not_land(project, candidate, gates))
        )
        return BranchRow(
            seat=seat.name,
            project=project.name,
            branch=git.branch,
            target=project.base,
            head=git.head,
            candidate=candidate,
            gates=gates,
            ahead=git.ahead,
            behind=git.behind,
            dirty=git.dirty,
            added=git.added,
            deleted=git.deleted,
            files=git.files,
            may_land=not why,
            why_not=why,
            typed_word=self._typed_word(project, seat),
            landed=landed.candidate if landed else "",
        )

    def _why_not(self, project: Project, seat: Seat, ahead: int, gates_say: str) -> str:
        if not ahead:
            return f"no commit on top of {project.base}"
        if self.core.doing.get(seat.name, "").startswith("land"):
            return "landing now"
        return gates_say

    def _landed(self, seat: Seat, branch: str, head: str) -> Landing | None:
        done = (x for x in self.core.fleet.landings.values() if x.state == "landed" and x.seat == seat.name)
        return next((x for x in done if (x.branch, x.head) == (branch, head)), None)

    def _typed_word(self, project: Project, seat: Seat) -> str:
        git = self.core.sight(seat.name).git
        touched = protected_among(project, git.files) if git else ()
        inside = os.environ.get("TMUX", "").partition(",")[0]
        if touched or (inside and inside == self.core.world.tmux.own_socket):
            return seat.name
        return ""


STOPPED = "stopped by the operator"
"""The reason of a run that the operator ended on purpose."""


def _same(known: AgentView, made: AgentView) -> bool:
    return known.frame is made.frame and known == made
