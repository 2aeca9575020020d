"""Deliver one follow-up into one pane: at most once, and *not confirmed* where that cannot be told.

Order: check its claims, journal the intent, paste under guard, see it in the composer, journal that, Enter, journal
that, wait for a positive sign. After a crash the journal says which of these steps had begun.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable

from fleetui.agents import delivery as how
from fleetui.agents.profile import Profile
from fleetui.agents.read import read
from fleetui.engine.core import Core
from fleetui.engine.ports import PasteResult, PortError
from fleetui.engine.waiting import why_not_due
from fleetui.model import events as e
from fleetui.model.anchors import claims
from fleetui.model.clean import clean_prompt
from fleetui.model.fleet import Run, Seat
from fleetui.model.queue import COMMAND, IN_FLIGHT, Entry, EntryState, live, next_due
from fleetui.model.screen import Frame
from fleetui.model.status import Phase, Reading

SEEN_S = 5.0
"""How long pasted text may take to stand in the composer."""
POLL_S = 0.08
BEFORE_ENTER_S = 0.15
"""Some agents take an Enter right after a paste for a part of it."""
ENTER_AGAIN_S = 2.0
ENTERS = 3
RETRY_S = 4.0
"""How long a refused follow-up rests before it is tried again."""


class Delivery:
    """One follow-up on its way into one run."""

    def __init__(self, core: Core, seat: Seat, run: Run, entry: Entry) -> None:
        self.core = core
        self.seat = seat
        self.run = run
        self.entry = entry
        self.profile: Profile = core.profile(seat)
        self.is_command = entry.kind == COMMAND
        text = clean_prompt(entry.text)[0]
        self.text = text if self.is_command else how.prepared(self.profile, text)
        self.id = entry.delivery if entry.state in IN_FLIGHT else core.world.mint()

    async def begin(self) -> None:
        """From the queue to its end."""
        if (why := self._may_not_be_typed()) or (why := await self._wrong_claim()):
            await self._tell(e.EntryHeld(self.seat.name, self.entry.id, why))
            return
        frame = await self._frame()
        if why := self._not_ready(frame):
            await asyncio.sleep(0)
            self.core.sight(self.seat.name).refused(why, self.core.world.now() + RETRY_S)
            return
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        entry, run = self.entry.id, self.run
        await self._tell(e.DeliveryIntended(self.seat.name, entry, self.id, run.tag, run.pane, digest))
        self.core.world.fault("deliver.intended")
        await self._paste(frame)

    async def go_on(self) -> None:
        """After a crash, from the state the journal knows; types the text never again."""
        frame = await self._frame()
        standing = self._shows(frame)
        if self.entry.state is EntryState.INTENDED and standing:
            await self._tell(e.DeliveryPasted(self.seat.name, self.entry.id, self.id))
            await self._submit(frame)
        elif self.entry.state is EntryState.PASTED and standing:
            await self._submit(frame)
        elif self.entry.state is EntryState.SUBMITTED:
            await self._confirm(frame)
        else:
            await self._unknown("fleetui ended while it was being typed")

    # ------------------------------------------------------------ before

    def _may_not_be_typed(self) -> str:
        return how.why_not(self.profile, self.text, command=self.is_command) or ""

    async def _wrong_claim(self) -> str:
        if self.entry.unchecked or not self.seat.worktree or self.entry.kind != "follow-up":
            return ""
        found = claims(self.entry.text)
        if not found:
            return ""
        for check in await self.core.world.files.check(self.seat.worktree, found):
            if not check.holds:
                return f"{check.claim}: {check.detail or check.verdict}"
        return ""

    def _not_ready(self, frame: Frame) -> str:
        if frame.in_mode:
            return "its pane is in copy mode"
        sent_on = self.entry.sent_on == self.run.tag
        return how.ready(self.profile, self._read(frame), after_error=sent_on) or ""

    # ------------------------------------------------------------ the way in

    async def _paste(self, before: Frame) -> None:
        bracketed = self.profile.delivery.bracketed
        result = await self.core.world.tmux.paste(
            self.run.pane, self.text, bracketed=bracketed, foreground=self._foreground()
        )
        if result is PasteResult.REFUSED:
            await self._refused("the pane changed while it was being sent")
            return
        self.core.world.fault("deliver.typed")
        frame = await self._until(self._shows, SEEN_S)
        if frame is None:
            await self._unknown("typed, but not seen in the composer")
            return
        await self._tell(e.DeliveryPasted(self.seat.name, self.entry.id, self.id))
        self.core.world.fault("deliver.pasted")
        await asyncio.sleep(BEFORE_ENTER_S)
        await self._submit(before)

    async def _submit(self, before: Frame) -> None:
        frame = await self._until(self._shows_or_asks, SEEN_S)
        if frame is None:
            await self._unknown("typed, but no longer seen in the composer before Enter")
            return
        if self._asks(frame):
            await self._unknown("a dialog opened before Enter; its text may stand in the composer")
            return
        if await self._enter() is PasteResult.REFUSED:
            await self._unknown("the pane changed before Enter; its text may stand in the composer")
            return
        self.core.world.fault("deliver.entered")
        await self._tell(e.DeliverySubmitted(self.seat.name, self.entry.id, self.id))
        self.core.world.fault("deliver.submitted")
        await self._confirm(before)

    async def _confirm(self, before: Frame) -> None:
        deadline = self.core.world.now() + self.core.settings.thresholds.accept_s
        again = self.core.world.now() + ENTER_AGAIN_S
        enters = 1
        while self.core.world.now() < deadline:
            frame = await self._frame()
            reading = self._read(frame)
            if sign := self._sign(before, frame, reading):
                await self._tell(e.DeliveryAccepted(self.seat.name, self.entry.id, self.id, sign))
                return
            stands = self._shows(frame) and reading.phase is not Phase.ASKING
            if stands and enters < ENTERS and self.core.world.now() >= again:
                await self._enter()
                enters, again = enters + 1, self.core.world.now() + ENTER_AGAIN_S
            await asyncio.sleep(POLL_S * 2)
        await self._unknown("Enter was typed, but the agent did not show that it took it")

    def _shows_or_asks(self, frame: Frame) -> bool:
        return self._shows(frame) or self._asks(frame)

    def _asks(self, frame: Frame) -> bool:
        return self._read(frame).phase is Phase.ASKING

    def _shows(self, frame: Frame) -> bool:
        """True when the composer visibly holds what was pasted."""
        shows = how.command_shows if self.is_command else how.shows
        return shows(self.profile, frame, self.text)

    def _sign(self, before: Frame, frame: Frame, reading: Reading) -> str:
        """What shows that the text was taken; empty while nothing does. Output alone is no proof."""
        if self.is_command:
            return how.command_taken(self.profile, frame, reading, self.text)
        return how.taken(self.profile, before, frame, reading, self.text)

    # ------------------------------------------------------------ helpers

    async def _frame(self) -> Frame:
        return await self.core.world.tmux.fresh_frame(self.run.pane)

    def _read(self, frame: Frame) -> Reading:
        pane = self.core.sight(self.seat.name).pane
        return read(self.profile, frame, command=pane.command if pane else "")

    async def _until(self, seen: Callable[[Frame], bool], limit_s: float) -> Frame | None:
        deadline = self.core.world.now() + limit_s
        while True:
            frame = await self._frame()
            if seen(frame):
                return frame
            if self.core.world.now() >= deadline:
                return None
            await asyncio.sleep(POLL_S)

    async def _enter(self) -> PasteResult:
        return await self.core.world.tmux.press(self.run.pane, ["Enter"], foreground=self._foreground())

    def _foreground(self) -> str:
        """What must still be in front of an adopted pane: when its agent leaves, the operator's shell is there."""
        pane = self.core.sight(self.seat.name).pane
        return pane.command if pane and self.seat.adopted else ""

    async def _refused(self, reason: str) -> None:
        self.core.sight(self.seat.name).refused(reason, self.core.world.now() + RETRY_S)
        await self._tell(e.DeliveryRefused(self.seat.name, self.entry.id, self.id, reason))

    async def _unknown(self, reason: str) -> None:
        await self._tell(e.DeliveryUnknown(self.seat.name, self.entry.id, self.id, reason))

    async def _tell(self, event: e.Event) -> None:
        await self.core.ledger.append(event)


