"""What can be done to one agent, from the fleet and from its own view alike."""

from __future__ import annotations

import asyncio
import os

from fleetui.model.clean import clean_line
from fleetui.model.commands import (
    AcknowledgeAgent,
    ClearAgent,
    CompactAgent,
    InterruptAgent,
    MuteAgent,
    PauseAgent,
    RefreshNow,
    RemoveAgent,
    RescueAgent,
    ResumeAgent,
    SnoozeAgent,
    StartAgent,
)
from fleetui.model.conversation_loss import lost_by_clearing
from fleetui.model.forge.answers import pull_key
from fleetui.model.happened.afterwards import correction
from fleetui.model.interrupts import interruption, why_not_interrupted
from fleetui.model.view import AgentView, GitFacts
from fleetui.ui.actions import why_not
from fleetui.ui.agent.answer.dialog import AnswerDialog
from fleetui.ui.agent.answer.same_question import SameQuestion, same_question
from fleetui.ui.agent.copy_menu import CopyMenu
from fleetui.ui.agent.last_run import last_run_rows
from fleetui.ui.agent.remove import RemoveDialog
from fleetui.ui.agent.restart import RestartDialog
from fleetui.ui.agent.snooze import lengths
from fleetui.ui.agent.worktree_changes import changed_words
from fleetui.ui.queue.blueprint_dialog import choose_blueprint
from fleetui.ui.queue.editor import FollowUpEditor
from fleetui.ui.shell.dialogs.choice import ChoiceDialog
from fleetui.ui.shell.dialogs.confirm import ConfirmDialog
from fleetui.ui.shell.dialogs.log import LogScreen
from fleetui.ui.shell.screen import FleetScreenBase
from fleetui.ui.terminal.handover import hand_over
from fleetui.ui.terminal.programs import NotRun, editor, shell


