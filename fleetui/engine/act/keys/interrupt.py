"""Stop the turn that an agent works on, with the keys of its profile, and only where it surely works.

The same keys mean something else at rest: they answer a dialog, take back a prompt, or end the program. So what its
sources say and what its screen shows in this second must both say that it works.
"""

from __future__ import annotations

import asyncio

from fleetui.agents.profile import ROWS, Regex
from fleetui.agents.screen.reading import read
from fleetui.agents.screen.regions import Regions
from fleetui.engine.core import Core, Refused
from fleetui.engine.decide.why_waiting import is_suspended, unsettled
from fleetui.engine.observe.panes.pane_reader import WrongReader, reader_of
from fleetui.engine.protocols.tmux import PasteResult
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.commands import Outcome
from fleetui.model.fleet import Run, Seat
from fleetui.model.identities import ProcessId
from fleetui.model.screen import Frame
from fleetui.model.status import Phase

STOPS_S = 6.0
"""How long an agent may take to show that it stopped: Copilot CLI draws the end of its turn first."""
AGAIN_S = 1.0
"""How long an agent may take to show that it waits for the next key."""
POLL_S = 0.1


class Interrupter:
    """Performs ``InterruptAgent``."""

    def __init__(self, core: Core) -> None:
        self.core = core

    async def interrupt(self, want: c.InterruptAgent) -> Outcome:
        """Press its keys. Raises ``Refused`` with the reason; nothing was pressed then."""
        seat = self.core.seat(want.name)
        if self.core.lock(want.name).locked():
            raise Refused(f"{want.name}: {self.core.doing.get(want.name) or 'something is being done to it'}")
        async with self.core.lock(want.name):
            run = self.core.live_run(want.name)
            if run is None:
                raise Refused(f"nothing runs in {want.name}")
            if why := await self._why_not(seat, run):
                raise Refused(f"{want.name} was not interrupted: {why}")
            await self._press(seat, run)
            await self.core.ledger.append(e.AgentInterrupted(want.name, run.tag))
            stopped = await self._stopped(seat, run)
        said = "stopped" if stopped else "the keys were pressed, and it still works: look at it"
        return Outcome(ok=stopped, text=f"{want.name}: {said}")

    async def _why_not(self, seat: Seat, run: Run) -> str:
        if is_suspended(self.core, seat):
            return "it is suspended: o lets it go on"
        if why := why_not_sure(self.core, seat):
            return why
        frame = await self.core.world.tmux.fresh_frame(run.pane)
        if frame.in_mode:
            return "its pane is in copy mode"
        shown = self._phase(seat, frame)
        if shown is Phase.ASKING:
            return "it asks something, and the key would answer"
        return "" if shown is Phase.WORKING else "its screen does not show that it works"

    async def _press(self, seat: Seat, run: Run) -> None:
        try:
            reader = await reader_of(self.core, seat, run)
        except WrongReader as other:
            raise Refused(f"{seat.name} was not interrupted: {other}") from None
        again = self.core.profile(seat).interrupt_again
        first, *further = self._parts(seat)
        await self._press_part(seat, run, first, reader.process)
        for part in further:
            if again is None or not await self._asks_again(seat, run, again):
                return  # the turn ended by itself, or another key came between: at rest it means something else
            await self._press_part(seat, run, part, reader.process)

    def _parts(self, seat: Seat) -> tuple[tuple[str, ...], ...]:
        """The keys that may be pressed at once; each alone for an agent that says when it waits for the next."""
        profile = self.core.profile(seat)
        return tuple((key,) for key in profile.interrupt) if profile.interrupt_again else (profile.interrupt,)

    async def _press_part(self, seat: Seat, run: Run, keys: tuple[str, ...], reader: ProcessId) -> None:
        if await self.core.world.tmux.press(run.pane, keys, reader=reader) is not PasteResult.PASTED:
            raise Refused(f"{seat.name} takes no keys now: copy mode, or its pane changed")

    async def _asks_again(self, seat: Seat, run: Run, again: Regex) -> bool:
        """True once its footer says that it waits for the next key."""
        composer = self.core.profile(seat).composer
        deadline = self.core.world.now() + AGAIN_S
        while self.core.world.now() < deadline:
            frame = await self.core.world.tmux.fresh_frame(run.pane)
            if again.search(Regions(frame, composer).region("footer", ROWS) or ""):
                return True
            await asyncio.sleep(POLL_S)
        return False

    async def _stopped(self, seat: Seat, run: Run) -> bool:
        deadline = self.core.world.now() + STOPS_S
        while self._phase(seat, await self.core.world.tmux.fresh_frame(run.pane)) is Phase.WORKING:
            if self.core.world.now() >= deadline:
                return False
            await asyncio.sleep(POLL_S)
        return True

    def _phase(self, seat: Seat, frame: Frame) -> Phase:
        pane = self.core.sight(seat.name).pane
        return read(self.core.profile(seat), frame, command=pane.command if pane else "").phase


def why_not_sure(core: Core, seat: Seat) -> str:
    """Why an agent does not surely work, by all that is known of it; empty where it does."""
    phase = core.sight(seat.name).status.phase
    if phase is Phase.ASKING:
        return "it asks something, and the key would answer"
    if phase is not Phase.WORKING:
        return f"it is {phase.value}"
    return "whether it works is not sure yet" if unsettled(core, seat) else ""