class Deliverer:
    """Starts deliveries that are due, one at a time per seat."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def interrupt(self, name: str) -> None:
        """End a delivery because its run is about to be stopped; what was typed of it is not confirmed."""
        task = self._tasks.pop(name, None)
        if task is not None and not task.done():
            task.cancel()
            await asyncio.wait({task})
        for entry in live(self.core.fleet.queues.get(name, ())):
            if entry.state in IN_FLIGHT:
                reason = "its run was stopped before it showed that it took it"
                await self.core.ledger.append(e.DeliveryUnknown(name, entry.id, entry.delivery, reason))

    def start_due(self) -> None:
        """Start what may go now; called after every tick."""
        if not self.core.acts or self.core.ledger.read_only:
            return
        for seat in self.core.seats():
            if self._due(seat) is not None:
                self._tasks[seat.name] = self.core.spawn(self._one(seat.name), f"deliver to {seat.name}")

    def _due(self, seat: Seat) -> Entry | None:
        entry = next_due(self.core.fleet.queues.get(seat.name, ()))
        if entry is None or why_not_due(self.core, seat) or self.core.lock(seat.name).locked():
            return None
        return entry

    async def _one(self, name: str) -> None:
        async with self.core.lock(name):
            seat, run = self.core.fleet.seats.get(name), self.core.live_run(name)
            entry = self._still_due(seat, run)
            if seat is None or run is None or entry is None:
                return
            self.core.set_doing(name, "sending")
            try:
                await self._guarded(Delivery(self.core, seat, run, entry).begin, seat, entry)
            finally:
                self.core.set_doing(name, "")

    def _still_due(self, seat: Seat | None, run: Run | None) -> Entry | None:
        if seat is None or run is None or why_not_due(self.core, seat):
            return None
        return next_due(self.core.fleet.queues.get(seat.name, ()))

    async def _guarded(self, act: Callable[[], Awaitable[None]], seat: Seat, entry: Entry) -> None:
        """A port that fails in the middle leaves doubt, and doubt is said."""
        try:
            await act()
        except PortError as error:
            self.core.stumbled(error)
            self.core.sight(seat.name).refused(error.detail, self.core.world.now() + RETRY_S)
            now = next((x for x in self.core.fleet.queues.get(seat.name, ()) if x.id == entry.id), None)
            if now is not None and now.state in IN_FLIGHT:
                await self.core.ledger.append(
                    e.DeliveryUnknown(seat.name, entry.id, now.delivery, f"{error.doing}: {error.detail}")
                )

    async def recover(self) -> None:
        """Settle what was in flight when an earlier engine ended; the text is never typed again by this."""
        for seat in self.core.seats():
            for entry in live(self.core.fleet.queues.get(seat.name, ())):
                if entry.state in IN_FLIGHT:
                    await self._recover_one(seat, entry)

    async def _recover_one(self, seat: Seat, entry: Entry) -> None:
        run = self.core.live_run(seat.name)
        async with self.core.lock(seat.name):
            if run is None or run.tag != entry.run:
                reason = "its run ended while it was being typed"
                await self.core.ledger.append(e.DeliveryUnknown(seat.name, entry.id, entry.delivery, reason))
                return
            await self._guarded(Delivery(self.core, seat, run, entry).go_on, seat, entry)
