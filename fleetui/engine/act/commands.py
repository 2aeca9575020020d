"""What each command does, in one table."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fleetui.agents import delivery as how
from fleetui.engine.act.delivery import arrives_changed
from fleetui.engine.act.forge.hosted import HostedActs
from fleetui.engine.act.forge.remarks import Remarks
from fleetui.engine.act.keys.answer import Answerer
from fleetui.engine.act.keys.interrupt import Interrupter
from fleetui.engine.act.landing.board import Board
from fleetui.engine.act.landing.reviews.reviewers import ROLE as REVIEWS
from fleetui.engine.act.landing.reviews.reviewing import Reviewing
from fleetui.engine.act.prompt import anchors
from fleetui.engine.act.prompt.agent_commands import OwnCommands
from fleetui.engine.act.prompt.correcting import Correcting
from fleetui.engine.act.prompt.holding import follow_up_of, told_at_once
from fleetui.engine.act.queueing import Queueing
from fleetui.engine.act.quiet import Quieter
from fleetui.engine.act.remove import Remover
from fleetui.engine.act.replace.replacer import Replacer
from fleetui.engine.act.rescue import not_kept
from fleetui.engine.act.seats import Seats
from fleetui.engine.act.steps.stepper import Stepper
from fleetui.engine.act.tasks import Tasks
from fleetui.engine.core import Core, Refused
from fleetui.engine.decide.why_waiting import is_suspended, why_not_due
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.engine.observe.tick import Observer
from fleetui.engine.observe.turns.happened import Happened
from fleetui.engine.protocols.tmux import PasteResult
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model import not_before
from fleetui.model.clean import clean_prompt
from fleetui.model.commands import Outcome
from fleetui.model.counts import count
from fleetui.model.fleet import Seat, SeatState
from fleetui.model.handoff import first_line
from fleetui.model.identities import PaneRef
from fleetui.model.queue import COMMAND, FOLLOW_UP, SENDS_ON, STEP, Entry, EntryState, find, live, next_due
from fleetui.model.status import Phase
from fleetui.model.view import FleetView


class Acts:
    """Performs commands for the owner."""

    def __init__(
        self, core: Core, facts: SlowFacts, seats: Seats, replacer: Replacer, board: Board, observer: Observer,
        quieter: Quieter, stepper: Stepper, tasks: Tasks, happened: Happened, reviewing: Reviewing,
        remarks: Remarks, view: Callable[[], FleetView],
    ) -> None:  # fmt: skip
        self.core = core
        self.facts = facts
        self.seats = seats
        self.replacer = replacer
        self.board = board
        self.observer = observer
        self.view = view
        self.stepper = stepper
        own = OwnCommands(core)
        self.queueing = Queueing(core)
        self.hosted = HostedActs(core)
        correcting = Correcting(core)
        self._table: dict[type[c.Command], Callable[[Any], Awaitable[Outcome]]] = {
            c.AddEntry: self._add_entry,
            c.AddEntries: self.queueing.add,
            c.UrgeEntry: self._urge_entry,
            c.EditEntry: self._edit_entry,
            c.ReanchorEntry: correcting.reanchor,
            c.NoteEntry: correcting.send_with_note,
            c.MoveEntry: self._move_entry,
            c.GiveEntry: self._give_entry,
            c.DeleteEntry: self._delete_entry,
            c.ClearQueue: self._clear_queue,
            c.ReleaseEntry: self._release_entry,
            c.ResendEntry: self._resend_entry,
            c.MarkDelivered: self._mark_delivered,
            c.RestartAgent: self._restart,
            c.KillAgent: lambda want: self.replacer.stop(want.name, want.without_rescue),
            c.StartAgent: self._start,
            c.CompactAgent: own.compact,
            c.ClearAgent: own.clear,
            c.PauseAgent: lambda want: self.seats.set_state(want.name, SeatState.PAUSED),
            c.ResumeAgent: lambda want: self.seats.set_state(want.name, SeatState.ACTIVE),
            c.RenameAgent: lambda want: self.seats.rename(want.name, want.to),
            c.RemoveAgent: Remover(core, facts, seats, replacer.rescuer).remove,
            c.RescueAgent: self._rescue,
            c.RestoreRescue: self._restore,
            c.AddAgent: self.seats.add,
            c.AdoptPane: self.seats.adopt,
            c.DismissProgram: self.seats.dismiss,
            c.AddTask: tasks.add,
            c.ExportTask: tasks.export,
            c.SetTaskState: tasks.set_state,
            c.StartTask: tasks.start,
            c.StopGates: lambda want: self.board.stop(want.name),
            c.RunGates: lambda want: self.board.run(want.name, want.only),
            c.StartReview: reviewing.subjects.start,
            c.CloseReview: reviewing.subjects.close,
            c.TellFindings: reviewing.subjects.tell,
            c.SendRemarks: remarks.send,
            c.TypeKeys: self._type,
            c.RefreshNow: self._refresh,
            c.ReviveServer: self._revive,
            c.AnswerAgent: Answerer(core).answer,
            c.InterruptAgent: Interrupter(core).interrupt,
            c.AcknowledgeAgent: quieter.acknowledge,
            c.RedoTurn: happened.redo,
            c.SettleTurn: happened.settle,
            c.SnoozeAgent: quieter.snooze,
            c.MuteAgent: quieter.mute,
        }

    async def perform(self, command: c.Command) -> Outcome:
        """Do one command. Raises ``Refused`` and ``PortError``."""
        if isinstance(command, c.AgentCommand) and self.hosted.means(command):
            return await self.hosted.perform(command)
        return await self._table[type(command)](command)

    # ------------------------------------------------------------ queue

    def _entry(self, name: str, entry_id: str) -> Entry:
        self.core.seat(name)
        found = find(live(self.core.fleet.queues.get(name, ())), entry_id)
        if found is None:
            raise Refused(f"{name} has no follow-up {entry_id!r}: fleetui queue {name} list names them")
        return found

    def _waiting(self, name: str, entry_id: str) -> Entry:
        entry = self._entry(name, entry_id)
        if not entry.waits:
            raise Refused(f"that follow-up is {entry.state} and can no longer be changed")
        return entry

    def _unknown(self, name: str, entry_id: str) -> Entry:
        entry = self._entry(name, entry_id)
        if entry.state is not EntryState.UNKNOWN:
            raise Refused(f"that follow-up is {entry.state}, not unconfirmed")
        return entry

    def _next(self, name: str) -> Entry | None:
        return next_due(self.core.fleet.queues.get(name, ()))

    async def _add_entry(self, want: c.AddEntry) -> Outcome:
        self.core.seat(want.name)
        text = follow_up_of(want.text)
        entry = self.core.world.mint()
        timed = self._timed(want, entry)
        anchored = await anchors.anchored(self.core, self.core.seat(want.name), entry, text)
        await self.core.ledger.append(e.EntryAdded(want.name, entry, text), *timed, *anchored)
        told = await self._told(want.name, entry, want.text)
        return Outcome(ok=True, text=f"queued for {want.name}: {first_line(text, 50)}{told}", value=entry)

    def _timed(self, want: c.AddEntry, entry: str) -> tuple[e.Event, ...]:
        """That it waits for a time, or for nothing. Raises ``Refused``, and nothing is queued then."""
        if want.now and want.not_before:
            raise Refused("nothing was queued: it is sent now, or not before a time")
        if want.now:
            self._refuse_now(want.name, want.text, "nothing was queued")
            return (e.EntryUrged(want.name, entry),)
        if not want.not_before:
            return ()
        try:
            condition = not_before.fixed(want.not_before, self.core.world.now(), self.core.clock_moved)
        except ValueError as error:
            raise Refused(f"nothing was queued: {error}") from None
        return (e.EntryTimed(want.name, entry, condition),)

    def _refuse_now(self, name: str, text: str, what: str) -> None:
        seat = self.core.seat(name)
        why = how.why_not_while_working(self.core.profile(seat), text)
        if why and self.core.sight(name).status.phase is not Phase.IDLE:
            raise Refused(f"{what}: {why}")

    async def _urge_entry(self, want: c.UrgeEntry) -> Outcome:
        entry = self._waiting(want.name, want.entry)
        if entry.kind in (STEP, COMMAND):
            raise Refused(f"{first_line(entry.text, 50)} is no follow-up: it waits for its turn")
        self._refuse_now(want.name, entry.text, "it waits for its turn")
        urged = e.EntryUrged(want.name, entry.id)
        self.queueing.refuse_circle(urged)
        await self.core.ledger.append(urged)
        return Outcome(ok=True, text=f"goes at once: {first_line(entry.text, 50)}", value=entry.id)

    async def _edit_entry(self, want: c.EditEntry) -> Outcome:
        entry = self._waiting(want.name, want.entry)
        if entry.kind == COMMAND:
            raise Refused(f"{entry.text} is a command of the agent's own: delete it instead")
        if entry.kind == STEP:
            edited = self.queueing.reworded(self.core.seat(want.name), entry, want.text)
            self.queueing.refuse_circle(edited)
            await self.core.ledger.append(edited)
            return Outcome(ok=True, text=f"changed: {first_line(edited.text, 50)}", value=entry.id)
        text = follow_up_of(want.text, "nothing was changed")
        anchored = await anchors.anchored(self.core, self.core.seat(want.name), entry.id, text)
        self._waiting(want.name, want.entry)  # it may have been sent meanwhile
        await self.core.ledger.append(e.EntryEdited(want.name, entry.id, text), *anchored)
        told = await self._told(want.name, entry.id, want.text)
        return Outcome(ok=True, text=f"changed: {first_line(text, 50)}{told}", value=entry.id)

    async def _told(self, name: str, entry_id: str, written: str) -> str:
        """What is known before it is its turn: said at once, where it can still be written otherwise."""
        seat = self.core.seat(name)
        if why := await told_at_once(self.core, seat, entry_id):
            return why
        changed = arrives_changed(self.core.profile(seat), written)
        return f"; {changed}" if changed else ""

    async def _move_entry(self, want: c.MoveEntry) -> Outcome:
        entry = self._waiting(want.name, want.entry)
        moved = e.EntryMoved(want.name, entry.id, want.to)
        self.queueing.refuse_circle(moved)
        await self.core.ledger.append(moved)
        return Outcome(ok=True, value=entry.id)

    async def _give_entry(self, want: c.GiveEntry) -> Outcome:
        entry, other = self._waiting(want.name, want.entry), self.core.seat(want.to)
        if other.name == want.name:
            raise Refused(f"it is in the queue of {want.name} already")
        if entry.kind not in (FOLLOW_UP, STEP):
            raise Refused(f"a {entry.kind} is of use to {want.name} alone: delete it instead")
        if entry.step is not None:
            self.queueing.refuse_step(other, entry.step)
        given = e.EntryGiven(want.name, entry.id, other.name)
        self.queueing.refuse_circle(given)
        await self.core.ledger.append(given)
        told = await told_at_once(self.core, other, entry.id)
        said = f"{other.name} has it now: {first_line(entry.text, 50)}{told}"
        return Outcome(ok=True, text=said, value=entry.id)

    async def _delete_entry(self, want: c.DeleteEntry) -> Outcome:
        entry = self._entry(want.name, want.entry)
        if entry.state is EntryState.RUNNING:
            await self.stepper.interrupt(want.name, "it is deleted")
            entry = self._entry(want.name, entry.id)
        if not entry.waits and entry.state is not EntryState.UNKNOWN:
            raise Refused("it is being done now" if entry.kind == STEP else "it is being sent now")
        await self.core.ledger.append(e.EntryCancelled(want.name, entry.id))
        return Outcome(ok=True, text=f"deleted: {first_line(entry.text, 50)}", value=entry.id)

    async def _clear_queue(self, want: c.ClearQueue) -> Outcome:
        self.core.seat(want.name)
        waiting = [entry for entry in live(self.core.fleet.queues.get(want.name, ())) if entry.waits]
        await self.core.ledger.append(*(e.EntryCancelled(want.name, entry.id) for entry in waiting))
        return Outcome(ok=True, text=f"{count(len(waiting), 'follow-up')} of {want.name} deleted")

    async def _release_entry(self, want: c.ReleaseEntry) -> Outcome:
        entry = self._entry(want.name, want.entry)
        seat, run = self.core.seat(want.name), self.core.live_run(want.name)
        if run and why_not_due(self.core, seat).endswith(SENDS_ON) and entry is self._next(want.name):
            await self.core.ledger.append(e.EntrySentOn(want.name, entry.id, run.tag))
            return Outcome(ok=True, text="it goes out after the error", value=entry.id)
        if entry.state is not EntryState.HELD:
            raise Refused(f"that follow-up is {entry.state}, not held")
        await self.core.ledger.append(e.EntryReleased(want.name, entry.id))
        said = "it goes on" if entry.kind == STEP else "it goes as it is"
        return Outcome(ok=True, text=said, value=entry.id)

    async def _resend_entry(self, want: c.ResendEntry) -> Outcome:
        entry = self._unknown(want.name, want.entry)
        await self.core.ledger.append(e.EntryReleased(want.name, entry.id))
        return Outcome(ok=True, text="it is sent once more; it may run twice", value=entry.id)

    async def _mark_delivered(self, want: c.MarkDelivered) -> Outcome:
        entry = self._unknown(want.name, want.entry)
        await self.core.ledger.append(e.DeliveryAccepted(want.name, entry.id, entry.delivery, "operator"))
        return Outcome(ok=True, text="marked delivered", value=entry.id)

    # ------------------------------------------------------------ runs

    async def _restart(self, want: c.RestartAgent) -> Outcome:
        self.core.seat(want.name)
        if want.resume:
            return await self.replacer.resume(want.name, want.without_rescue)
        agent = self.view().agent(want.name)
        return await self.replacer.restart(want.name, agent, want.handoff, want.without_rescue)

    async def _start(self, want: c.StartAgent) -> Outcome:
        seat = self.core.seat(want.name)
        run = self.core.live_run(seat.name)
        if run is not None and is_suspended(self.core, seat):
            await self.core.world.processes.thaw(run.pane, run.tag)
            await self.facts.sample()
            return Outcome(ok=True, text=f"{want.name} was suspended and goes on")
        if not want.resume:
            return await self.seats.start(want.name)
        if self.core.live_run(self.core.seat(want.name).name):
            raise Refused(
                f"{want.name} runs already: fleetui restart {want.name} --resume goes on with its session"
            )
        return await self.replacer.resume(want.name)

    async def _rescue(self, want: c.RescueAgent) -> Outcome:
        seat = self.core.seat(want.name)
        rescue = await self.replacer.rescuer.rescue(seat)
        made = self.core.fleet.rescues.get(rescue)
        if made is None:
            raise Refused(f"{want.name}: {rescue}: nothing was kept")
        text = f"{made.files} changed files kept as {made.commit[:9]}{not_kept(made)}"
        return Outcome(ok=True, text=text, value=rescue)

    async def _restore(self, want: c.RestoreRescue) -> Outcome:
        found = [r for r in self.core.fleet.rescues.values() if r.id.startswith(want.rescue)]
        if len(found) != 1:
            raise Refused(f"no rescue {want.rescue!r}: fleetui rescue list names them")
        project = self.core.project_named(found[0].project)
        if project is None:
            raise Refused(f"its project {found[0].project} is not known any more: add it to fleet.toml")
        count = await self.core.world.git.restore(project, found[0].commit, want.into)
        await self.core.ledger.append(e.RescueRestored(found[0].seat, found[0].id, want.into))
        return Outcome(ok=True, text=f"{count} files written into {want.into}", value=want.into)

    async def _type(self, want: c.TypeKeys) -> Outcome:
        seat = self.core.seat(want.name)
        run = self.core.live_run(seat.name)
        if run is None:
            raise Refused(f"nothing runs in {want.name}")
        if is_suspended(self.core, self.core.seat(want.name)):
            raise Refused(f"{want.name} is suspended and reads no keys: o lets it go on")
        tmux = self.core.world.tmux
        result, note = PasteResult.PASTED, ""
        if want.literal:
            result = await tmux.type_literal(run.pane, want.literal)
        if want.paste and result is PasteResult.PASTED:
            result, note = await self._paste(seat, run.pane, want.paste)
        if want.keys and result is PasteResult.PASTED:
            result = await tmux.press(run.pane, want.keys)
        typed = result is PasteResult.PASTED
        return Outcome(
            ok=typed, text=note if typed else f"{want.name} takes no keys now: copy mode, or its pane changed"
        )

    async def _paste(self, seat: Seat, pane: PaneRef, text: str) -> tuple[PasteResult, str]:
        """Put a text into an agent's composer; says what had to be left out of it."""
        if len(text) > c.LONGEST_PASTE:
            raise Refused(f"a paste of {len(text)} characters is too long: at most {c.LONGEST_PASTE}")
        text, removed = clean_prompt(text)
        if not text:
            raise Refused("nothing of that paste is text")
        delivery = self.core.profile(seat).delivery
        if "\n" in text and not (delivery.bracketed and delivery.multi_line):
            raise Refused(
                f"{seat.name} would take each line of that paste as an Enter: paste them one by one"
            )
        result = await self.core.world.tmux.paste(pane, text, bracketed=delivery.bracketed)
        return result, f"{removed} control characters were left out of the paste" if removed else ""

    async def _refresh(self, want: c.RefreshNow) -> Outcome:
        del want
        self.core.looked()
        self.facts.git_soon(*(seat.name for seat in self.core.seats()))
        await self.observer.tick(everything=True)
        await self.facts.sample()
        await self.facts.discover()
        return Outcome(ok=True, text="everything was looked at")

    async def _revived(self, name: str) -> Outcome:
        """One that cannot have a fresh run keeps none of the others from theirs."""
        try:
            return await self._restart(c.RestartAgent(name))
        except Refused as refused:
            return Outcome(ok=False, text=f"{name}: {refused}")

    async def _revive(self, want: c.ReviveServer) -> Outcome:
        del want
        dead = [
            seat.name
            for seat in self.core.seats()
            if (run := self.core.fleet.run_of(seat.name))
            and run.reason == "its tmux server died"
            and seat.role != REVIEWS  # its review begins a fresh one
        ]
        if not dead:
            raise Refused("no agent died with its tmux server")
        outcomes = [await self._revived(name) for name in dead]
        failed = [outcome.text for outcome in outcomes if not outcome.ok]
        return Outcome(ok=not failed, text="; ".join(failed) or f"{len(dead)} agents have fresh runs")
