"""The train that is being made ready: each candidate built on the one before, gated, and rebuilt where one drops out.

It is in memory alone, one at a time, of the dashboard that acts; nothing here lands or approves anything.
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from fleetui.engine.act.landing.board import Board, wanted
from fleetui.engine.act.landing.commit_words import words_of
from fleetui.engine.core import Core, Refused
from fleetui.model.commands import Outcome
from fleetui.model.evidence import Candidate, Gate, Verdict
from fleetui.model.fleet import Project
from fleetui.model.train import Coupled, Dropped, Proposal, drops_out, landed_as, stands_by

TAKEN_APART = "the train was given up while it ran"


class Trains:
    """Keeps ``core.train`` true to heads, base and evidence, and runs the gates that it lacks."""

    def __init__(self, core: Core, board: Board) -> None:
        self.core = core
        self.board = board
        self._task: asyncio.Task[None] | None = None

    async def prepare(self, proposal: Proposal | None) -> Outcome:
        """Make this ready instead of what was being made ready; ``None`` ends it, and its gate that runs."""
        core = self.core
        if self._task is not None and not self._task.done():
            self._task.cancel(TAKEN_APART)
        core.train = None
        core.touch()
        if proposal is None:
            return Outcome(ok=True)
        if not core.acts:
            raise Refused("this dashboard watches: only the owner's screen lands (T takes over)")
        core.train = Coupled(proposal)
        await self.look()
        return Outcome(ok=True)

    async def look(self) -> None:
        """Build it anew of what is there now."""
        core, before = self.core, self.core.train
        if before is None:
            return
        if core.project_named(before.wanted.project) is None:
            await self.prepare(None)  # fleet.toml has it no more
            return
        with core.watching(f"train {before.wanted.project}"):
            made = await coupled(core, before.wanted)
            if core.train is before and made != before:
                core.train = made
                core.touch()

    def start_due(self) -> None:
        """Run the gates that its members lack, the first member's first."""
        core, train = self.core, self.core.train
        if train is None or not core.acts or core.ledger.read_only:
            return
        if (self._task is None or self._task.done()) and self._next() is not None:
            self._task = self.board.spawn(
                self._run(train.wanted), f"gates of a train of {train.wanted.project}"
            )

    def _next(self) -> tuple[Candidate, tuple[Gate, ...]] | None:
        """The first member with gates that said nothing yet, while all before it passed."""
        for one in self.core.train.members if self.core.train else ():
            gates = gates_of(self.core, one)
            due = tuple(gate for gate in gates if gate.digest and wanted(self.board.proof(gate, one)))
            if due:
                return one, due
            if not all(self._passed(gate, one) for gate in gates if gate.required):
                return None
        return None

    def _passed(self, gate: Gate, one: Candidate) -> bool:
        proof = self.board.proof(gate, one)
        return proof is not None and proof.verdict is Verdict.PASS

    async def _run(self, proposal: Proposal) -> None:
        """One member after the other; whatever drops out is rebuilt before the next."""
        core = self.core
        while True:
            async with core.lock(f"project:{proposal.project}"):
                due = self._next()
                project = core.settings.projects.get(proposal.project)  # as it is now: so is what is due
                if due is None or project is None or core.train is None or core.train.wanted is not proposal:
                    return
                with core.watching(f"gates {project.name}"):
                    await self.board.run_on(due[0].seat, project, *due)
                if f"gates {project.name}" in core.health:
                    return  # asked again with the next tick, not at once
            await self.look()


def gates_of(core: Core, made: Candidate) -> tuple[Gate, ...]:
    """The gates of a candidate: by its agent's task, where they go by that."""
    seat = core.fleet.seats.get(made.seat)
    return core.project(seat).gates if seat else ()


async def coupled(core: Core, proposal: Proposal) -> Coupled:
    """The members of a proposal as head, base and evidence are now. Raises ``PortError``, ``Refused``."""
    project = core.project_named(proposal.project)
    if project is None:
        raise Refused(f"there is no project {proposal.project}")
    members: list[Candidate] = []
    out: list[Dropped] = []
    for name in proposal.seats:
        before = members[-1] if members else None
        made = await _candidate(core, project, proposal, name, before.commit if before else "")
        gates = replace(project, gates=gates_of(core, made))
        why = drops_out(gates, made, before.branch if before else "", core.fleet.evidence, core.fleet.reviews)
        if why:
            out.append(Dropped(made, why))
        else:
            members.append(made)
    return Coupled(proposal, tuple(members), tuple(out))


async def _candidate(core: Core, project: Project, proposal: Proposal, name: str, on: str) -> Candidate:
    if proposal.reverts:
        landings = core.fleet.landings
        landing = landed_as(landings, project.name, stands_by(landings, proposal.reverts))
        if landing is None:
            return Candidate(
                project.name, name, name, "", "", error="it did not land, so it cannot be taken back"
            )
        return await core.world.git.reversal(project, landing, on)
    seat, git = core.fleet.seats.get(name), core.sight(name).git
    if seat is None or seat.project != project.name or git is None or git.branch in ("", project.base):
        return Candidate(
            project.name, name, git.branch if git else name, "", "", error="it has no branch to land"
        )
    words = words_of(core, project, name, git.branch)
    return await core.world.git.candidate(project, name, git.branch, on, words)
