"""Answers about follow-ups: what a draft claims, how it arrives, what an agent was given."""

from __future__ import annotations

from fleetui.engine import link
from fleetui.engine.act.delivery import arrives_changed
from fleetui.engine.act.prompt import anchors
from fleetui.engine.act.prompt.correcting import correction
from fleetui.engine.act.prompt.filling import fillings
from fleetui.engine.act.prompt.holding import never_typed
from fleetui.engine.answers.asked_agent import Shown, asked_agent
from fleetui.engine.answers.table import AnswerTable
from fleetui.engine.core import Core
from fleetui.model.anchors.correction import Correction
from fleetui.model.blueprints import Blueprint
from fleetui.model.clean import clean_prompt
from fleetui.model.entry_story import past_follow_ups
from fleetui.model.expansion import Filling
from fleetui.model.queue import find
from fleetui.model.view import AgentView


class QueueAnswers:
    """From the worktrees, the queues and the blueprints."""

    def __init__(self, core: Core, shown: Shown) -> None:
        self.core = core
        self._shown = shown

    def enter(self, table: AnswerTable) -> None:
        """Enter a row for each."""
        table.enter(link.AskAnchors, self.anchors)
        table.enter(link.AskCorrection, self.correction)
        table.enter(link.AskHistory, self.history)
        table.enter(link.AskFillings, self.fillings)
        table.enter(link.AskFiles, self.files)
        table.enter(link.AskArrival, self.arrival)
        table.enter(link.AskNeverTyped, self.never_typed)
        table.enter(link.AskBlueprints, self.blueprints)

    def _agent(self, name: str) -> AgentView:
        return asked_agent(self._shown(), name)

    def _agents(self, names: tuple[str, ...]) -> list[AgentView]:
        view = self._shown()
        return [asked_agent(view, name) for name in names]

    async def anchors(self, ask: link.AskAnchors) -> tuple[link.AnchorCheck, ...]:
        """Checked now; no probe runs for it."""
        seat = self._agent(ask.name).seat
        found = await anchors.check(self.core, seat, ask.text, ask.kept, ask=False)
        return tuple(map(link.AnchorCheck.of, found))

    async def correction(self, ask: link.AskCorrection) -> Correction:
        """By what stands in the worktree now."""
        agent = self._agent(ask.name)
        entry = find(agent.queue, ask.entry)
        if entry is None:
            raise link.AskError(f"{agent.name} has no follow-up {ask.entry!r}")
        return await correction(self.core, agent.seat, entry)

    async def history(self, ask: link.AskHistory) -> tuple[str, ...]:
        """As the journal has them."""
        return past_follow_ups(await self.core.world.journal.read(0), self._agent(ask.name).name)

    async def fillings(self, ask: link.AskFillings) -> tuple[Filling, ...]:
        """By what stands in the worktree now."""
        return await fillings(self.core, self._agent(ask.name).seat, ask.text)

    async def files(self, ask: link.AskFiles) -> tuple[str, ...]:
        """None of an agent without a worktree."""
        seat = self._agent(ask.name).seat
        if not seat.worktree:
            return ()
        return await self.core.world.anchors.named(seat.worktree, ask.wanted, ask.most)

    async def arrival(self, ask: link.AskArrival) -> tuple[str, ...]:
        """Without what is taken out of every text: whoever writes sees that."""
        kept, _ = clean_prompt(ask.text)
        found = (arrives_changed(self.core.profile(one.seat), kept) for one in self._agents(ask.names))
        return tuple(dict.fromkeys(one for one in found if one))

    async def never_typed(self, ask: link.AskNeverTyped) -> tuple[str, ...]:
        """By each agent's profile."""
        agents = self._agents(ask.names)
        found = [(one.name, never_typed(self.core.profile(one.seat), ask.text)) for one in agents]
        return tuple(f"{name}: {why}" for name, why in found if why)

    async def blueprints(self, _: link.AskBlueprints) -> tuple[Blueprint, ...]:
        """Read now."""
        return await self.core.world.blueprints()
