"""The merge board's facts: the candidate of every branch, and what the gates say about exactly that commit."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

from fleetui.engine.act.landing.commit_words import words_of
from fleetui.engine.act.landing.gate_run import GateRun
from fleetui.engine.core import Core, Refused
from fleetui.engine.observe.tasks.task_list import TaskList
from fleetui.model import events as e
from fleetui.model.commands import Outcome
from fleetui.model.commit_words import CommitWords
from fleetui.model.evidence import Candidate, Gate, GateEvidence, Verdict
from fleetui.model.fleet import Project, Seat, SeatState
from fleetui.model.landing import gave_up, proof_of
from fleetui.model.status import Phase
from fleetui.model.task import find_task

REMEMBERED = 20
"""Earlier candidates of a branch whose evidence is told apart as outdated."""
CUT_S = 8.0
"""How long gates may take to end when the fleet is given up."""
ENDED = "fleetui ended while it ran"


class Board:
    """Builds candidates and says which gates run, one gate at a time per project."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._asked: dict[str, set[str]] = {}
        """Gates that were asked for and did not begin yet, by seat."""
        self._now: dict[str, tuple[GateRun, asyncio.Future[None]]] = {}
        """What runs, by seat."""
        self._running: set[asyncio.Task[None]] = set()
        self._words: dict[str, CommitWords] = {}
        """What candidates were made with, by seat."""
        tasks = TaskList(core)
        core.task_of = lambda seat: find_task(tasks.now(), seat.task, seat.project) if seat.task else None
        core.before_giving_up.append(self.cut_off)

    # ------------------------------------------------------------ candidates

    async def forecast(self, seat: Seat) -> Candidate | None:
        """The candidate of a seat's branch as head and base are now; kept until one of them moves.

        Why there is none may pass without that, such as a history that was too short: it is asked again.
        """
        core, git = self.core, self.core.sight(seat.name).git
        project = core.project(seat)
        if git is None or not git.branch or not project.path or git.branch == project.base or not git.ahead:
            core.candidates.pop(seat.name, None)
            return None
        known = core.candidates.get(seat.name)
        same = known and (known.branch, known.head, known.base) == (git.branch, git.head, git.base)
        words = words_of(core, project, seat.name, git.branch)
        same = same and known is not None and not self._asked_otherwise(project, known, words)
        if known and same and not known.error:
            return known
        made = await core.world.git.candidate(project, seat.name, git.branch, words=words)
        self._words[seat.name] = words
        if known and known.commit and known.branch == made.branch and known.commit != made.commit:
            made = replace(made, earlier=(*known.earlier, known.commit)[-REMEMBERED:])
        if made != known:
            core.candidates[seat.name] = made
            core.touch()
        return made

    def _asked_otherwise(self, project: Project, known: Candidate, words: CommitWords) -> bool:
        """Whether it was made before something was configured or its task was renamed: a review, how branches land,
        what its commits say."""
        reviewed = project.review is not None and known.commit and not known.patch
        return bool(reviewed) or known.method.kind != project.landing or self._words.get(known.seat) != words

    async def forecast_all(self) -> None:
        """Keep every candidate true to its head and base, and every digest to what the gates name."""
        for name in {seat.project for seat in self.core.seats()} & self.core.settings.projects.keys():
            with self.core.watching(f"gates of {name}"):
                await self.look_at(self.core.settings.projects[name])
        for seat in self.core.seats():
            with self.core.watching(f"candidate {seat.name}"):
                await self.forecast(seat)

    async def look_at(self, project: Project) -> None:
        """Keep the digests of a project true to what its gates name. Raises ``PortError``."""
        before = self.core.digests.stamped(project)
        await self.core.digests.look(project)
        if self.core.digests.stamped(project) != before:
            self.core.touch()

    # ------------------------------------------------------------ gates

    def start_due(self) -> None:
        """Start the gates of branches whose agent rests, where the project wants that, and those that were cut off."""
        if not self.core.acts or self.core.ledger.read_only:
            return
        for seat in self.core.seats():
            if self._due(seat) and not self.core.lock(f"project:{seat.project}").locked():
                self.spawn(self._run_due(seat.name), f"gates of {seat.name}")
                return

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run gates beside the loop, until they are done or the fleet is given up."""
        task = self.core.spawn(work, name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def _resting(self, seat: Seat, project: Project) -> bool:
        phase = self.core.sight(seat.name).status.phase
        rests = phase in (Phase.IDLE, Phase.EXITED) or self.core.live_run(seat.name) is None
        return project.gate_when == "idle" and rests and seat.state is SeatState.ACTIVE

    def _due(self, seat: Seat) -> tuple[Gate, ...]:
        """Gates that run by themselves now: those that said nothing about the present candidate, up to the first
        that keeps it out, and those that were cut off."""
        found = self.core.candidates.get(seat.name)
        if found is None or not found.commit:
            return ()
        project = self.core.project(seat)
        resting = self._resting(seat, project)
        due: list[Gate] = []
        for gate in project.gates:
            proof = self.proof(gate, found)
            if self._keeps_out(gate, proof):
                break
            if gate.digest and wanted(proof) and (proof is not None or resting):
                due.append(gate)
        return tuple(due)

    def pending(self, seat: Seat) -> bool:
        """True while gates run on a seat's candidate, or will by themselves."""
        found = self.core.candidates.get(seat.name)
        proofs = [self.proof(gate, found) for gate in self.core.project(seat).gates] if found else []
        running = any(one is not None and one.verdict is Verdict.RUNNING for one in proofs)
        return running or bool(self._due(seat))

    def _keeps_out(self, gate: Gate, proof: GateEvidence | None) -> bool:
        red = proof is not None and (proof.verdict in (Verdict.FAIL, Verdict.ERROR) or gave_up(proof))
        return red and gate.required

    def proof(self, gate: Gate, candidate: Candidate) -> GateEvidence | None:
        """What exactly this gate said about exactly this candidate, or about another commit with the same files."""
        return proof_of(gate, candidate, self.core.fleet.evidence)

    async def run(self, name: str, only: str) -> Outcome:
        """Run gates because somebody asked, whatever they said before; one that runs now goes on."""
        seat = self.core.seat(name)
        project = self.core.project(seat)
        names = [gate.name for gate in project.gates if only in ("", gate.name)]
        if not names:
            known = ", ".join(gate.name for gate in project.gates) or "none is configured"
            raise Refused(f"{project.name} has no such gate: {known}")
        candidate = await self._present(seat)
        asked = self._asked.setdefault(name, set())
        new = {name for name in names if not self._runs(self.core.project(seat), name, candidate)} - asked
        if new:
            asked |= new
            self.spawn(self._run_asked(name), f"gates of {name}")
        said = "running" if new else "already running"
        return Outcome(ok=True, text=f"{said} {', '.join(names)} of {name}", value=candidate.commit)

    async def run_all(self, name: str, names: tuple[str, ...]) -> None:
        """Run those of these gates that did not pass or fail on the present candidate yet, and wait for their word.

        Raises ``Refused`` where there is no candidate. Cancelled, those that run are marked as cut off.
        """
        seat = self.core.seat(name)
        async with self.core.lock(f"project:{seat.project}"):
            candidate = await self._present(seat)
            said = (Verdict.PASS, Verdict.FAIL)
            gates = tuple(
                gate
                for gate in self.core.project(seat).gates
                if gate.name in names
                and ((proof := self.proof(gate, candidate)) is None or proof.verdict not in said)
            )
            await self._run(name, gates)

    def _runs(self, project: Project, name: str, candidate: Candidate) -> bool:
        proofs = (self.proof(gate, candidate) for gate in project.gates if gate.name == name)
        return any(proof is not None and proof.verdict is Verdict.RUNNING for proof in proofs)

    async def _present(self, seat: Seat) -> Candidate:
        project = self.core.project(seat)
        if not project.path:
            raise Refused(f"{seat.name} works in no repository")
        await self.look_at(self.core.settings.projects[project.name])
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

    async def _run_asked(self, name: str) -> None:
        async with self.core.lock(f"project:{self.core.seat(name).project}"):
            names = self._asked.pop(name, set())
            gates = tuple(
                gate for gate in self.core.project(self.core.seat(name)).gates if gate.name in names
            )
            await self._run(name, gates)

    async def _run_due(self, name: str) -> None:
        async with self.core.lock(f"project:{self.core.seat(name).project}"):
            await self._run(name, self._due(self.core.seat(name)))

    async def _run(self, name: str, gates: tuple[Gate, ...]) -> None:
        """Run gates on a seat's candidate; the project's lock is held."""
        seat = self.core.seat(name)
        candidate = self.core.candidates.get(name)
        if not gates or candidate is None or not candidate.commit:
            return
        project = self.core.settings.projects[seat.project]
        with self.core.watching(f"gates {project.name}"):
            await self.run_on(seat.name, project, candidate, gates)

    async def run_on(
        self, name: str, project: Project, candidate: Candidate, gates: tuple[Gate, ...]
    ) -> None:
        """Run gates in a clean checkout of one commit; the project's lock is held by the caller.

        What is run is looked at first, and again at the end: a result of something that changed meanwhile is none.
        """
        await self.core.digests.look(project)
        seat = self.core.fleet.seats.get(name)
        task = self.core.task_of(seat) if seat else None
        gates = tuple(replace(gate, digest=self.core.digests.of(project, gate, task)) for gate in gates)
        run = GateRun(self.core, name, project, candidate)
        work = asyncio.ensure_future(run.all_of(gates))
        self._now[name] = (run, work)
        try:
            await work
        finally:
            self._now.pop(name, None)

    async def stop(self, name: str) -> Outcome:
        """End the gates that run now for a seat, as the operator wants: they are errors until they are run again."""
        known = self._now.get(name)
        if known is None:
            raise Refused(f"no gate runs for {name} in this process")
        run, work = known
        run.stopped = True
        work.cancel()
        return Outcome(ok=True, text=f"stopping the gates of {name}")

    async def cut_off(self) -> None:
        """End the gates that run, before another process owns the fleet: it runs them again."""
        running = [task for task in self._running if not task.done()]
        for task in running:
            task.cancel()
        if running:
            await asyncio.wait(running, timeout=CUT_S)

    async def recover(self) -> None:
        """Gates that an earlier engine left running did not come to their end."""
        left = [proof for proof in self.core.fleet.evidence.values() if proof.verdict is Verdict.RUNNING]
        for proof in left:
            await self.core.ledger.append(
                e.GateCut(proof.seat, "", proof.gate, proof.candidate, proof.digest, ENDED, tree=proof.tree)
            )


def wanted(proof: GateEvidence | None) -> bool:
    """True while a gate should run by itself: it said nothing, and was not cut off too often."""
    return proof is None or (proof.verdict is Verdict.NONE and not gave_up(proof))
