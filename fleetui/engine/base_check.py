"""Does a hook that refuses an agent's commits refuse the base branch too?

Asked only of a project whose ``hooks`` say how its hooks are checked, and answered like a gate: that argument list, in
a clean checkout of exactly the base commit, with a gate's environment and time limit. What an agent's repository
configures never runs by itself. The answer is kept as evidence on that commit, so it is asked once for each.
"""

from __future__ import annotations

from fleetui.engine.board import Board
from fleetui.engine.core import Core
from fleetui.model.evidence import Candidate, Gate, Verdict
from fleetui.model.fleet import Project, Seat
from fleetui.model.judge import SAME_FAILURE

HOOKS = "hooks of the base"
"""What the evidence is called; no gate of a project can be called so."""


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
            project = self.core.project(seat)
            base = self.core.bases.get(project.name, "")
            if not self._wanted(seat, project, base) or self.core.lock(f"project:{project.name}").locked():
                continue
            self.core.spawn(self._run(seat.name, project, base), f"{HOOKS} of {project.name}")
            return

    def _wanted(self, seat: Seat, project: Project, base: str) -> bool:
        session = self.core.sight(seat.name).session
        refused = session is not None and bool(session.hook) and session.fails >= SAME_FAILURE
        return refused and bool(project.hooks and base) and (base, HOOKS) not in self.core.fleet.evidence

    async def _run(self, name: str, project: Project, base: str) -> None:
        async with self.core.lock(f"project:{project.name}"):
            if (base, HOOKS) in self.core.fleet.evidence:
                return
            of_base = Candidate(project.name, name, project.base, base, base, base)
            with self.core.watching(f"{HOOKS} {project.name}"):
                await self.board.run_on(name, project, of_base, (Gate(HOOKS, project.hooks),))


def of_base(core: Core, seat: Seat) -> str:
    """What is known of the base branch, for one whose commits a hook refuses."""
    project = core.project(seat)
    proof = core.fleet.evidence.get((core.bases.get(project.name, ""), HOOKS))
    if proof is None and not project.hooks:
        return f"not known whether {project.base} passes: set hooks in [projects.{project.name}]"
    match proof.verdict if proof else Verdict.RUNNING:
        case Verdict.PASS:
            return f"{project.base} passes"
        case Verdict.FAIL:
            return f"fails on {project.base} too"
        case Verdict.ERROR:
            return f"{project.base} could not be checked: {proof.detail if proof else ''}"
        case _:
            return f"{project.base} is being checked"
