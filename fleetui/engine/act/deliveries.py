"""Start the deliveries that are due, one at a time per seat, and settle those that were cut short."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from fleetui.agents.error_cause import cause_of
from fleetui.engine.act.delivery import IN_FILE, RETRY_S, Delivery
from fleetui.engine.core import Core
from fleetui.engine.decide.after_error import goes_on_at
from fleetui.engine.decide.why_waiting import is_suspended, unsettled, why_not_due
from fleetui.engine.observe.sessions import SessionSampler
from fleetui.engine.protocols.errors import Gone, PortError
from fleetui.model import events as e
from fleetui.model.fleet import Run, Seat
from fleetui.model.queue import IN_FLIGHT, SENDS_ON, Entry, EntryState, Queue, find, live, next_due
from fleetui.model.status import Phase

LET_GO_S = 4.0
"""How long a delivery may take to its end once another process is to act: most are through by then."""
SENDING = "sending"
SILENT = "sending: its tmux server does not answer"


class Deliverer:
    """Starts deliveries that are due, one at a time per seat.

    An entry that is in flight while nobody works on it, as after a crash, is due as well: it is settled by what is
    seen, and never typed again by that.
    """

    def __init__(self, core: Core, sessions: SessionSampler) -> None:
        self.core = core
        self.sessions = sessions
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._lets_go = False
        self._seen: dict[str, tuple[Queue, bool]] = {}
        """The queues that were read through, and whether anything of them is not over."""
        core.before_giving_up.append(self.let_go)
        core.before_stopping.append(self.interrupt)

    async def let_go(self) -> None:
        """Work on nothing any more: another process is about to settle what is in flight then."""
        self._lets_go = True
        try:
            running = [task for task in self._tasks.values() if not task.done()]
            waiting = (await asyncio.wait(running, timeout=LET_GO_S))[1] if running else set()
            for task in waiting:
                task.cancel()
            if waiting:
                await asyncio.wait(waiting)
        finally:
            self._lets_go = False

    async def interrupt(self, name: str) -> None:
        """End a delivery because its run is about to be stopped; what was typed of it is not confirmed."""
        task = self._tasks.pop(name, None)
        if task is not None and not task.done():
            task.cancel()
            await asyncio.wait({task})
        for entry in live(self.core.fleet.queues.get(name, ())):
            if entry.state in IN_FLIGHT:
                await self._unknown(name, entry, "its run was stopped before it showed that it took it")

    async def send_on(self) -> None:
        """Let the next one go to agents that an error stopped, where the configuration says so by now.

        It does what the operator's key would do; the delivery that follows is the same, and looks as closely.
        """
        core = self.core
        if not core.acts or core.ledger.read_only or self._lets_go:
            return
        for seat in core.seats():
            status, run = core.sight(seat.name).status, core.live_run(seat.name)
            stopped = run is not None and status.phase in (Phase.FAILED, Phase.LIMITED)
            if stopped and run is not None and (entry := self._goes_on(seat)):
                await core.ledger.append(e.EntrySentOn(seat.name, entry.id, run.tag, cause_of(status).value))

    def _goes_on(self, seat: Seat) -> Entry | None:
        """The entry that may go now although its agent rests after an error."""
        entry, at = next_due(self.core.fleet.queues.get(seat.name, ())), goes_on_at(self.core, seat)
        if entry is None or not entry.is_typed or at is None or self.core.world.now() < at:
            return None
        waits_for_it = why_not_due(self.core, seat).endswith(SENDS_ON) and not unsettled(self.core, seat)
        return entry if waits_for_it else None

    def start_due(self) -> None:
        """Start what may go now, and say what holds up what goes; called after every tick."""
        if not self.core.acts or self.core.ledger.read_only or self._lets_go:
            return
        for seat in self.core.seats():
            if self.core.lock(seat.name).locked():
                self._say_silence(seat.name)
            elif not self._waits(seat.name):
                continue
            elif self._arrived(seat):
                self.core.spawn(self._settle(seat.name), f"settle for {seat.name}")
            elif self._cut_short(seat) or self._due(seat):
                self._tasks[seat.name] = self.core.spawn(self._one(seat.name), f"deliver to {seat.name}")

    def _waits(self, name: str) -> bool:
        """Whether anything of a queue is not over; a queue is read through again only where it is another value."""
        queue = self.core.fleet.queues.get(name, ())
        seen, waits = self._seen.get(name, ((), False))
        if seen is not queue:
            waits = bool(live(queue))
            self._seen[name] = (queue, waits)
        return waits

    def _due(self, seat: Seat) -> Entry | None:
        entry = next_due(self.core.fleet.queues.get(seat.name, ()))
        return None if entry is None or not entry.is_typed or why_not_due(self.core, seat) else entry

    def _cut_short(self, seat: Seat) -> Entry | None:
        """The entry in flight, where it may be settled now; asked only while nothing else is done to the seat."""
        left = live(self.core.fleet.queues.get(seat.name, ()))
        entry = next((entry for entry in left if entry.state in IN_FLIGHT), None)
        rests = self.core.world.now() < self.core.sight(seat.name).refused_until
        if entry is None or rests or seat.name in self.core.fleet.replacements:
            return None
        return None if is_suspended(self.core, seat) else entry

    def _arrived(self, seat: Seat) -> Entry | None:
        """The entry that is not confirmed, once the session of the run it was typed into is known to have it."""
        head, run = (
            next(iter(live(self.core.fleet.queues.get(seat.name, ()))), None),
            self.core.live_run(seat.name),
        )
        if head is None or head.state is not EntryState.UNKNOWN or run is None or head.run != run.tag:
            return None
        return head if Delivery(self.core, self.sessions, seat, run, head).has_arrived() else None

    async def _settle(self, name: str) -> None:
        async with self.core.lock(name):
            seat = self.core.fleet.seats.get(name)
            if seat is not None and (entry := self._arrived(seat)):
                await self.core.ledger.append(e.DeliveryAccepted(name, entry.id, entry.delivery, IN_FILE))

    async def _one(self, name: str) -> None:
        async with self.core.lock(name):
            seat, run = self.core.fleet.seats.get(name), self.core.live_run(name)
            entry = (self._cut_short(seat) or self._due(seat)) if seat else None
            if seat is None or entry is None:
                return
            self.core.set_doing(name, SENDING)
            try:
                await self._send(seat, run, entry)
            finally:
                self.core.set_doing(name, "")

    async def _send(self, seat: Seat, run: Run | None, entry: Entry) -> None:
        is_cut = entry.state in IN_FLIGHT
        if run is None or (is_cut and run.tag != entry.run):
            await self._unknown(seat.name, entry, "its run ended while it was being typed")
            return
        delivery = Delivery(self.core, self.sessions, seat, run, entry)
        await self._guarded(delivery.go_on if is_cut else delivery.begin, seat, entry)

    async def _guarded(self, act: Callable[[], Awaitable[None]], seat: Seat, entry: Entry) -> None:
        """A port that fails in the middle leaves it in flight, to be settled; without its pane it cannot be."""
        try:
            await act()
        except PortError as error:
            self.core.stumbled(error)
            self.core.sight(seat.name).refused(error.detail, self.core.world.now() + RETRY_S)
            now = find(self.core.fleet.queues.get(seat.name, ()), entry.id)
            if isinstance(error, Gone) and now is not None and now.state in IN_FLIGHT:
                await self._unknown(seat.name, now, f"{error.doing}: {error.detail}")
        except Exception as error:  # of one delivery: it rests as any other, and is not tried at every tick
            why = f"it could not be sent: {type(error).__name__}; fleetui logs has the details"
            self.core.sight(seat.name).refused(why, self.core.world.now() + RETRY_S)
            raise

    def _say_silence(self, name: str) -> None:
        """On the tile: a delivery that waits for its server to answer is told from one that goes."""
        run, doing = self.core.live_run(name), self.core.doing.get(name, "")
        if run is None or doing not in (SENDING, SILENT):
            return
        says = SILENT if self.core.is_silent(run.pane.server.socket) else SENDING
        if says != doing:
            self.core.set_doing(name, says)

    async def _unknown(self, name: str, entry: Entry, reason: str) -> None:
        await self.core.ledger.append(e.DeliveryUnknown(name, entry.id, entry.delivery, reason))
