"""What commands do to the seat of a hosted agent: its queue, and its place in the fleet. None of them speaks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fleetui.engine.core import Core, Refused
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.commands import Outcome
from fleetui.model.counts import count
from fleetui.model.handoff import first_line
from fleetui.model.hosted.seat import DISMISSED
from fleetui.model.queue import Entry, EntryState, find, live

SPEAKS = (c.AddEntry, c.AddEntries, c.EditEntry, c.ReleaseEntry, c.ResendEntry, c.UrgeEntry)


class HostedActs:
    """Performs them. What would be said with the operator's login is for a key in a dashboard alone."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._table: dict[type[c.Command], Callable[[Any], Awaitable[Outcome]]] = {
            c.DeleteEntry: self._delete,
            c.ClearQueue: self._clear,
            c.MoveEntry: self._move,
            c.MarkDelivered: self._delivered,
            c.RemoveAgent: self._dismiss,
            c.BringBackAgent: self._bring_back,
        }

    def means(self, command: c.Command) -> bool:
        """Whether it is about the seat of a hosted agent."""
        return isinstance(command, c.AgentCommand) and command.name in self.core.fleet.hosted

    async def perform(self, command: c.AgentCommand) -> Outcome:
        """Do it. Raises ``Refused``."""
        do = self._table.get(type(command))
        if do is not None:
            return await do(command)
        if isinstance(command, SPEAKS):
            raise Refused(
                f"a follow-up to {command.name} is a comment with your login: only a key in a dashboard writes one (f)"
            )
        raise Refused(f"{command.name} runs at its maker's: it has no pane, no process and no worktree here")

    def _waiting(self, name: str, entry_id: str) -> Entry:
        self.core.hosted_seat(name)
        found = find(live(self.core.fleet.queues.get(name, ())), entry_id)
        if found is None:
            raise Refused(f"{name} has no follow-up {entry_id!r}: fleetui queue {name} list names them")
        if not found.waits and found.state is not EntryState.UNKNOWN:
            raise Refused("it is being posted now")
        return found

    async def _delete(self, want: c.DeleteEntry) -> Outcome:
        entry = self._waiting(want.name, want.entry)
        await self.core.ledger.append(e.EntryCancelled(want.name, entry.id))
        return Outcome(ok=True, text=f"deleted: {first_line(entry.text, 50)}", value=entry.id)

    async def _clear(self, want: c.ClearQueue) -> Outcome:
        self.core.hosted_seat(want.name)
        waiting = [one for one in live(self.core.fleet.queues.get(want.name, ())) if one.waits]
        await self.core.ledger.append(*(e.EntryCancelled(want.name, one.id) for one in waiting))
        return Outcome(ok=True, text=f"{count(len(waiting), 'follow-up')} of {want.name} deleted")

    async def _move(self, want: c.MoveEntry) -> Outcome:
        entry = self._waiting(want.name, want.entry)
        await self.core.ledger.append(e.EntryMoved(want.name, entry.id, want.to))
        return Outcome(ok=True, value=entry.id)

    async def _delivered(self, want: c.MarkDelivered) -> Outcome:
        entry = self._waiting(want.name, want.entry)
        if entry.state is not EntryState.UNKNOWN:
            raise Refused(f"that follow-up is {entry.state}, not unconfirmed")
        await self.core.ledger.append(e.DeliveryAccepted(want.name, entry.id, entry.delivery, "operator"))
        return Outcome(ok=True, text="marked delivered", value=entry.id)

    async def _dismiss(self, want: c.RemoveAgent) -> Outcome:
        seat = self.core.hosted_seat(want.name)
        if self.core.lock(seat.name).locked():
            raise Refused(f"a comment for {seat.name} is being posted: try again in a moment")
        waiting = [one for one in live(self.core.fleet.queues.get(seat.name, ())) if one.waits]
        gone = (e.EntryCancelled(seat.name, one.id) for one in waiting)
        await self.core.ledger.append(*gone, e.HostedLeft(seat.name, DISMISSED))
        lost = f", {count(len(waiting), 'follow-up')} deleted" if waiting else ""
        return Outcome(
            ok=True,
            text=f"{seat.name} left the fleet{lost}; it goes on at its maker's, and U brings its seat back",
        )

    async def _bring_back(self, want: c.BringBackAgent) -> Outcome:
        seat = self.core.fleet.hosted[want.name]
        if not seat.left:
            raise Refused(f"{seat.name} is in the fleet")
        if why := self.core.why_not_free(seat.name):
            raise Refused(why)
        # what was merged or closed would go again at once
        await self.core.ledger.append(e.HostedBack(seat.name, kept=seat.left != DISMISSED))
        return Outcome(ok=True, text=f"{seat.name} is in the fleet again", value=seat.name)
