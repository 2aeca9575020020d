"""Red gates that are told to the agent by themselves, where its project wants that, and at most so often for a task."""

from __future__ import annotations

from fleetui.engine.act.landing.board import Board
from fleetui.engine.core import Core
from fleetui.engine.decide.candidate_now import candidate_now
from fleetui.model import events as e
from fleetui.model.evidence import GateEvidence, Verdict
from fleetui.model.fleet import Project, Seat, SeatState
from fleetui.model.queue import ENDED, REPAIR
from fleetui.model.repair import repair
from fleetui.model.steps import CANDIDATE, GateStep


class RedGates:
    """Queues the end of a red gate's log for the agent whose candidate it is about."""

    def __init__(self, core: Core, board: Board) -> None:
        self.core = core
        self.board = board

    async def tell(self) -> None:
        """Tell what is due; each red word once, written down in one with the entry that says it."""
        if self.core.ledger.read_only:
            return
        for seat in self.core.seats():
            if proof := self._due(seat):
                await self._tell(seat, proof)

    def _due(self, seat: Seat) -> GateEvidence | None:
        wanted = self.core.settings.projects.get(seat.project)
        if wanted is None or wanted.on_red != "tell" or self._waits(seat):
            return None
        proof = self._red(seat)
        if proof is None:
            return None
        told = [one for one in self.core.fleet.red_told.get(seat.name, ()) if one[0] == work_of(seat)]
        again = any(about == _about(proof) for _, about in told)
        return None if again or len(told) >= wanted.on_red_times else proof

    def _waits(self, seat: Seat) -> bool:
        """Nobody is there to be told, or its queue tells it already."""
        if seat.state is not SeatState.ACTIVE or self.core.live_run(seat.name) is None:
            return True
        live = [one for one in self.core.fleet.queues.get(seat.name, ()) if one.state not in ENDED]
        return any(
            one.kind == REPAIR or (isinstance(one.step, GateStep) and one.step.on == CANDIDATE)
            for one in live
        )

    def _red(self, seat: Seat) -> GateEvidence | None:
        """The first required gate that failed on what would land now; one that could not run is nothing to repair."""
        candidate = candidate_now(self.core, seat)
        if candidate is None or not candidate.commit:
            return None
        project: Project = self.core.project(seat)
        proofs = (self.board.proof(gate, candidate) for gate in project.gates if gate.required)
        return next((one for one in proofs if one is not None and one.verdict is Verdict.FAIL), None)

    async def _tell(self, seat: Seat, proof: GateEvidence) -> None:
        log = await self.core.ledger.get_text(proof.log) if proof.log else ""
        several = self.core.profile(seat).delivery.multi_line
        where = "on the commit that would land, so commit what you change"
        text = repair(proof.gate, where, proof.detail, log, several_lines=several)
        entry = self.core.world.mint()
        await self.core.ledger.append(
            e.RedGateTold(seat.name, work_of(seat), proof.gate, _about(proof), entry),
            e.EntryAdded(seat.name, entry, text, REPAIR, front=True),
        )


def work_of(seat: Seat) -> str:
    """What is counted for: its task, or its branch where it has none."""
    return seat.task or seat.branch


def _about(proof: GateEvidence) -> str:
    return f"{proof.gate} {proof.tree or proof.candidate}"
