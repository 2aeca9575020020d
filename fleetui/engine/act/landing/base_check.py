"""Does a hook that refuses an agent's commits refuse the base branch too?

Asked only of a project whose ``hooks`` say how its hooks are checked, and answered like a gate: that argument list, in
a clean checkout of exactly the base commit, with a gate's environment and time limit. What an agent's repository
configures never runs by itself. The answer is kept as evidence on that commit, so it is asked once for each.
"""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.act.landing.board import Board, wanted
from fleetui.engine.core import Core
from fleetui.model.evidence import HOOKS_OF_BASE as HOOKS
from fleetui.model.evidence import Candidate, Gate, Verdict
from fleetui.model.fleet import Project, Seat
from fleetui.model.judge import SAME_FAILURE
from fleetui.model.landing import proof_of, word_of


class BaseCheck:
    """Runs the check where it is wanted, and says what is known."""

    def __init__(self, core: Core, board: Board) -> None:
        self.core = core
        self.board = board

    def start_due(self) -> None:
        """Start one check that somebody's refused commits ask for."""
        if not self.core.acts or self.core.ledger.read_only:
            return
        for seat in self.core.seats():
            if not self._is_refused(seat):
                continue
            project = self.core.project(seat)
            base = self.core.bases.get(project.name, "")
            if not self._wanted(project, base) or self.core.lock(f"project:{project.name}").locked():
                continue
            self.board.spawn(self._run(seat.name, project, base), f"{HOOKS} of {project.name}")
            return

    def _is_refused(self, seat: Seat) -> bool:
        session = self.core.sight(seat.name).session
        return session is not None and bool(session.hook) and session.fails >= SAME_FAILURE

    def _wanted(self, project: Project, base: str) -> bool:
        return bool(project.hooks and base) and self._unknown(project, base)

    def _unknown(self, project: Project, base: str) -> bool:
        gate = check_of(self.core, project)
        return bool(gate.digest) and wanted(self.board.proof(gate, of_commit(project, base)))

    async def _run(self, name: str, project: Project, base: str) -> None:
        async with self.core.lock(f"project:{project.name}"):
            if not self._unknown(project, base):
                return
            with self.core.watching(f"{HOOKS} {project.name}"):
                gates = (Gate(HOOKS, project.hooks),)
                await self.board.run_on(name, project, of_commit(project, base, name), gates)


def of_commit(project: Project, base: str, seat: str = "") -> Candidate:
    """The base branch as what would land."""
    return Candidate(project.name, seat, project.base, base, base, base)


def check_of(core: Core, project: Project) -> Gate:
    """The check as a gate: what the hooks of a project are said to check now."""
    gate = Gate(HOOKS, project.hooks)
    return replace(gate, digest=core.digests.of(project, gate))


def of_base(core: Core, seat: Seat) -> str:
    """What is known of the base branch, for one whose commits a hook refuses."""
    project = core.project(seat)
    proof = proof_of(
        check_of(core, project), of_commit(project, core.bases.get(project.name, "")), core.fleet.evidence
    )
    if proof is None and not project.hooks:
        return f"not known whether {project.base} passes: set hooks in [projects.{project.name}]"
    said = word_of(proof) if proof else None
    match said.verdict if said else Verdict.RUNNING:
        case Verdict.PASS:
            return f"{project.base} passes"
        case Verdict.FAIL:
            return f"fails on {project.base} too"
        case Verdict.ERROR:
            return f"{project.base} could not be checked: {said.detail if said else ''}"
        case _:
            return f"{project.base} is being checked"
