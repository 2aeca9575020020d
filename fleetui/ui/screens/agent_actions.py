"""What can be done to one agent, from the fleet and from its own view alike."""

from __future__ import annotations

import asyncio
import os

from textual.app import SuspendNotSupported

from fleetui.model.commands import PauseAgent, RescueAgent, ResumeAgent, StartAgent
from fleetui.ui import whynot
from fleetui.ui.screens.base import FleetScreenBase
from fleetui.ui.screens.editor import FollowUpEditor
from fleetui.ui.screens.restart import RestartDialog
from fleetui.ui.screens.typing import TypingScreen


class AgentActions(FleetScreenBase, inherit_bindings=False):
    """Every handler acts on ``chosen.agent``; the table's ``why_not`` made sure that there is one."""

    @property
    def _name_here(self) -> str:
        agent = self.chosen.agent
        return agent.name if agent else ""

    def do_look(self) -> None:
        """The agent's own view."""
        from fleetui.ui.screens.focus import FocusScreen

        if self._name_here:
            self.app.push_screen(FocusScreen(self.desk, self._name_here))

    def do_answer(self) -> None:
        """Type to the agent."""
        self.app.push_screen(TypingScreen(self.desk, self._name_here))

    def do_followup(self) -> None:
        """Write a follow-up for the agent, or for those that are marked."""
        names = self.chosen.marked or (self._name_here,)
        self.app.push_screen(FollowUpEditor(self.desk, names))

    def do_queue(self) -> None:
        """The agent's queue."""
        from fleetui.ui.screens.queue import QueueScreen

        self.app.push_screen(QueueScreen(self.desk, self._name_here))

    def do_restart(self) -> None:
        """Ask, then restart."""
        self.app.push_screen(RestartDialog(self.desk, self._name_here))

    def do_kill(self) -> None:
        """Ask, then stop."""
        self.app.push_screen(RestartDialog(self.desk, self._name_here, kill=True))

    def do_start(self) -> None:
        """Start a run."""
        self.act(StartAgent(self._name_here))

    def do_pause(self) -> None:
        """Pause or resume."""
        paused = whynot.is_paused(self.chosen)
        self.act(ResumeAgent(self._name_here) if paused else PauseAgent(self._name_here))

    def do_rescue(self) -> None:
        """Keep every byte."""
        self.act(RescueAgent(self._name_here))

    def do_merge(self) -> None:
        """The merge board, at this agent's branch."""
        self.dashboard.go("board", self._name_here)

    def do_attach(self) -> None:
        """Give the terminal to the agent's tmux window until the operator detaches."""
        command = self.desk.link.attach_command(self._name_here)
        if command is None:
            self.say(f"nothing runs in {self._name_here}", bad=True)
            return
        self.app.run_worker(self._attach_pane(command), group="attach", exclusive=True)

    async def _attach_pane(self, command: tuple[str, ...]) -> None:
        # awaited, not run: the engine lives on this loop and goes on; drawing stops for as long as the batch lasts
        environment = {name: value for name, value in os.environ.items() if name not in ("TMUX", "TMUX_PANE")}
        try:
            with self.app.batch_update(), self.app.suspend():
                process = await asyncio.create_subprocess_exec(*command, env=environment)
                await process.wait()
        except SuspendNotSupported:
            self.say("this terminal cannot be handed over: attach from a shell with fleetui attach", bad=True)
        except OSError as error:
            self.say(f"attach did not start: {error}", bad=True)
