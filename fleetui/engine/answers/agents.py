"""Answers about an agent: its screen, its run, and what a restart or a removal would do."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from fleetui.agents.screen.explain import explain
from fleetui.agents.sessions.transcript import with_conversation
from fleetui.agents.told.servers import SOURCE as SERVER
from fleetui.engine import link
from fleetui.engine.act.remove import Remover
from fleetui.engine.act.replace.replacer import Replacer
from fleetui.engine.act.starts import program_check
from fleetui.engine.answers.asked_agent import Shown, asked_agent
from fleetui.engine.answers.table import AnswerTable
from fleetui.engine.core import Core
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.engine.protocols.errors import PortError
from fleetui.model.cells import cells
from fleetui.model.explained import Explanation
from fleetui.model.fleet import Rescue
from fleetui.model.screen import Frame, Line, parse_frame
from fleetui.model.view import AgentView, FoundAgent


class AgentAnswers:
    """From the panes, the programs and the rescues."""

    def __init__(self, core: Core, facts: SlowFacts, replacer: Replacer, shown: Shown) -> None:
        self.core = core
        self._facts = facts
        self._replacer = replacer
        self._shown = shown

    def enter(self, table: AnswerTable) -> None:
        """Enter a row for each."""
        table.enter(link.AskScrollback, self.scrollback)
        table.enter(link.AskExplain, self.explain)
        table.enter(link.AskHandoff, self.handoff)
        table.enter(link.AskRestart, self.restart)
        table.enter(link.AskRemoval, self.removal)
        table.enter(link.AskProgram, self.program)
        table.enter(link.AskProfiles, self.profiles)
        table.enter(link.AskPanes, self.panes)
        table.enter(link.AskRescues, self.rescues)

    def _agent(self, name: str) -> AgentView:
        return asked_agent(self._shown(), name)

    async def scrollback(self, ask: link.AskScrollback) -> tuple[Line, ...]:
        """Of a full-screen program its conversation stands before what the pane shows."""
        run = self.core.fleet.run_of(ask.name)
        if run is None:
            raise link.AskError(f"nothing ran in {ask.name} yet")
        found = await self.core.world.tmux.scrollback(run.pane, ask.lines)
        if not found.full_screen:
            return found.lines
        try:
            said = await self.core.world.sessions.conversation(ask.name, run.tag)
        except PortError:
            return found.lines
        return await asyncio.to_thread(  # seconds, of megabytes
            with_conversation, found, said, ask.lines, ask.width
        )

    async def explain(self, ask: link.AskExplain) -> Explanation:
        """Of the screen as it is now; of the last one that was seen when the run is over."""
        agent = self._agent(ask.name)
        run = self.core.live_run(agent.name)
        seen = self.core.sight(agent.name)
        frame = await self.core.world.tmux.fresh_frame(run.pane) if run else seen.frame
        frame = frame or await self._kept(agent.name)
        if frame is None:
            raise link.AskError(f"nothing runs in {agent.name}, and no screen of it was seen")
        command = seen.pane.command if seen.pane else ""
        profile, now = self.core.profile(agent.seat), self.core.world.now()
        shown = seen.readable(profile, frame, now)
        gone = run is None or await self._facts.is_gone(agent.seat)
        found = explain(profile, shown, command=command, dead=gone)
        if run is None:
            return found
        listens = profile.server is None or seen.server is not None
        unasked = () if listens else (SERVER,)
        return replace(found, **seen.told(found.reading, still=shown is not frame, now=now), unasked=unasked)

    async def _kept(self, name: str) -> Frame | None:
        """The last screen of a run that ended before this process looked; ``None`` where none was kept."""
        last = self.core.fleet.run_of(name)
        if last is None or not last.screen:
            return None
        text = await self.core.ledger.get_text(last.screen)
        rows = text.rstrip("\n").split("\n")
        return parse_frame(text, width=max(1, *map(cells, rows)), height=len(rows), cursor=None, title="")

    async def handoff(self, ask: link.AskHandoff) -> str:
        """As a restart would begin with."""
        return self._replacer.plans.draft(self._agent(ask.name))

    async def restart(self, ask: link.AskRestart) -> link.RestartPlan:
        """As far as it is known before."""
        return await self._replacer.plans.plan(self._agent(ask.name))

    async def removal(self, ask: link.AskRemoval) -> link.RemovalPlan:
        """As far as it is known before."""
        name, replacer = self._agent(ask.name).name, self._replacer
        return await Remover(self.core, self._facts, replacer.seats, replacer.rescuer).plan(name)

    async def program(self, ask: link.AskProgram) -> str:
        """Looked for where a run would find it."""
        return await program_check.why_not_chosen(self.core, ask.profile)

    async def profiles(self, _: link.AskProfiles) -> tuple[str, ...]:
        """Looked for where a run would find them."""
        return await program_check.profiles_here(self.core)

    async def panes(self, ask: link.AskPanes) -> tuple[FoundAgent, ...]:
        """Looked at now."""
        return await self._facts.panes(ask.sockets)

    async def rescues(self, _: link.AskRescues) -> tuple[Rescue, ...]:
        """As the journal has them."""
        return tuple(sorted(self.core.fleet.rescues.values(), key=lambda rescue: -rescue.at))
