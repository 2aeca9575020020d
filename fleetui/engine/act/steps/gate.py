"""A gate as a step: on the worktree as advice, or on the candidate as evidence; red goes back to the agent."""

from __future__ import annotations

from fleetui.engine.act.landing.board import Board
from fleetui.engine.act.landing.gate_facts import GateFacts
from fleetui.engine.act.steps.performing import Performing
from fleetui.engine.core import Core, Refused
from fleetui.engine.protocols.errors import PortError
from fleetui.model import events as e
from fleetui.model.counts import count
from fleetui.model.evidence import Candidate, Gate, Verdict
from fleetui.model.fleet import Project, Seat
from fleetui.model.gates.facts import Source
from fleetui.model.gates.kinds import KINDS
from fleetui.model.names import no_such
from fleetui.model.queue import REPAIR
from fleetui.model.repair import repair
from fleetui.model.steps import CANDIDATE, GateStep
from fleetui.model.value import value


@value
class GateWord:
    """What one gate said."""

    gate: str
    verdict: Verdict
    detail: str
    log: str = ""
    """Name of the stored log."""
    required: bool = True

    @property
    def line(self) -> str:
        """In a few words."""
        said = {Verdict.PASS: "passes", Verdict.FAIL: "is red", Verdict.ERROR: "could not run"}
        return f"{self.gate} {said.get(self.verdict, 'did not come to its end')}" + (
            f": {self.detail}" if self.detail else ""
        )


