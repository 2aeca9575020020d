"""The engine: observe, fold, decide, perform.

One per process; it acts while it owns the fleet, and watches otherwise.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncIterator, Callable
from functools import partial

from fleetui.engine.act.commands import Acts
from fleetui.engine.act.deliveries import Deliverer
from fleetui.engine.act.forge.acts import ForgeActs
from fleetui.engine.act.forge.fetching import Fetching
from fleetui.engine.act.forge.merging import PullMerger
from fleetui.engine.act.forge.red_checks import RedCheckTeller
from fleetui.engine.act.forge.remarks import Remarks
from fleetui.engine.act.forge.saying import Saying
from fleetui.engine.act.landing.advice.adviser import Adviser
from fleetui.engine.act.landing.advice.lead_adviser import LeadAdviser
from fleetui.engine.act.landing.approvals import Approvals
from fleetui.engine.act.landing.base_check import BaseCheck, of_base
from fleetui.engine.act.landing.board import Board
from fleetui.engine.act.landing.land import Lander
from fleetui.engine.act.landing.red_gates import RedGates
from fleetui.engine.act.landing.reviews.reviewing import Reviewing
from fleetui.engine.act.landing.trains import Trains
from fleetui.engine.act.quiet import Quieter
from fleetui.engine.act.replace.replacer import Replacer
from fleetui.engine.act.seats import Seats
from fleetui.engine.act.steps.table import make_stepper
from fleetui.engine.act.supervise import Supervisor
from fleetui.engine.act.tasks import Tasks
from fleetui.engine.answers.agents import AgentAnswers
from fleetui.engine.answers.answers import Answering, Answers
from fleetui.engine.answers.forge import ForgeAnswers
from fleetui.engine.answers.journal import JournalAnswers
from fleetui.engine.answers.landing import LandingAnswers
from fleetui.engine.answers.prompts import Prompts
from fleetui.engine.answers.queue import QueueAnswers
from fleetui.engine.core import Core
from fleetui.engine.decide.limit_ends import LimitWatch
from fleetui.engine.decide.pull_release import why_pull_not_released
from fleetui.engine.due import Due, Duty, writing
from fleetui.engine.link.question import A, Question
from fleetui.engine.live import LiveActs
from fleetui.engine.observe.claims.looks import ClaimLooks
from fleetui.engine.observe.clock_changes import ClockWatch
from fleetui.engine.observe.forge.conversations import ConversationWatch
from fleetui.engine.observe.forge.hosted import HostedWatch
from fleetui.engine.observe.forge.issues import IssueWatch
from fleetui.engine.observe.forge.pulls import PullWatch
from fleetui.engine.observe.forge.pulls_now import PullsNow
from fleetui.engine.observe.forge.remarks_now import RemarksNow
from fleetui.engine.observe.forge.unpushed import UnpushedLooks
from fleetui.engine.observe.judged.judging import Judging
from fleetui.engine.observe.panes.followed_pane import Focus
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.engine.observe.tasks.watch import TaskWatch
from fleetui.engine.observe.tick import Observer
from fleetui.engine.observe.told.hooks import HookSampler
from fleetui.engine.observe.told.program_status import ProgramStatusSampler
from fleetui.engine.observe.told.servers import ServerSampler
from fleetui.engine.observe.turns.afterwards import Afterwards
from fleetui.engine.observe.turns.ends import TurnEnds
from fleetui.engine.observe.turns.happened import Happened
from fleetui.engine.observe.turns.turns import Turns
from fleetui.engine.observe.views.viewer import Viewer
from fleetui.engine.observe.worktrees.forecasts import Forecasts
from fleetui.engine.own.journal_file import JournalFile
from fleetui.engine.own.owner import NOT_BEGUN, Ownership
from fleetui.engine.own.publish import Publisher
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.refusals import failed, outcome_of
from fleetui.engine.showing import Showing
from fleetui.engine.world import World
from fleetui.model.approval import Press, Terms
from fleetui.model.commands import (
    AddEntries,
    AddEntry,
    AnswerAgent,
    Approval,
    Command,
    Outcome,
    RefreshNow,
    RemarkAnswer,
    TypeKeys,
)
from fleetui.model.forge.issues.issue import IssueList
from fleetui.model.forge.wishes.pull_acts import PullWish
from fleetui.model.settings import Settings
from fleetui.model.train import Proposal
from fleetui.model.view import BranchRow, FleetView

OWNERS_TRIED = 3
"""How many owners in a row may end before they began what a verb asks for."""
WATCH_S = 0.5
"""How often a watcher reads what the owner appended, and whether there still is one."""


class Engine:
    """Implements ``Link``. ``start`` before anything else, ``stop`` at the end."""

    def __init__(
        self, world: World, settings: Settings, *, screen: bool, verb: bool = False, may_own: bool = True
    ) -> None:
        self.verb = verb
        """True in the process of one command line verb, which acts itself when nobody owns the fleet."""
        self.core = Core(world, settings)
        self.facts = SlowFacts(self.core)
        self.seats = Seats(self.core, self.facts)
        self.judging = Judging(self.core, partial(of_base, self.core))
        self.deliverer = Deliverer(self.core, self.judging.sessions)
        self.replacer = Replacer(self.core, self.facts, self.seats)
        self.board = Board(self.core)
        self.adviser = Adviser(self.core, self.board)
        self.lead_adviser = LeadAdviser(self.core, self.board)
        self.red_gates = RedGates(self.core, self.board)
        self.forecasts = Forecasts(self.core)
        self.pulls = PullWatch(self.core)
        self.saying = Saying(self.core)
        self.fetching = Fetching(self.core, self.board)
        self.forge_acts = ForgeActs(self.core, self.fetching)
        self.conversations = ConversationWatch(self.core, self.saying.settle)
        self.remarks_now = RemarksNow(self.core, self.pulls, self.conversations)
        self.remarks = Remarks(self.core, self.remarks_now.ask)
        self.issues = IssueWatch(self.core)
        self.hosted = HostedWatch(self.core)
        self.task_watch = TaskWatch(self.core)
        self.stepper = make_stepper(
            self.core, self.facts, self.board, self.replacer, self.task_watch, lambda: self.view
        )
        happened = Happened(self.core)
        self.turns = Turns(self.core, happened.judge)
        self.afterwards = Afterwards(self.core)
        self.observer = Observer(self.core)
        self.hooks = HookSampler(self.core)
        self.program_status = ProgramStatusSampler(self.core)
        self.servers = ServerSampler(self.core)
        self.pulls_now = PullsNow(self.core)
        merger = PullMerger(
            self.core,
            self.pulls,
            self.pulls_now,
            self.conversations,
            partial(why_pull_not_released, self.core),
        )
        self.lander = Lander(self.core, self.facts, merger)
        self.supervisor = Supervisor(self.core, self.facts, self.seats)
        self.viewer = Viewer(self.core)
        self.approvals = Approvals(self.core, lambda: self.viewer.view)
        self.trains = Trains(self.core, self.board)
        self.answers = Answers(self._answering())
        self.ownership = Ownership(self.core, self._perform, self._recover, screen=screen, may_own=may_own)
        self.publisher = Publisher(self.core, lambda: self.viewer.view)
        self.base_check = BaseCheck(self.core, self.board)
        self.limits = LimitWatch(self.core)
        self.clock = ClockWatch(self.core)
        self.quieter = Quieter(self.core, lambda: self.viewer.view)
        self.reviewing = Reviewing(self.core, self.board, self.seats, self.replacer)
        self.acts = Acts(
            self.core, self.facts, self.seats, self.replacer, self.board, self.observer, self.quieter,
            self.stepper, Tasks(self.core, self.seats, self.task_watch, self.issues), happened, self.reviewing,
            self.remarks, lambda: self.view,
        )  # fmt: skip
        self.showing = Showing(self.core, self.viewer, self.quieter, self.limits, self.publisher)
        self.focus = Focus(self.core, self.observer, self.showing.show)
        self.journal_file = JournalFile(self.core)
        self.live = LiveActs(
            ownership=self.ownership, approvals=self.approvals, lander=self.lander, trains=self.trains,
            saying=self.saying, conversations=self.conversations, forge_acts=self.forge_acts,
            pulls=self.pulls, issues=self.issues,
        )  # fmt: skip
        self.due = Due(self.core, self.showing, (self.clock.look, self.journal_file.hear), self._duties())
        self.turn_ends = TurnEnds(
            self.core,
            self.observer,
            (self.hooks, self.program_status, self.servers),
            self.judging.sessions,
            self.due.follow_up,
        )

    def _answering(self) -> tuple[Answering, ...]:
        """What answers questions, each those of its noun."""
        shown, prompts = lambda: self.view, Prompts(self.core)
        return (
            AgentAnswers(self.core, self.facts, self.replacer, shown),
            QueueAnswers(self.core, shown),
            LandingAnswers(self.core, prompts, shown, self.viewer.train, self._forecast_board),
            ForgeAnswers(self.core, prompts, shown, self.pulls.now, self.remarks_now.ask, self._issues_now),
            JournalAnswers(self.core),
        )

    def _duties(self) -> tuple[Duty, ...]:
        """What an owner does by itself, in this order."""
        return (
            self.supervisor.halt_crash_loops,
            writing(self.core, self.deliverer.send_on),
            self.deliverer.start_due,
            self.turns.start_due,
            self.afterwards.start_due,
            self.stepper.start_due,
            self.board.start_due,
            self.adviser.start_due,
            self.lead_adviser.start_due,
            writing(self.core, self.red_gates.tell, self.lead_adviser.tell, self.remarks.tell),
            self.trains.start_due,
            self.base_check.start_due,
            self.reviewing.start_due,
            self.viewer.trespasses.write_down,
            self.quieter.end_acknowledgements,
        )

    # ------------------------------------------------------------ life

    async def open(self) -> None:
        """Read the journal. Enough for what only the journal knows."""
        await self.core.ledger.open()
        await self.journal_file.hear()
        if self.core.ledger.read_only:
            self.core.trouble("journal", self.core.ledger.read_only, severe=True)

    async def start(self, *, own: bool = True) -> None:
        """Open, become the owner if wanted and possible, settle what was cut short, and begin to observe."""
        await self.open()
        if own:
            await self.ownership.take()
        self.core.spawn_forever(self._ticks, "observing")
        self.core.spawn_forever(self.facts.processes, "processes")
        self.core.spawn_forever(self.facts.repositories, "git")
        self.core.spawn_forever(self.facts.discovery, "discovery")
        self.core.spawn_forever(self.hooks.run, "hooks")
        self.core.spawn_forever(self.program_status.run, "program status")
        self.core.spawn_forever(self.servers.run, "servers")
        self.core.spawn_forever(self.turn_ends.run, "turn ends")
        self.core.spawn_forever(self.task_watch.run, "tasks")
        self.core.spawn_forever(self.judging.run, "judging")
        self.core.spawn_forever(ClaimLooks(self.core).run, "claims")
        self.core.spawn_forever(self._boards, "candidates")
        self.core.spawn_forever(self.forecasts.run, "forecasts")
        self.core.spawn_forever(self.pulls.run, "pull requests")
        self.core.spawn_forever(UnpushedLooks(self.core).run, "unpushed commits")
        self.core.spawn_forever(self.conversations.run, "conversations")
        self.core.spawn_forever(self.forge_acts.once.run, "acts on the forge")
        self.core.spawn_forever(RedCheckTeller(self.core).run, "red checks")
        self.core.spawn_forever(self.pulls_now.run, "pull requests to merge")
        self.core.spawn_forever(self.issues.run, "issues")
        self.core.spawn_forever(self.hosted.run, "hosted agents")
        self.core.spawn_forever(self.forge_acts.telling.run, "comments for hosted agents")
        self.core.spawn_forever(self.journal_file.back_ups, "backups")
        self.core.spawn_forever(self.focus.run, "focus")
        self.core.spawn_forever(self.ownership.serve, "requests")
        self.core.spawn_forever(self._watch, "ownership")
        if self.ownership.screen:
            self.core.spawn(self.approvals.look(), "terminal")

    async def once(self) -> None:
        """Look at everything once, without deciding anything: for a command line verb. ``open`` comes first."""
        if self.verb and self.supervisor.differs():
            await self.own_for_a_verb()
        with self.core.watching("tmux"):
            await self.observer.tick(everything=True)
        with self.core.watching("processes"):
            await self.facts.sample()
        with self.core.watching("git"):
            await self.facts.bases()
        for seat in self.core.seats():
            with self.core.watching(f"git {seat.name}"):
                await self.facts.git(seat)
        await self.task_watch.look()
        await self.hooks.sample()
        await self.program_status.sample()
        await self.judging.sessions.sample()
        await self.judging.look()
        await self.board.forecast_all()
        with self.core.watching("discovery"):
            await self.facts.discover()
        self.core.touch()
        self.viewer.refresh()

    async def own_for_a_verb(self) -> bool:
        """Become the owner for one command; says whether it did. Nothing is delivered meanwhile.

        Other verbs come one after another; an owner that stays is asked instead.
        """
        taken = not self.core.ledger.read_only and await self.ownership.take_briefly()
        if not taken:
            await self.core.ledger.catch_up()
            return False
        try:
            await self.core.ledger.own()
        except BaseException:
            self.core.world.lock.release()
            raise
        self.core.acts = True
        await self.journal_file.hear()
        await self.supervisor.reconcile()
        return True

    async def _recover(self) -> None:
        if self.core.ledger.read_only:
            return
        await self.supervisor.reconcile()
        await self.supervisor.take_back_runs()
        await self.lander.recover()
        await self.board.recover()
        self.core.spawn(self.replacer.recover(), "recovery")

    async def stop(self) -> None:
        """Stop acting and observing. Agents go on; what waits is handed to an engine without a screen."""
        hand_over = self.core.acts and self.ownership.hands_over and self.ownership.work_left()
        self.publisher.publish(now_please=True)
        await self.core.end_tasks()
        if self.verb:
            if self.core.acts:
                with self.core.watching("notes"):
                    await self.core.world.journal.disown()
            self.core.world.lock.release()
        else:
            await self.ownership.give_up()
        await self.core.world.servers.close()
        await self.core.world.tmux.disconnect()
        await self.core.world.journal.close()
        if hand_over:
            self.core.world.headless()

    # ------------------------------------------------------------ loops

    async def _ticks(self) -> None:
        period = 1.0 / self.core.settings.rate_hz
        frozen = False
        while True:
            await self.observer.tick()
            self.focus.ticked()
            await asyncio.sleep(0)
            if self.due.something_is():
                await self.due.follow_up()
            if not frozen and self.core.ready:
                gc.collect()
                gc.freeze()  # what lives from now on is small: collections stay short
                frozen = True
            await rest(0.0, period)

    async def _boards(self) -> None:
        while True:
            await self.board.forecast_all()
            await self.fetching.look()
            await self.trains.look()
            await rest(1.0)

    async def _watch(self) -> None:
        """As watcher: follow the journal, and step in when the owner is gone."""
        while True:
            await rest(WATCH_S)
            if self.core.acts or self.ownership.yielding.is_set():
                if not self.core.acts:
                    await self.core.ledger.catch_up()
                continue
            await self.core.ledger.catch_up()
            if self.ownership.screen and self.core.world.lock.holder() is None:
                await self.ownership.take()

    # ------------------------------------------------------------ link

    @property
    def view(self) -> FleetView:
        """The newest view."""
        return self.showing.view

    def follow(self, seen: Callable[[FleetView], None]) -> Callable[[], None]:
        """Call ``seen`` with every new view; the result ends it."""
        return self.showing.follow(seen)

    def look_at(self, visible: frozenset[str], focused: str | None) -> None:
        """Say what is on screen: the focused agent is followed more closely while it moves, its git facts too."""
        self.focus.on(focused or "", alone=visible == {focused})
        if focused:
            self.facts.focus(focused)

    async def do(self, command: Command) -> Outcome:
        """Do one thing, here as the owner, or through the owner; looking needs no owner."""
        if self.core.acts or isinstance(command, RefreshNow) or (self.verb and await self.own_for_a_verb()):
            return await self._perform(command)
        if isinstance(command, (TypeKeys, AnswerAgent)):
            return Outcome(
                ok=False, text="this dashboard watches: only the owner types to agents (T takes over)"
            )
        try:
            return await self._asked(command)
        except PortError as error:
            return failed(error)

    async def _asked(self, command: Command) -> Outcome:
        """Through the owner; a verb does not mind when that changes before anything was begun."""
        for _ in range(OWNERS_TRIED):
            outcome = await self.ownership.send(command)
            if outcome != NOT_BEGUN or not self.verb:
                break
            if await self.own_for_a_verb():
                return await self._perform(command)
        return outcome

    async def _perform(self, command: Command) -> Outcome:
        self.focus.stir(getattr(command, "name", ""))
        if isinstance(command, RefreshNow):
            self._forges_soon()
        if self.verb and isinstance(command, (AddEntry, AddEntries)):
            self.ownership.hands_over = True  # it ends at once: another process delivers
        outcome = await outcome_of(self.acts.perform(command))
        self.showing.show()
        return outcome

    async def ask(self, question: Question[A]) -> A:
        """Answer one question; raises ``AskError``."""
        return await self.answers.answer(question)

    async def prepare(self, proposal: Proposal | None) -> Outcome:
        """Make a train ready, or what takes a landing back; ``None`` ends that."""
        outcome = await outcome_of(self.trains.prepare(proposal))
        self.showing.show()
        return outcome

    async def _forecast_board(self) -> tuple[BranchRow, ...]:
        await self.forecasts.look()
        self.core.touch()
        return self.viewer.refresh().board

    async def release(self, approval: Approval, press: Press) -> Terms:
        """What approving this candidate asks for."""
        return await self.approvals.open(approval, press)

    async def type_word(self, word: str, press: Press, began: float) -> Outcome:
        """The word that was asked for."""
        outcome = await self.approvals.type_word(word, press, began)
        self.showing.show()
        return outcome

    async def approve(self, approval: Approval, press: Press) -> Outcome:
        """Approve exactly this candidate, when a person pressed the key."""
        outcome = await self.approvals.approve(approval, press)
        self.showing.show()
        return outcome

    async def say_there(self, answer: RemarkAnswer) -> Outcome:
        """Reply in a pull request or resolve a thread, when this process owns the fleet and has a screen."""
        return await self.live.say_there(answer)

    async def act_there(self, wish: PullWish) -> Outcome:
        """Have something done with a pull request, when this process owns the fleet and has a screen."""
        return await self.live.act_there(wish)

    def _forges_soon(self) -> None:
        for name in self.core.settings.projects:
            self.pulls.soon(name)
            self.pulls_now.soon(name)
            self.conversations.again(name)
            self.issues.soon(name)

    async def _issues_now(self, project: str, number: int) -> tuple[tuple[str, IssueList], ...]:
        try:
            return await self.issues.now(project, number)
        finally:
            self.viewer.refresh()

    async def land(self, approval: Approval) -> Outcome:
        """Land exactly this candidate, when this process owns the fleet, has a screen, and it was approved there."""
        return await self.live.land(approval)

    def attach_command(self, name: str) -> tuple[str, ...] | None:
        """Argument list that attaches a terminal to an agent's pane."""
        run = self.core.live_run(name)
        return self.core.world.tmux.attach_command(run.pane) if run else None

    async def show_here(self, name: str) -> Outcome | None:
        """Show an agent's pane in this terminal's own tmux; ``None`` where it is in another."""
        run = self.core.live_run(name)
        if run is None:
            return Outcome(ok=False, text=f"nothing runs in {name}")
        try:
            back = await self.core.world.tmux.show_here(run.pane)
        except PortError as error:
            return failed(error)
        return (
            Outcome(ok=True, text=f"{name} is shown in this tmux: {back} comes back", value=back)
            if back
            else None
        )

    def hold(self, name: str, *, held: bool) -> None:
        """Hold or let go an agent's deliveries while the operator types to it."""
        (self.core.held.add if held else self.core.held.discard)(name)
        self.core.touch()

    async def take_over(self) -> Outcome:
        """Become the owner, asking the present one to give up."""
        return await self.ownership.take_over()

    async def configure(self, changes: AsyncIterator[Settings | str]) -> None:
        """Follow an edited configuration; a text says why an edit was not taken, and the old values stay."""
        async for change in changes:
            if isinstance(change, str):
                self.core.trouble("config", change)
            else:
                await self.supervisor.configure(change)
