"""The merge board's facts: the candidate of every branch, and what the gates say about exactly that commit."""

from __future__ import annotations

from dataclasses import replace

from fleetui.engine.core import Core, Refused
from fleetui.engine.ports import PortError
from fleetui.model import events as e
from fleetui.model.commands import Outcome
from fleetui.model.evidence import Candidate, Gate, Verdict
from fleetui.model.fleet import Project, Seat, SeatState
from fleetui.model.status import Phase

REMEMBERED = 20
"""Earlier candidates of a branch whose evidence is told apart as outdated."""


class Board:
    """Builds candidates and runs gates, one gate at a time per project."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._asked: set[str] = set()
        """Seats whose gates were asked for."""

    # ------------------------------------------------------------ candidates

    async def forecast(self, seat: Seat) -> Candidate | None:
        """The candidate of a seat's branch as head and base are now; kept until one of them moves."""
        core, git = self.core, self.core.sight(seat.name).git
        project = core.project(seat)
        if git is None or not git.branch or not project.path or git.branch == project.base or not git.ahead:
            core.candidates.pop(seat.name, None)
            return None
        known = core.candidates.get(seat.name)
        if known and (known.branch, known.head, known.base) == (git.branch, git.head, git.base):
            return known
        made = await core.world.git.candidate(project, seat.name, git.branch)
        if known and known.commit and known.branch == made.branch and known.commit != made.commit:
            made = replace(made, earlier=(*known.earlier, known.commit)[-REMEMBERED:])
        core.candidates[seat.name] = made
        core.touch()
        return made

    async def forecast_all(self) -> None:
        """Keep every candidate true to its head and base."""
        for seat in self.core.seats():
            with self.core.watching(f"candidate {seat.name}"):
                await self.forecast(seat)

    # ------------------------------------------------------------ gates

    def start_due(self) -> None:
        """Start the gates of branches whose agent rests, where the project wants that."""
        if not self.core.acts or self.core.ledger.read_only:
            return
        for seat in self.core.seats():
            project = self.core.project(seat)
            if self._resting(seat, project) and not self.core.lock(f"project:{project.name}").locked():
                missing = self._missing(seat, project)
                if missing:
                    self.core.spawn(self._run(seat.name, missing), f"gates of {seat.name}")
                    return

    def _resting(self, seat: Seat, project: Project) -> bool:
        phase = self.core.sight(seat.name).status.phase
        rests = phase in (Phase.IDLE, Phase.EXITED) or self.core.live_run(seat.name) is None
        return project.gate_when == "idle" and rests and seat.state is SeatState.ACTIVE

    def _missing(self, seat: Seat, project: Project) -> tuple[Gate, ...]:
        """Gates without a word on the present candidate, up to the first that is red."""
        found = self.core.candidates.get(seat.name)
        if found is None or not found.commit:
            return ()
        missing: list[Gate] = []
        for gate in project.gates:
            proof = self.core.fleet.evidence.get((found.commit, gate.name))
            if proof is None:
                missing.append(gate)
            elif proof.verdict is not Verdict.PASS:
                break
        return tuple(missing)

    async def run(self, name: str, only: str) -> Outcome:
        """Run gates because somebody asked, whatever they said before."""
        seat = self.core.seat(name)
        project = self.core.project(seat)
        gates = tuple(gate for gate in project.gates if only in ("", gate.name))
        if not gates:
            known = ", ".join(gate.name for gate in project.gates) or "none is configured"
            raise Refused(f"{project.name} has no such gate: {known}")
        candidate = await self._present(seat, project)
        self.core.spawn(self._run(name, gates), f"gates of {name}")
        return Outcome(
            ok=True, text=f"running {', '.join(g.name for g in gates)} of {name}", value=candidate.commit
        )

    async def _present(self, seat: Seat, project: Project) -> Candidate:
        if not project.path:
            raise Refused(f"{seat.name} works in no repository")
        git = await self.core.world.git.facts(project, seat.worktree)
        self.core.sight(seat.name).git = git
        candidate = await self.forecast(seat)
        if candidate is None or not candidate.commit:
            why = (
                "nothing to land"
                if candidate is None
                else candidate.error or f"conflicts: {candidate.conflicts[0]}"
            )
            raise Refused(f"{seat.name} has no candidate: {why}")
        return candidate

    async def _run(self, name: str, gates: tuple[Gate, ...]) -> None:
        seat = self.core.seat(name)
        project = self.core.project(seat)
        async with self.core.lock(f"project:{project.name}"):
            candidate = self.core.candidates.get(name)
            if candidate is None or not candidate.commit:
                return
            with self.core.watching(f"gates {project.name}"):
                await self.run_on(seat.name, project, candidate, gates)

    async def run_on(
        self, name: str, project: Project, candidate: Candidate, gates: tuple[Gate, ...]
    ) -> None:
        """Run gates in a clean checkout of one commit; the project's lock is held by the caller."""
        core = self.core
        await core.ledger.append(e.GateStarted(name, project.name, gates[0].name, candidate.commit))
        folder = ""
        try:
            folder = await core.world.git.clean_checkout(project, candidate.commit)
            failed = await self._set_up(project, folder)
        except PortError as error:
            failed = f"{error.doing}: {error.detail}"
        if failed:
            await self._say(name, project, gates[0], candidate, Verdict.ERROR, 0.0, failed, b"")
        for position, gate in enumerate(gates if not failed else ()):
            if position:
                await core.ledger.append(e.GateStarted(name, project.name, gate.name, candidate.commit))
            result = await core.world.gates.run(gate, folder, core.world.gate_environment)
            await self._say(
                name, project, gate, candidate, result.verdict, result.seconds, result.detail, result.log
            )
            if result.verdict is not Verdict.PASS and gate.required:
                break
        if folder:
            await core.world.git.drop_checkout(project, folder)

    async def _set_up(self, project: Project, folder: str) -> str:
        if not project.setup:
            return ""
        environment = self.core.world.gate_environment
        done = await self.core.world.gates.run_setup(
            project.setup, folder, environment, project.setup_timeout_s
        )
        return "" if done.verdict is Verdict.PASS else f"the set-up step failed: {done.detail}"

    async def _say(
        self, name: str, project: Project, gate: Gate, candidate: Candidate,
        verdict: Verdict, seconds: float, detail: str, log: bytes,
    ) -> None:  # fmt: skip
        stored = await self.core.ledger.put_text(log.decode(errors="replace")) if log else ""
        await self.core.ledger.append(
            e.GateFinished(
                name, project.name, gate.name, candidate.commit, verdict, seconds, detail[:300], stored
            )
        )

    async def recover(self) -> None:
        """Gates that an earlier engine left running did not come to a word."""
        left = [proof for proof in self.core.fleet.evidence.values() if proof.verdict is Verdict.RUNNING]
        for proof in left:
            detail = "fleetui ended while it ran; r runs it again"
            seat = self._seat_of(proof.candidate)
            await self.core.ledger.append(
                e.GateFinished(seat, "", proof.gate, proof.candidate, Verdict.ERROR, detail=detail)
            )

    def _seat_of(self, commit: str) -> str:
        found = (name for name, made in self.core.candidates.items() if made.commit == commit)
        return next(found, "")