class AgentActions(FleetScreenBase, inherit_bindings=False):
    """Every handler acts on ``chosen.agent``; the table's ``why_not`` made sure that there is one."""

    @property
    def _name_here(self) -> str:
        agent = self.chosen.agent
        return agent.name if agent else ""

    def do_look(self) -> None:
        """The agent's own view."""
        if self._name_here:
            self.dashboard.open("focus", self._name_here)

    def do_search(self) -> None:
        """Look for a text in all panes."""
        self.dashboard.open("search")

    def do_answer(self) -> None:
        """Type to the agent."""
        name = self._name_here

        def ended(asked: bool | None) -> None:
            if asked:
                self.dashboard.answered((name,), sure=False)

        self.dashboard.open("typing", name, ended=ended)

    def do_answer_same(self) -> None:
        """One answer for all that show the same dialog."""
        same = same_question(self.view, self.chosen)
        if same is None:
            return

        def picked(place: int | None) -> None:
            if place is not None:
                self.app.run_worker(self._answer_all(same, place), group="act")

        self.app.push_screen(AnswerDialog(self.shared, same), picked)

    async def _answer_all(self, same: SameQuestion, place: int) -> None:
        outcomes = await asyncio.gather(*(self.shared.link.do(command) for command in same.answers(place)))
        done = [name for name, outcome in zip(same.names, outcomes, strict=True) if outcome.ok]
        if done:
            self.say(f"{', '.join(done)}: {same.choices[place]}", title="answered")
        for outcome in outcomes:
            if not outcome.ok:
                self.say(outcome.text, bad=True, title="skipped")
        if done:
            self.dashboard.answered(tuple(done), sure=True)

    def do_followup(self) -> None:
        """Write a follow-up for the agent, or for those that are marked."""
        names = self.chosen.marked or (self._name_here,)
        self.app.push_screen(FollowUpEditor(self.shared, names, text=self._correction(names)))

    def _correction(self, names: tuple[str, ...]) -> str:
        """How it begins where what the last one stands on was changed by others."""
        agent = self.shared.agent(names[0]) if len(names) == 1 else None
        return correction(agent.turn.anchors) if agent and agent.turn and agent.turn.anchors else ""

    def do_blueprint(self) -> None:
        """Queue a blueprint for the agent, or for those that are marked."""
        choose_blueprint(self, self.shared, self._names())

    def _names(self) -> tuple[str, ...]:
        """Those that are marked, or the one here."""
        return self.chosen.marked or (self._name_here,)

    def do_acknowledge(self) -> None:
        """Say that the operator knows, or take it back where he knows of all of them."""
        waiting = [a for a in self.view.agents if a.name in self._names() and a.attention]
        new = [a.name for a in waiting if a.attention and not a.attention.acknowledged]
        names = new or [a.name for a in waiting]
        self.act_all([AcknowledgeAgent(name, on=bool(new)) for name in names])

    def do_snooze(self) -> None:
        """Not now; who is snoozed already gets a menu."""
        names = self._names()
        if not any(a.snoozed_until for a in self.view.agents if a.name in names):
            self.act_all([SnoozeAgent(name) for name in names])
            return

        choices = lengths(self.shared.now())

        def picked(place: int | None) -> None:
            if place is not None:
                minutes = list(choices.values())[place]
                self.act_all([SnoozeAgent(name, minutes) for name in names])

        who = names[0] if len(names) == 1 else f"{len(names)} agents"
        self.app.push_screen(ChoiceDialog(self.shared, f"Snooze {who}", tuple(choices)), picked)

    def do_mute(self) -> None:
        """No alerts, or alerts again where all of them are muted."""
        names = self._names()
        on = not all(a.muted for a in self.view.agents if a.name in names)
        self.act_all([MuteAgent(name, on=on) for name in names])

    def do_queue(self) -> None:
        """The agent's queue."""
        from fleetui.ui.queue.screen import QueueScreen

        self.app.push_screen(QueueScreen(self.shared, self._name_here))

    def do_happened(self) -> None:
        """Where report and files differ."""
        from fleetui.ui.agent.happened import HappenedScreen

        self.app.push_screen(HappenedScreen(self.shared, self._name_here))

    def do_documents(self) -> None:
        """Its plans and documents under review."""
        from fleetui.ui.board.reviews.documents import DocumentsScreen

        self.app.push_screen(DocumentsScreen(self.shared, self._name_here))

    def do_restart(self) -> None:
        """Ask, then restart."""
        self.app.push_screen(RestartDialog(self.shared, self._name_here))

    def do_kill(self) -> None:
        """Ask, then stop."""
        self.app.push_screen(RestartDialog(self.shared, self._name_here, kill=True))

    def do_remove(self) -> None:
        """Say what goes and stays, then take it out of the fleet; a hosted agent goes at once, and can come back."""
        agent = self.chosen.agent
        if agent and agent.hosted:
            self.act(RemoveAgent(agent.name))
            return
        self.app.push_screen(RemoveDialog(self.shared, self._name_here))

    def do_start(self) -> None:
        """Start a run."""
        self.act(StartAgent(self._name_here))

    def do_compact(self) -> None:
        """Have it, or those that are marked, sum up the conversation."""
        self.act_all([CompactAgent(name) for name in self._names()])

    def do_forget(self) -> None:
        """Ask, then have it forget the conversation."""
        agent = self.chosen.agent
        if agent is None:
            return

        def confirmed(sure: bool | None) -> None:
            if sure:
                self.act(ClearAgent(agent.name))

        title = f"Clear the conversation of {agent.name}"
        self.app.push_screen(ConfirmDialog(self.shared, title, lost_by_clearing(agent), "stuck"), confirmed)

    def do_interrupt(self) -> None:
        """Ask, then stop the turn of the agent, or of those that are marked."""
        names = self._names()
        self._ask_to_interrupt([agent for agent in self.view.agents if agent.name in names])

    def do_interrupt_all(self) -> None:
        """Ask, then stop the turns of all that work now."""
        self._ask_to_interrupt([agent for agent in self.view.agents if not why_not_interrupted(agent)])

    def _ask_to_interrupt(self, agents: list[AgentView]) -> None:
        names = [agent.name for agent in agents if not why_not_interrupted(agent)]

        def confirmed(sure: bool | None) -> None:
            if sure:
                self.act_all([InterruptAgent(name) for name in names])

        self.app.push_screen(ConfirmDialog(self.shared, *interruption(agents), "stuck"), confirmed)

    def do_pause(self) -> None:
        """Pause or resume."""
        paused = why_not.is_paused(self.chosen)
        self.act(ResumeAgent(self._name_here) if paused else PauseAgent(self._name_here))

    def do_rescue(self) -> None:
        """Keep every byte."""
        self.act(RescueAgent(self._name_here))

    def do_merge(self) -> None:
        """The merge board, at this agent's branch; at its pull request where no branch of it is here."""
        agent = self.chosen.agent
        pull = agent.pull if agent and agent.hosted else None
        at = pull_key(agent.seat.project, pull.number) if agent and pull else self._name_here
        self.dashboard.go("board", at)

    def do_open_pull(self) -> None:
        """What ``p`` on the board does with its branch."""
        from fleetui.ui.board.forge.opening import push_or_open

        if row := why_not.row_of(self.view, self.chosen):
            push_or_open(self, self.shared, row)

    def do_attach(self) -> None:
        """Give the terminal to the agent's tmux window until the operator comes back; in one tmux, switch to it."""
        self.app.run_worker(self._attach_pane(self._name_here), group="attach", exclusive=True)

    async def _attach_pane(self, name: str) -> None:
        shown = await self.shared.link.show_here(name)
        if shown is not None:
            self.say(shown.text, bad=not shown.ok)
            return
        command = self.shared.link.attach_command(name)
        if command is None:
            self.say(f"nothing runs in {name}", bad=True)
            return
        environment = {name: value for name, value in os.environ.items() if name not in ("TMUX", "TMUX_PANE")}
        try:
            await hand_over(self.app, command, environment=environment)
        except NotRun as error:
            self.say(f"{error}: attach from a shell with fleetui attach", bad=True)

    def do_shell(self) -> None:
        """A shell in the worktree; the agent's follow-ups wait until it ends."""
        agent = self.chosen.agent
        if agent:
            self.app.run_worker(self._shell(agent), group="attach", exclusive=True)

    async def _shell(self, agent: AgentView) -> None:
        link, name, before = self.shared.link, agent.name, agent.git
        link.hold(name, held=True)
        try:
            await self._in_worktree(agent, shell(os.environ), self._first_words(agent))
        except NotRun as error:
            self.say(str(error), bad=True)
            return
        finally:
            link.hold(name, held=False)
        await link.do(RefreshNow())
        await self._say_changes(name, before)

    async def _in_worktree(self, agent: AgentView, argv: tuple[str, ...], first: str = "") -> None:
        await hand_over(self.app, argv, folder=agent.seat.worktree, environment=os.environ, first=first)

    async def _say_changes(self, name: str, before: GitFacts | None) -> None:
        """One word on what is other in the worktree; nothing where nothing is."""
        for _ in range(12):
            agent = self.shared.agent(name)
            if agent is None or agent.git != before:
                break
            await asyncio.sleep(0.25)
        agent = self.shared.agent(name)
        self.say(changed_words(name, before, agent.git if agent else None))

    def do_copy(self) -> None:
        """What of the agent to copy."""
        if self.chosen.agent:
            self.app.push_screen(CopyMenu(self.shared, self._name_here, self.in_sight()))

    def in_sight(self) -> str:
        """The rows that can be read on this screen now, as text; empty where they are many agents'."""
        return ""

    def do_last_screen(self) -> None:
        """The last screen of the run that ended, and how it ended."""
        agent = self.chosen.agent
        if agent and agent.ended:
            title = f"Last screen of {agent.name}"
            self.app.push_screen(
                LogScreen(self.shared, title, agent.ended.screen, last_run_rows(self.shared, agent))
            )

    def do_open(self) -> None:
        """The worktree in the operator's editor."""
        agent = self.chosen.agent
        if agent:
            self.app.run_worker(self._open(agent), group="attach", exclusive=True)

    async def _open(self, agent: AgentView) -> None:
        try:
            await self._in_worktree(agent, (*editor(os.environ), "."))
        except NotRun as error:
            self.say(str(error), bad=True)

    def _first_words(self, agent: AgentView) -> str:
        """What the operator reads above the shell's first prompt."""
        watched = self.view.owner == "other"
        queue = f"pid {self.view.owner_pid} goes on delivering" if watched else "its follow-ups wait"
        folder = clean_line(agent.seat.worktree, 300)
        return f"{agent.name}: {folder}; {queue}. exit or ctrl+d comes back to fleetui."
