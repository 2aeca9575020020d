"""One run of gates: a clean checkout of one commit, the set-up step, each gate, and its word in the journal."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from fleetui.engine.act.landing.gate_digests import Files
from fleetui.engine.act.landing.gate_facts import GateFacts
from fleetui.engine.act.landing.set_up import SetUp, SetUpWord
from fleetui.engine.core import Core
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.gates import GateResult
from fleetui.model import events as e
from fleetui.model.evidence import Candidate, Gate, Verdict, subject_of
from fleetui.model.fleet import Project
from fleetui.model.gates.facts import Source, Word
from fleetui.model.gates.kinds import KINDS, second_try

LANE = "gates"
"""Where checkouts of candidates stand whose set-up step is kept warm: of a project one after the other."""
STOPPED = "stopped by you; r runs it again"
HANDED_OVER = "the fleet was given to another process while it ran"


class GateRun:
    """Runs gates of one project on one candidate, in order, up to the first required one that does not pass.

    Made right after the files that they name were looked at: what they are then is what the evidence names.
    """

    def __init__(self, core: Core, name: str, project: Project, candidate: Candidate) -> None:
        self.core = core
        self.name = name
        self.project = project
        self.candidate = candidate
        seat = core.fleet.seats.get(name)
        self.task = core.task_of(seat) if seat else None
        self._files: dict[Gate, Files] = {}
        self.stopped = False
        """Set by the operator, before the run is cancelled."""
        self._note = ""
        """What the gates do not find in the checkout."""
        self._set_up = SetUpWord()
        """How the checkout was made ready; told once, with the first gate."""

    async def all_of(self, gates: tuple[Gate, ...]) -> None:
        """Run them; cancelled, those that did not come to their end are marked as cut off."""
        waiting = list(gates)
        self._files = {gate: self.core.digests.files(self.project, gate) for gate in gates}
        try:
            await self._in_checkout(waiting)
        except asyncio.CancelledError as ended:
            if self.stopped:
                for gate in waiting:
                    await self._finished(gate, GateResult(Verdict.ERROR, 0.0, STOPPED, b""))
                return
            why = str(ended) or HANDED_OVER
            with self.core.watching("journal"):
                await self.core.ledger.append(*(self._cut(gate, why) for gate in waiting))
            raise

    async def _in_checkout(self, waiting: list[Gate]) -> None:
        """Run what waits; a gate leaves the list once it came to its word."""
        await self._started(waiting[0])
        folder, failed, before = "", "", dict[str, str]()
        facts = None
        sources = {KINDS[gate.kind].source for gate in waiting}
        try:
            with self.core.live_log(self.candidate.commit, waiting[0].name) as live:
                weight = max(gate.weight for gate in waiting)
                set_up = SetUp(self.core, self.project, self.candidate.commit, LANE, live, weight)
                if Source.PROCESS in sources:
                    await set_up.prepare()
                folder = await self.core.world.git.clean_checkout(
                    self.project, self.candidate.commit, set_up.lane
                )
                facts = GateFacts(self.core, self.project, self.candidate, folder, self.task)
                if Source.CLAIMS in sources:
                    await facts.look_at_claims()
                if Source.PROCESS in sources:
                    self._set_up = await set_up.run(folder)
                    failed = self._set_up.failed
            self._note = await self.core.world.git.checkout_note(self.project, folder)
            again = len(waiting) > 1 or any(gate.retries for gate in waiting)
            before = await self._content(folder) if again else before
        except PortError as error:
            failed = f"{error.doing}: {error.detail}"
        if failed or facts is None:
            await self._finished(waiting.pop(0), GateResult(Verdict.ERROR, 0.0, failed, self._set_up.log))
        else:
            await self._each(waiting, facts, before)
        if folder:
            await self.core.world.git.drop_checkout(self.project, folder)

    async def _each(self, waiting: list[Gate], facts: GateFacts, before: dict[str, str]) -> None:
        first = waiting[0]
        while waiting:
            gate = waiting[0]
            if gate is not first:
                await self._started(gate)
                if other := await self._no_longer(before, facts.folder):
                    await self._finished(waiting.pop(0), GateResult(Verdict.ERROR, 0.0, other, b""))
                    return
            result = await self._tried(gate, facts, before)
            changed = await self._changed(gate)
            waiting.pop(0)
            if changed:
                becomes = self.core.digests.of(self.project, gate, self.task)
                await self.core.ledger.append(self._cut(gate, changed, becomes=becomes))
            else:
                await self._finished(gate, result)
            if gate.required and (changed or result.verdict is not Verdict.PASS):
                return

    async def _tried(self, gate: Gate, facts: GateFacts, before: dict[str, str]) -> GateResult:
        """Its word; one that failed is tried again where the gate says so, on the same files or not at all."""
        first = await facts.word(gate)
        if not gate.retries or first.verdict is not Verdict.FAIL:
            return first
        if await self._no_longer(before, facts.folder):
            return replace(
                first, detail=f"{first.detail}; not tried again, because it changed committed files"
            )
        second = await facts.word(gate)
        word = second_try(gate, first.detail, Word(second.verdict, second.detail))
        log = first.log + b"\n--- the second try ---\n" + second.log
        seconds = first.seconds + second.seconds
        return replace(second, verdict=word.verdict, detail=word.detail, log=log, seconds=seconds, tries=2)

    async def _content(self, folder: str) -> dict[str, str]:
        """What the gates find once the set-up step is done. Raises ``PortError``."""
        return await self.core.world.git.checkout_content(self.project, folder, self.candidate.commit)

    async def _no_longer(self, before: dict[str, str], folder: str) -> str:
        """Why the next gate would not be run on the candidate: an earlier one changed what it holds."""
        try:
            now = await self._content(folder)
        except PortError as error:
            return f"{error.doing}: {error.detail}"
        path = next((path for path in before if now.get(path) != before[path]), "")
        return path and (
            f"an earlier gate changed {path}: this one would not be run on the candidate. "
            "Let it write elsewhere, or make it the set-up step"
        )

    async def _changed(self, gate: Gate) -> str:
        """Why what was run is not known: a file that it names changed meanwhile, or cannot be read any more."""
        try:
            await self.core.digests.look(self.project)
        except PortError as error:
            return f"{error.doing}: {error.detail}"
        path = self.core.digests.changed(self.project, gate, self._files[gate])
        return f"{path} changed while it ran" if path else ""

    async def _started(self, gate: Gate) -> None:
        await self.core.ledger.append(
            e.GateStarted(
                self.name,
                self.project.name,
                gate.name,
                self.candidate.commit,
                gate.digest,
                subject_of(gate, self.candidate),
            )
        )

    def _cut(self, gate: Gate, reason: str, becomes: str | None = None) -> e.GateCut:
        """It counts only where the gate itself may be at fault."""
        return e.GateCut(
            self.name, self.project.name, gate.name, self.candidate.commit, gate.digest, reason[:300],
            counts=becomes is not None, becomes=becomes or "", tree=subject_of(gate, self.candidate),
        )  # fmt: skip

    async def _finished(self, gate: Gate, result: GateResult) -> None:
        set_up, self._set_up = self._set_up, SetUpWord()
        text = set_up.before(result.log)
        log = await self.core.ledger.put_text(text.decode(errors="replace")) if text else ""
        said = f"set-up {set_up.said}" if self.project.setup_keeps and set_up.said else ""
        detail = "; ".join(part for part in (result.detail, self._note, said) if part)
        await self.core.ledger.append(
            e.GateFinished(
                self.name, self.project.name, gate.name, self.candidate.commit, gate.digest,
                result.verdict, result.seconds, detail[:300], log,
                subject_of(gate, self.candidate), result.tries, -1 if result.tests is None else result.tests,
            )
        )  # fmt: skip
