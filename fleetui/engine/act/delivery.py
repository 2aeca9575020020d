"""One follow-up's way into one pane: at most once, and *not confirmed* where that cannot be told.

Order: check its claims, journal the intent, paste under guard, see it in the composer, journal that, Enter, journal
that, wait for a positive sign. The best is the agent's own session file that shows exactly this text, then its hook,
then the screen; none waits for another. Where it was cut short, the journal says which of these steps had begun. A
server that does not answer is waited for at each of them, and what is seen then decides.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from fleetui.agents import delivery as how
from fleetui.agents.arrival import changes
from fleetui.agents.profile import Profile
from fleetui.agents.screen.reading import read
from fleetui.agents.sessions.told import arrived
from fleetui.agents.told.hooks import PROMPTED
from fleetui.engine.act.prompt.holding import is_command, judged, typed
from fleetui.engine.core import Core
from fleetui.engine.decide.background import is_beside
from fleetui.engine.decide.standing_rules import plan_of
from fleetui.engine.observe.panes.pane_reader import WrongReader, reader_of
from fleetui.engine.observe.sessions import SessionSampler
from fleetui.engine.protocols.errors import Gone, NotAsked, PortError
from fleetui.engine.protocols.tmux import PasteResult
from fleetui.model import events as e
from fleetui.model.clean import clean_prompt
from fleetui.model.counts import count
from fleetui.model.fleet import Fleet, Run, Seat
from fleetui.model.identities import Reader
from fleetui.model.queue import IN_FLIGHT, Entry, EntryState
from fleetui.model.screen import Frame
from fleetui.model.status import Phase, Reading
from fleetui.time_limit import time_limit

SEEN_S = 5.0
"""How long pasted text may take to stand in the composer."""
FIRST_POLL_S = 0.02
POLL_S = 0.08
"""How often a pane is looked at; the first looks come sooner, as most agents draw at once."""
LOOK_AGAIN_S = 0.5
"""How soon a pane is looked at again that could not be."""
LONGEST_LOOK_S = 1.0
"""The most that counts of the time between two looks at a pane."""
ENTER_AGAIN_S = 2.0
ENTERS = 3
FILE_S = 0.3
"""The most that a look at its session file may take from a delivery, which the screen may have confirmed already."""
IN_FILE = "its session file shows exactly this text"
BY_HOOK = f"its hook {PROMPTED} tells of a prompt, and it left the composer"
RETRY_S = 4.0
"""How long a refused follow-up rests before it is tried again."""


class WatchTime:
    """A limit on how long a pane is watched: time in which it could not be seen does not count.

    Neither the agent nor the server could draw then, or this program could not look.
    """

    def __init__(self, now: Callable[[], float], limit_s: float) -> None:
        self._now = now
        self._left = limit_s
        self._at = now()

    def over(self) -> bool:
        """Asked after each look: whether it was watched for as long as the limit says."""
        at = self._now()
        self._left -= min(at - self._at, LONGEST_LOOK_S)
        self._at = at
        return self._left <= 0


def arrives_changed(profile: Profile, written: str) -> str:
    """What such an agent gets otherwise than it was written, in one line; empty where it gets exactly that."""
    text, removed = clean_prompt(written)
    cleaned = (f"without {count(removed, 'control or hidden character')}",) if removed else ()
    found = (*cleaned, *changes(profile, text))
    return f"{profile.label} gets it {', '.join(found)}" if found else ""


class Delivery:
    """One follow-up on its way into one run."""

    def __init__(self, core: Core, sessions: SessionSampler, seat: Seat, run: Run, entry: Entry) -> None:
        self.core = core
        self.sessions = sessions
        self.seat = seat
        self.run = run
        self.entry = entry
        self.profile: Profile = core.profile(seat)
        self.is_command = is_command(entry)
        self.text = typed(self.profile, entry)
        self.id = entry.delivery if entry.state in IN_FLIGHT else core.world.mint()
        self._typed = entry.typed
        """It cannot have arrived before."""
        self._entered = entry.typed
        """Nor been told by a hook."""
        self._looked = 0.0

    async def begin(self) -> None:
        """From the queue to its end. Raises ``PortError``; what is in flight then is settled by ``go_on`` later."""
        found = await judged(self.core, self.seat, self.entry)
        if found.filled:
            await self._fill(found.filled)
        if found.why:
            await self._tell_if_next(e.EntryHeld(self.seat.name, self.entry.id, found.why))
            return
        frame = await self.core.world.tmux.fresh_frame(self.run.pane)
        if why := self._not_ready(frame):
            await asyncio.sleep(0)
            self._rest(why)
            return
        try:
            reader = await reader_of(self.core, self.seat, self.run)
        except WrongReader as other:
            self._rest(str(other))
            return
        await self._add_rules()
        self._typed = self._entered = self.core.world.now()
        digest = hashlib.sha256(self.text.encode()).hexdigest()
        entry, run = self.entry.id, self.run
        intended = e.DeliveryIntended(self.seat.name, entry, self.id, run.tag, run.pane, digest)
        if not await self._tell_if_next(intended):
            return
        self.core.world.fault("deliver.intended")
        await self._paste(frame, reader)

    async def go_on(self) -> None:
        """From the state that the journal knows, by what is seen; types the text never again."""
        if self.entry.state is EntryState.SUBMITTED:
            await self._confirm(await self._frame())
            return
        frame = await self._until(self._shows, SEEN_S)
        if frame is None:
            await self._unknown("it was cut short while it was being typed, and is not seen in the composer")
            return
        if self.entry.state is EntryState.INTENDED:
            await self._tell(e.DeliveryPasted(self.seat.name, self.entry.id, self.id))
        await self._submit(frame)

    # ------------------------------------------------------------ before

    async def _fill(self, text: str) -> None:
        """Write down what it is with all that it asks for, and type that."""
        if text != self.entry.filled:
            await self._tell_if_next(e.EntryFilled(self.seat.name, self.entry.id, text))
        self.entry = replace(self.entry, filled=text)
        self.text = typed(self.profile, self.entry)

    async def _add_rules(self) -> None:
        """The standing rules, where it is their turn; written down, as what is typed is what the journal says."""
        rules = plan_of(self.core, self.seat).added_to(self.entry.id)
        if rules != self.entry.rules:
            await self._tell_if_next(e.RulesAdded(self.seat.name, self.entry.id, rules))
            self.entry = replace(self.entry, rules=rules)
            self.text = typed(self.profile, self.entry)

    def _not_ready(self, frame: Frame) -> str:
        if frame.in_mode:
            return "its pane is in copy mode"
        sent_on = self.entry.sent_on == self.run.tag
        reading = self._read(frame)
        beside = bool(reading.background.agents) and is_beside(self.core, self.seat)
        now = (self.entry.now or beside) and how.queues_text(self.profile, self.text)
        return how.ready(self.profile, reading, after_error=sent_on, now=now) or ""

    # ------------------------------------------------------------ the way in

    async def _paste(self, before: Frame, reader: Reader) -> None:
        try:
            result = await self.core.world.tmux.paste(
                self.run.pane,
                self.text,
                bracketed=self.profile.delivery.bracketed,
                foreground=self._foreground(),
                reader=reader.process,
                patient=True,
            )
        except NotAsked as error:
            await self._refused(error.detail)
            return
        if result is PasteResult.REFUSED:
            await self._refused("the pane changed while it was being sent, or its server did not answer")
            return
        self.core.world.fault("deliver.typed")
        frame = await self._until(self._shows, SEEN_S)
        if frame is None:
            await self._unknown("typed, but not seen in the composer")
            return
        enter_at = asyncio.get_running_loop().time() + self.profile.delivery.enter_after_ms / 1000
        await self._tell(e.DeliveryPasted(self.seat.name, self.entry.id, self.id))
        self.core.world.fault("deliver.pasted")
        await asyncio.sleep(enter_at - asyncio.get_running_loop().time())
        await self._submit(before)

    async def _submit(self, before: Frame) -> None:
        """See it in the composer and type Enter; an Enter that is known not to be typed is tried again."""
        refused = 0
        while refused < ENTERS:
            frame = await self._until(self._shows_or_asks, SEEN_S)
            if frame is None:
                await self._unknown("typed, but no longer seen in the composer before Enter")
                return
            if self._asks(frame):
                await self._unknown("a dialog opened before Enter; its text may stand in the composer")
                return
            self._entered = self.core.world.now()
            try:
                result = await self._enter(self._read(frame))
            except WrongReader as other:
                await self._unknown(f"{other}; its text may stand there without Enter")
                return
            if result is PasteResult.PASTED:
                await self._submitted(before)
                return
            refused += result is PasteResult.REFUSED
            await asyncio.sleep(LOOK_AGAIN_S)
        await self._unknown("the pane changed before Enter; its text may stand in the composer")

    async def _submitted(self, before: Frame) -> None:
        self.core.world.fault("deliver.entered")
        await self._tell(e.DeliverySubmitted(self.seat.name, self.entry.id, self.id))
        self.core.world.fault("deliver.submitted")
        await self._confirm(before)

    async def _confirm(self, before: Frame) -> None:
        accepted = self._watched(self.core.settings.thresholds.accept_s)
        pressed, enters = self._watched(ENTER_AGAIN_S), 1
        while True:
            frame = await self._frame()
            reading = self._read(frame)
            shown = self._sign(before, frame, reading)
            if sign := await self._reported(frame, reading, at_once=bool(shown)) or shown:
                await self._accepted(sign)
                return
            if accepted.over():
                await self._unknown("Enter was typed, but the agent did not show that it took it")
                return
            stands = self._shows(frame) and reading.phase is not Phase.ASKING
            if pressed.over() and stands and enters < ENTERS:
                with suppress(WrongReader):
                    enters += await self._enter(reading) is PasteResult.PASTED
                pressed = self._watched(ENTER_AGAIN_S)
            await asyncio.sleep(POLL_S * 2)

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

    async def _reported(self, frame: Frame, reading: Reading, *, at_once: bool) -> str:
        """What the agent's own file or hook shows of it; looked at seldom, and once where the screen has a sign."""
        now = self.core.world.now()
        if now - self._looked < LOOK_AGAIN_S and not at_once:
            return ""
        self._looked = now
        if await self._stands_in_file():
            return IN_FILE
        let_go = not self._shows(frame) and not reading.draft and not self.is_command
        return BY_HOOK if let_go and self.core.sight(self.seat.name).prompted >= self._entered else ""

    async def _stands_in_file(self) -> bool:
        if self.is_command:
            return False
        with suppress(TimeoutError):
            async with time_limit(FILE_S):
                await self.sessions.look(self.seat)
        return self.has_arrived()

    def has_arrived(self) -> bool:
        """True where the session of this run is known to have been told exactly this text since it was typed."""
        seen = self.core.sight(self.seat.name)
        if self.is_command or seen.run != self.run.tag:
            return False
        return arrived(seen.session, self.text, self._typed)

    # ------------------------------------------------------------ helpers

    async def _frame(self) -> Frame:
        """The pane as it is now. A look that fails changed nothing and is repeated; raises ``Gone`` alone."""
        while True:
            try:
                return await self.core.world.tmux.fresh_frame(self.run.pane)
            except Gone:
                raise
            except PortError:
                if (run := self.core.live_run(self.seat.name)) is None or run.tag != self.run.tag:
                    raise Gone("tmux", "deliver", "its run ended while it was being typed") from None
                await asyncio.sleep(LOOK_AGAIN_S)

    def _read(self, frame: Frame) -> Reading:
        pane = self.core.sight(self.seat.name).pane
        return read(self.profile, frame, command=pane.command if pane else "")

    def _watched(self, limit_s: float) -> WatchTime:
        return WatchTime(self.core.world.now, limit_s)

    async def _until(self, seen: Callable[[Frame], bool], limit_s: float) -> Frame | None:
        watched, pause = self._watched(limit_s), FIRST_POLL_S
        while True:
            frame = await self._frame()
            if seen(frame):
                return frame
            if watched.over():
                return None
            await asyncio.sleep(pause)
            pause = min(2 * pause, POLL_S)

    async def _enter(self, reading: Reading) -> PasteResult | None:
        """Whether it was submitted; ``None`` when the server was not asked, because it did not answer others.

        Raises ``WrongReader`` where it would go to another program.
        """
        reader = await reader_of(self.core, self.seat, self.run)
        try:
            return await self.core.world.tmux.press(
                self.run.pane,
                [how.key_of(self.profile, reading, now=self.entry.now)],
                foreground=self._foreground(),
                reader=reader.process,
                patient=True,
            )
        except NotAsked:
            return None

    def _foreground(self) -> str:
        """What tmux names as the program in front: compared inside the server, in one step with the typing."""
        pane = self.core.sight(self.seat.name).pane
        return pane.command if pane else ""

    def _rest(self, reason: str) -> None:
        self.core.sight(self.seat.name).refused(reason, self.core.world.now() + RETRY_S)

    async def _refused(self, reason: str) -> None:
        self._rest(reason)
        await self._tell(e.DeliveryRefused(self.seat.name, self.entry.id, self.id, reason))

    async def _unknown(self, reason: str) -> None:
        if await self._stands_in_file():
            await self._accepted(IN_FILE)
            return
        await self._tell(e.DeliveryUnknown(self.seat.name, self.entry.id, self.id, reason))

    async def _accepted(self, sign: str) -> None:
        await self._tell(e.DeliveryAccepted(self.seat.name, self.entry.id, self.id, sign))

    async def _tell_if_next(self, event: e.Event) -> bool:
        """Write down what was found out while others could change the queue; nothing of it where they did."""
        return await self.core.ledger.append_if(self._is_next, event)

    def _is_next(self, fleet: Fleet) -> bool:
        run = fleet.run_of(self.seat.name)
        lives = run is not None and run.tag == self.run.tag and run.ended is None
        return lives and fleet.may_begin(self.seat.name, self.entry)

    async def _tell(self, event: e.Event) -> None:
        await self.core.ledger.append(event)
