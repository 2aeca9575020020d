"""Begin the steps that are due, one per seat, and settle those that were cut short.

A step is journalled before anything of it is done. One that runs while nobody works on it, as after a crash, begins
again only where doing it twice changes nothing; what became of any other is read from the journal and the world.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from fleetui.agents.delivery import ready
from fleetui.agents.screen.reading import read
from fleetui.engine.act.steps.performing import Overtaken, Performer, Performing
from fleetui.engine.core import Core, Refused
from fleetui.engine.decide.steps import why_not_begun
from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Seat
from fleetui.model.queue import Entry, EntryState, find, live, next_due
from fleetui.model.steps import Step

REST_S = 4.0
"""How long a step rests that could not begin."""
ENDED = "fleetui ended while it ran"
GIVEN_AWAY = "the fleet was given to another process while it ran"
INTERRUPTED = "it was stopped while it ran"
UNREADABLE = "this program cannot read this step: delete it and queue another"

Settle = Callable[[Performing], Awaitable[None]]
"""Finds out what became of a step that is not done twice."""


class Stepper:
    """Performs steps, one at a time per seat."""

    def __init__(
        self, core: Core, performers: Mapping[type[Step], Performer], settlers: Mapping[type[Step], Settle]
    ) -> None:
        self.core = core
        self._performers = performers
        self._settlers = settlers
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._why: dict[str, str] = {}
        """Why the step of a seat is being cut off."""
        self._lets_go = False
        core.before_giving_up.append(self.let_go)
        core.before_stopping.append(self.interrupt)

    async def let_go(self) -> None:
        """Cut off what runs: another process is about to settle it."""
        self._lets_go = True
        try:
            for name in list(self._tasks):
                await self.interrupt(name, GIVEN_AWAY)
        finally:
            self._lets_go = False

    async def interrupt(self, name: str, why: str = INTERRUPTED) -> None:
        """Cut a step off that may begin again; any other goes to its end."""
        task, entry = self._tasks.get(name), self._running(name)
        if task is None or task.done() or entry is None or entry.step is None or not entry.step.AGAIN:
            return
        self._why[name] = why
        task.cancel()
        await asyncio.wait({task})

    def start_due(self) -> None:
        """Begin what may begin now; called after every tick."""
        if not self.core.acts or self.core.ledger.read_only or self._lets_go:
            return
        for seat in self.core.seats():
            task = self._tasks.get(seat.name)
            busy = (task is not None and not task.done()) or self.core.lock(seat.name).locked()
            busy |= seat.name in self.core.fleet.replacements
            if not busy and (self._running(seat.name) or self._due(seat)):
                self._tasks[seat.name] = self.core.spawn(self._one(seat.name), f"step of {seat.name}")

    def _running(self, name: str) -> Entry | None:
        left = live(self.core.fleet.queues.get(name, ()))
        return left[0] if left and left[0].state is EntryState.RUNNING else None

    def _due(self, seat: Seat) -> Entry | None:
        entry = next_due(self.core.fleet.queues.get(seat.name, ()))
        return None if entry is None or entry.is_typed or why_not_begun(self.core, seat, entry) else entry

    async def _one(self, name: str) -> None:
        """Settle or perform; the seat is locked until the step has begun, then others may ask about it."""
        seat = self.core.fleet.seats.get(name)
        if seat is None:
            return
        if running := self._running(name):
            try:
                await self._settle(Performing(self.core, seat, running, running.work))
            except PortError as error:
                self.core.stumbled(error)
            return
        entry = self._due(seat)
        if entry is None or not await self._still_rests(seat, entry):
            return
        it = Performing(self.core, seat, entry, self.core.world.mint())
        if entry.step is None:
            await it.held(UNREADABLE)
            return
        try:
            await self._performers[type(entry.step)](it)
        except Overtaken:
            pass  # the next look at the queue decides anew
        except Refused as refused:
            await it.held(str(refused))
        except PortError as error:
            await self._failed(it, error)
        except asyncio.CancelledError:
            await self._cut(it)
            raise
        finally:
            self._why.pop(name, None)
            self.core.set_doing(name, "")

    async def _still_rests(self, seat: Seat, entry: Entry) -> bool:
        """The pane as it is now: what was seen a moment ago may be over."""
        if entry.step is not None and not entry.step.RESTS:
            return True
        run = self.core.live_run(seat.name)
        if run is None:
            return False
        try:
            frame = await self.core.world.tmux.fresh_frame(run.pane)
        except PortError as error:
            self._rest(seat.name, error.detail)
            return False
        pane, profile = self.core.sight(seat.name).pane, self.core.profile(seat)
        reading = read(profile, frame, command=pane.command if pane else "")
        why = ready(profile, reading, after_error=entry.sent_on == run.tag)
        if why:
            self._rest(seat.name, why)
        return not why and self._due(seat) == entry

    def _rest(self, name: str, why: str) -> None:
        self.core.sight(name).refused(why, self.core.world.now() + REST_S)

    async def _failed(self, it: Performing, error: PortError) -> None:
        """A part of the world failed: before anything was done it is tried again, else the operator decides."""
        self.core.stumbled(error)
        why = f"{error.doing}: {error.detail}"
        now = find(self.core.fleet.queues.get(it.seat.name, ()), it.entry.id)
        if now is not None and now.state is EntryState.RUNNING:
            await it.held(why)
        else:
            self._rest(it.seat.name, why)

    async def _cut(self, it: Performing) -> None:
        now = find(self.core.fleet.queues.get(it.seat.name, ()), it.entry.id)
        if now is not None and now.state is EntryState.RUNNING and now.step is not None and now.step.AGAIN:
            with self.core.watching("journal"):
                await it.cut(self._why.get(it.seat.name, GIVEN_AWAY))

    async def _settle(self, it: Performing) -> None:
        settle = self._settlers.get(type(it.entry.step)) if it.entry.step else None
        if settle:
            await settle(it)
        elif it.entry.step and it.entry.step.AGAIN:
            await it.cut(ENDED)
        else:
            await it.held("it did not come to its end: see what became of it")
