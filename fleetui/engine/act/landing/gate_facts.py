"""The facts that a gate is judged by, and its word: each kind's source is asked once, on one candidate."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from fleetui.engine.core import Core
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.gates import GateResult
from fleetui.model.anchors.finding import Checked
from fleetui.model.anchors.policy import Policy
from fleetui.model.evidence import Candidate, Gate, Verdict
from fleetui.model.fleet import Project
from fleetui.model.gates.diff import changed_lines
from fleetui.model.gates.facts import Facts, Source, Word
from fleetui.model.gates.kinds import KINDS
from fleetui.model.task import Task


class GateFacts:
    """Asks for one candidate in one clean checkout."""

    def __init__(
        self, core: Core, project: Project, candidate: Candidate, folder: str, task: Task | None
    ) -> None:
        self.core = core
        self.project = project
        self.candidate = candidate
        self.folder = folder
        self.task = task
        self._sources: Mapping[Source, Callable[[Gate], Awaitable[tuple[Facts, GateResult | None]]]] = {
            Source.PROCESS: self._ran,
            Source.DIFF: self._differs,
            Source.CLAIMS: self._claims,
            Source.PROBE: self._answers,
        }
        self._checked: tuple[Checked, ...] | PortError = ()

    async def look_at_claims(self) -> None:
        """Judge what the task claims while the checkout holds the commit and nothing that was made since."""
        if self.task is None or not self.task.done_when:
            return
        check = self.core.world.anchors.check
        try:
            self._checked = await check(self.folder, self.task.done_when, "", Policy({}))
        except PortError as error:
            self._checked = error

    async def word(self, gate: Gate) -> GateResult:
        """What the gate says; what could not be found out is an error."""
        kind, began = KINDS[gate.kind], self.core.world.now()
        try:
            facts, ran = await self._sources[kind.source](gate)
        except PortError as error:
            return GateResult(Verdict.ERROR, 0.0, f"{error.doing}: {error.detail}", b"")
        word = kind.judge(gate, facts)
        ran = ran or GateResult(word.verdict, self.core.world.now() - began, "", word.log.encode())
        return replace(ran, verdict=word.verdict, detail=word.detail, tests=word.tests)

    async def _ran(self, gate: Gate) -> tuple[Facts, GateResult]:
        with self.core.live_log(self.candidate.commit, gate.name) as live:
            async with self.core.gate_budget.room(gate.weight, live.wait):
                environment = self.core.world.gate_environment
                result = await self.core.world.gates.run(gate, self.folder, environment, live)
        word = Word(result.verdict, result.detail, tests=result.tests)
        return Facts(ran=word, last=result.last, before=self._on_base(gate)), result

    def _on_base(self, gate: Gate) -> int | None:
        """Tests that passed on the base when this gate counted them there last, in whatever form it had then."""
        base = self.candidate.base
        trees = {one.tree for one in self.core.fleet.landings.values() if one.candidate == base}
        counted = [
            proof
            for proof in self.core.fleet.evidence.values()
            if proof.gate == gate.name
            and proof.tests >= 0
            and (proof.candidate == base or proof.tree in trees)
        ]
        last = max(counted, key=lambda proof: proof.at, default=None)
        return last.tests if last else None

    async def _differs(self, gate: Gate) -> tuple[Facts, None]:
        if not self.candidate.commit:
            return Facts(), None
        text, cut = await self.core.world.git.candidate_lines(self.project, self.candidate)
        return Facts(
            task=self.task if "not-to-touch" in gate.rules else None,
            protected=self.project.protected,
            files=self.candidate.files,
            lines=changed_lines(text),
            cut=cut,
        ), None

    async def _claims(self, gate: Gate) -> tuple[Facts, None]:
        del gate
        if isinstance(self._checked, PortError):
            raise self._checked
        return Facts(task=self.task, checked=self._checked), None

    async def _answers(self, gate: Gate) -> tuple[Facts, None]:
        found = next((one for one in self.project.probes if one.name == gate.probe), None)
        if found is None:
            return Facts(), None
        environment = self.core.world.gate_environment
        return Facts(answer=await self.core.world.probes.ask(found, self.folder, environment)), None
