"""What every performer of a step is given, and the records that one may end with."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fleetui.engine.core import Core
from fleetui.model import events as e
from fleetui.model.fleet import Fleet, Seat
from fleetui.model.queue import Entry, EntryState, find
from fleetui.model.value import value


class Overtaken(Exception):
    """A step is not this process's to end: the operator changed, moved or deleted it or paused its seat before anything
    was done, or another process carries it on.
    """


@value
class Performing:
    """One step of one seat."""

    core: Core
    seat: Seat
    entry: Entry
    work: str
    """Id of this attempt."""

    async def begins(self, tree: str = "", detail: str = "") -> None:
        """Write down that it begins, before anything of it is done. Raises ``Overtaken``."""
        started = e.StepStarted(self.seat.name, self.entry.id, self.work, tree, detail)
        if not await self.core.ledger.append_if(self.may_begin, started):
            raise Overtaken
        self.core.world.fault("step.begun")

    async def done(
        self, detail: str = "", tree: str = "", log: str = "", *also: e.Event, after: str = ""
    ) -> None:
        """It is over; ``also`` is written down in one with it."""
        self.core.world.fault("step.over")
        over = e.StepDone(self.seat.name, self.entry.id, self.work, detail, tree, log, after)
        await self.core.ledger.append_if(self._began_or_is_next, over, *also)

    async def held(self, reason: str, tree: str = "", log: str = "", after: str = "") -> None:
        """It cannot go on by itself."""
        self.core.world.fault("step.over")
        held = e.StepHeld(self.seat.name, self.entry.id, reason, self.work, tree, log, after)
        await self.core.ledger.append_if(self._began_or_is_next, held)

    async def cut(self, reason: str) -> None:
        """It did not come to its end, and begins again."""
        await self.core.ledger.append(e.StepCut(self.seat.name, self.entry.id, self.work, reason))

    def may_begin(self, fleet: Fleet) -> bool:
        """Whether it may begin still: nobody changed, moved or deleted it, and its seat was not paused."""
        return fleet.may_begin(self.seat.name, self.entry)

    def _began_or_is_next(self, fleet: Fleet) -> bool:
        """A step that never began may have been changed, moved or deleted while it was judged."""
        now = find(fleet.queues.get(self.seat.name, ()), self.entry.id)
        return (now is not None and now.state is EntryState.RUNNING) or self.may_begin(fleet)


Performer = Callable[[Performing], Awaitable[None]]
"""Does one step. Raises ``PortError``: before ``begins`` it rests and is tried again, after it the step is held."""
