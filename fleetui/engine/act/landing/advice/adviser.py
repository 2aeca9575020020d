"""Advice: gates of the author's stage, on the uncommitted files of an agent that rests. It is no evidence.

They run in a clean checkout of a snapshot and not in its live folder: there, ignored files and what it builds meanwhile
would have a say, and the agent would find files that a gate wrote.
"""

from __future__ import annotations

import contextlib
from dataclasses import replace

from fleetui.engine.act.landing.advice.advice_run import advised
from fleetui.engine.act.landing.board import Board
from fleetui.engine.core import Core
from fleetui.engine.protocols.errors import PortError
from fleetui.model.advice import Advice
from fleetui.model.evidence import Candidate, Gate
from fleetui.model.fleet import Project, Seat, SeatState
from fleetui.model.status import Phase


class Adviser:
    """Runs them once for each rest in which something lies uncommitted; kept in memory, never journalled."""

    def __init__(self, core: Core, board: Board) -> None:
        self.core = core
        self.board = board
        self._rests: dict[str, float] = {}
        """Since when each seat rested when it was looked at last."""

    def start_due(self) -> None:
        """Start one; of a project one after the other."""
        if not self.core.acts or self.core.ledger.read_only:
            return
        for seat in self.core.seats():
            gates = self._gates(seat)
            if not gates or not self._rests_anew(seat) or self.core.lock(f"advice:{seat.project}").locked():
                continue
            self._rests[seat.name] = self.core.sight(seat.name).status.since
            self.board.spawn(self._run(seat.name), f"advice for {seat.name}")
            return

    def _gates(self, seat: Seat) -> tuple[Gate, ...]:
        return tuple(gate for gate in self.core.project(seat).gates if "author" in gate.stages)

    def _rests_anew(self, seat: Seat) -> bool:
        seen = self.core.sight(seat.name)
        if seat.state is not SeatState.ACTIVE or self.core.live_run(seat.name) is None or seen.git is None:
            return False
        rests = seen.status.phase is Phase.IDLE and seen.git.dirty > 0
        return rests and self._rests.get(seat.name) != seen.status.since

    async def _run(self, name: str) -> None:
        seat = self.core.seat(name)
        project = self.core.project(seat)
        async with self.core.lock(f"advice:{project.name}"):
            with self.core.watching(f"advice for {name}"):
                await self._advise(seat, project)

    async def _advise(self, seat: Seat, project: Project) -> None:
        core = self.core
        commit, tree = await core.world.git.snapshot_commit(project, seat.worktree, core.others(seat))
        try:
            await self._on_snapshot(seat, project, commit, tree)
        finally:
            with contextlib.suppress(PortError):
                await core.world.git.drop_snapshot(project, commit)

    async def _on_snapshot(self, seat: Seat, project: Project, commit: str, tree: str) -> None:
        core, git = self.core, self.core.sight(seat.name).git
        known = core.advice.get(seat.name)
        gates = self._gates(seat)
        if known and known.tree == tree and known.digests == tuple(gate.digest for gate in gates):
            core.advice[seat.name] = replace(known, git=git, rest=self._rests[seat.name])
            core.touch()
            return
        here = Candidate(project.name, seat.name, seat.branch, "", git.head if git else "", commit, tree)
        marks = await advised(core, seat, project, here, gates)
        digests = tuple(gate.digest for gate in gates)
        core.advice[seat.name] = Advice(tree, digests, git, self._rests[seat.name], marks)
        core.touch()