class GatePerformer:
    """Performs gate steps."""

    def __init__(self, core: Core, board: Board) -> None:
        self.core = core
        self.board = board

    async def perform(self, it: Performing) -> None:
        """Run the gates, and write down what they say with the tree that it is true of."""
        step = it.entry.step
        assert isinstance(step, GateStep)  # noqa: S101 - the table of performers goes by the class
        project = self.core.project(it.seat)
        gates = chosen(project, step.gate)
        if step.on != CANDIDATE and not step.gate:
            gates = tuple(gate for gate in gates if KINDS[gate.kind].source is not Source.DIFF)
        if not gates:
            await it.held(no_such_gate(project, step.gate))
            return
        tree = await self.core.world.git.tree(project, it.seat.worktree, self.core.others(it.seat))
        if it.entry.round and tree == it.entry.tree:
            await it.held(
                f"nothing changed since round {it.entry.round}: {it.entry.gave}", tree, it.entry.log
            )
            return
        await it.begins(tree)
        if step.on == CANDIDATE:
            words = await self._on_candidate(it, gates)
        else:
            words = await self._on_worktree(it, project, gates)
        after = await self._after(project, it.seat, tree)
        await self._told(
            it, step, words, self._candidate_tree(it.seat) if step.on == CANDIDATE else tree, after
        )

    def _candidate_tree(self, seat: Seat) -> str:
        found = self.core.candidates.get(seat.name)
        return found.tree if found else ""

    async def _on_worktree(self, it: Performing, project: Project, gates: tuple[Gate, ...]) -> list[GateWord]:
        """One project's gates one after the other: builds of several agents at once would starve each other."""
        words: list[GateWord] = []
        async with self.core.lock(f"advice:{project.name}"):
            facts = await self._of_worktree(project, it.seat, gates)
            for gate in gates:
                self.core.set_doing(it.seat.name, f"gate {gate.name} runs in its worktree")
                result = await facts.word(gate)
                log = await self._stored(result.log)
                words.append(GateWord(gate.name, result.verdict, result.detail, log, gate.required))
                if result.verdict is not Verdict.PASS and (gate.required or len(gates) == 1):
                    break
        return words

    async def _of_worktree(self, project: Project, seat: Seat, gates: tuple[Gate, ...]) -> GateFacts:
        here = Candidate(project.name, seat.name, seat.branch, self.core.bases.get(project.name, ""), "")
        facts = GateFacts(self.core, project, here, seat.worktree, self.core.task_of(seat))
        if any(KINDS[gate.kind].source is Source.CLAIMS for gate in gates):
            await facts.look_at_claims()
        return facts

    async def _on_candidate(self, it: Performing, gates: tuple[Gate, ...]) -> list[GateWord]:
        """What was said of exactly this candidate already is not asked again."""
        try:
            await self.board.run_all(it.seat.name, tuple(gate.name for gate in gates))
        except Refused as refused:
            return [GateWord(gates[0].name, Verdict.ERROR, str(refused))]
        candidate = self.core.candidates.get(it.seat.name)
        words: list[GateWord] = []
        for gate in chosen(self.core.project(it.seat), ""):
            proof = self.board.proof(gate, candidate) if candidate else None
            if gate.name not in {one.name for one in gates}:
                continue
            if proof is None:
                words.append(GateWord(gate.name, Verdict.NONE, "", required=gate.required))
                break
            words.append(GateWord(gate.name, proof.verdict, proof.detail, proof.log, gate.required))
            if proof.verdict is not Verdict.PASS and gate.required:
                break
        return words

    async def _stored(self, log: bytes) -> str:
        return await self.core.ledger.put_text(log.decode(errors="replace")) if log else ""

    async def _after(self, project: Project, seat: Seat, before: str) -> str:
        """The tree that the gate left behind, with what it wrote itself; the one before where it cannot be had."""
        try:
            return await self.core.world.git.tree(project, seat.worktree, self.core.others(seat))
        except PortError:
            return before

    async def _told(
        self, it: Performing, step: GateStep, words: list[GateWord], tree: str, after: str
    ) -> None:
        bad = [one for one in words if one.verdict is not Verdict.PASS and (one.required or len(words) == 1)]
        worst = bad[0] if bad else words[-1]
        where = "on the candidate" if step.on == CANDIDATE else "in the worktree, as advice"
        if not bad:
            said = ", ".join(one.line for one in words)
            await it.done(f"{said} ({where})", tree, worst.log, after=after)
        elif worst.verdict is Verdict.NONE:
            await it.cut(worst.detail or "its gate did not come to its end")
        elif worst.verdict is not Verdict.FAIL:
            await it.held(worst.line, tree, worst.log, after)
        elif it.entry.round >= step.rounds:
            rounds = f" after {count(it.entry.round, 'round')}" if it.entry.round else ""
            await it.held(f"{worst.gate} is red{rounds}: {worst.detail}", tree, worst.log, after)
        else:
            await self._send_back(it, worst, step, tree, after)

    async def _send_back(
        self, it: Performing, worst: GateWord, step: GateStep, tree: str, after: str
    ) -> None:
        """Its word goes to the agent before anything else, and the step waits behind it: written down at once."""
        log = await self.core.ledger.get_text(worst.log) if worst.log else ""
        where = (
            "on the commit that would land, so commit what you change"
            if step.on == CANDIDATE
            else "in your worktree"
        )
        several = self.core.profile(it.seat).delivery.multi_line
        text = repair(worst.gate, where, worst.detail, log, several_lines=several)
        self.core.world.fault("step.over")
        await self.core.ledger.append(
            e.StepRound(
                it.seat.name, it.entry.id, it.work, it.entry.round + 1, tree, after, worst.line, worst.log
            ),
            e.EntryAdded(
                it.seat.name, f"{it.entry.id}-{it.entry.round + 1}-{it.work}", text, REPAIR, front=True
            ),
        )


def chosen(project: Project, name: str) -> tuple[Gate, ...]:
    """The gates that a step asks for."""
    return tuple(gate for gate in project.gates if name in ("", gate.name))


def no_such_gate(project: Project, name: str) -> str:
    """Why there is nothing to run."""
    known = [gate.name for gate in project.gates]
    if not project.path:
        return "it works in no repository, so there is no gate"
    if not known:
        return f"{project.name} has no gate: add [[projects.{project.name}.gates]]"
    return no_such(f"gate of {project.name}", name, known)
