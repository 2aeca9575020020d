"""Answers about branches on their way to a target, and about where a line of one came from."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from fleetui.engine import link
from fleetui.engine.act.landing.origins import why
from fleetui.engine.act.landing.trains import coupled
from fleetui.engine.answers.asked_agent import Shown, asked_agent
from fleetui.engine.answers.prompts import Prompts
from fleetui.engine.answers.table import AnswerTable
from fleetui.engine.core import Core
from fleetui.model.clean import clean
from fleetui.model.difference.visible import visible
from fleetui.model.evidence import Candidate
from fleetui.model.landing_story import Prompt
from fleetui.model.origin import Why
from fleetui.model.train import Coupled, Proposal
from fleetui.model.view import BranchRow, TrainView


class LandingAnswers:
    """From the repositories, the merge board and the journal."""

    def __init__(
        self,
        core: Core,
        prompts: Prompts,
        shown: Shown,
        train: Callable[[Coupled], TrainView],
        board: Callable[[], Awaitable[tuple[BranchRow, ...]]],
    ) -> None:
        """``train`` says how a train is shown; ``board`` makes a forecast, and has the rows of the board then."""
        self.core = core
        self._prompts = prompts
        self._shown = shown
        self._train = train
        self._board = board

    def enter(self, table: AnswerTable) -> None:
        """Enter a row for each."""
        table.enter(link.AskBoard, self.board)
        table.enter(link.AskDiff, self.diff)
        table.enter(link.AskCandidateDiff, self.candidate_diff)
        table.enter(link.AskTrain, self.train)
        table.enter(link.AskGateLog, self.gate_log)
        table.enter(link.AskPrompts, self.prompts)
        table.enter(link.AskWhy, self.why)

    async def board(self, _: link.AskBoard) -> tuple[BranchRow, ...]:
        """With a forecast of now."""
        return await self._board()

    async def diff(self, ask: link.AskDiff) -> str:
        """What is not printable is made visible."""
        seat = asked_agent(self._shown(), ask.name).seat
        project = self.core.project(seat)
        if not project.path:
            raise link.AskError(f"{seat.name} works in no repository")
        return await asyncio.to_thread(visible, await self.core.world.git.diff(project, seat.worktree))

    async def candidate_diff(self, ask: link.AskCandidateDiff) -> str:
        """Of what it landed as, where it did."""
        name = ask.name
        row = next((row for row in self._shown().board if row.seat == name), None)
        candidate = (self._landed(row) or row.candidate) if row else None
        if candidate is None or not candidate.commit:
            raise link.AskError(f"{name} has no candidate")
        project = self.core.project_named(row.project) if row else None
        if project is None:
            raise link.AskError(f"the project of {name} is not configured any more")
        return await asyncio.to_thread(visible, await self.core.world.git.candidate_diff(project, candidate))

    def _landed(self, row: BranchRow) -> Candidate | None:
        """What a branch landed as."""
        found = (x for x in self.core.fleet.landings.values() if row.landed and x.candidate == row.landed)
        for one in found:
            return Candidate(one.project, one.seat, one.branch, one.base, one.head, one.candidate, one.tree)
        return None

    async def train(self, ask: link.AskTrain) -> TrainView:
        """As far as the evidence goes."""
        view = self._shown()
        agents = tuple(asked_agent(view, name) for name in ask.names)
        projects = {agent.seat.project for agent in agents}
        if len(projects) != 1:
            raise link.AskError("a train goes to one target: name agents of one project")
        proposal = Proposal(projects.pop(), tuple(agent.name for agent in agents))
        return self._train(await coupled(self.core, proposal))

    async def gate_log(self, ask: link.AskGateLog) -> str:
        """So far."""
        live = self.core.live_logs.get((ask.commit, ask.gate))
        if live is None:
            raise link.AskError(f"{ask.gate} does not run in this process now")
        return clean(live.read().decode("utf-8", "replace"))

    async def prompts(self, ask: link.AskPrompts) -> tuple[Prompt, ...]:
        """None of a branch that was fetched: nobody here was asked for it."""
        view = self._shown()
        if any(row.seat == ask.name and row.fetched for row in view.board):
            return ()
        return await self._prompts.of(asked_agent(view, ask.name).name)

    async def why(self, ask: link.AskWhy) -> Why:
        """As git and the journal have it."""
        return await why(self.core, ask)
