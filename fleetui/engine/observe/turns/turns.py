"""Sees turns begin and end: with a follow-up of ours, or with whatever else an agent with a session file began.

What a worktree holds is looked at when a turn begins and when it ends, and at no other time. A follow-up's turn begins
as it is about to be typed, so the first look comes before anything the agent does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from fleetui.engine.core import Core
from fleetui.engine.decide.why_waiting import took_just_now, unsettled
from fleetui.engine.protocols.errors import PortError
from fleetui.model.events import TurnBegan
from fleetui.model.fleet import Run, Seat
from fleetui.model.happened.tree_state import to_json
from fleetui.model.happened.turns import OpenTurn
from fleetui.model.queue import COMMAND, IN_FLIGHT, Entry, EntryState, find, is_followed
from fleetui.model.status import Phase

LATE_S = 5.0
"""A turn that began longer ago than this is not looked at any more: what its worktree held is not known."""

Judge = Callable[[Seat, OpenTurn], Awaitable[None]]


class Turns:
    """Keeps the turns of every seat."""

    def __init__(self, core: Core, judge: Judge) -> None:
        self.core = core
        self._judge = judge
        self._beginning: dict[str, asyncio.Task[None]] = {}
        self._judging: dict[str, asyncio.Task[None]] = {}
        """By the turn's id."""
        self._seen: dict[str, str] = {}
        """The newest follow-up that a turn was opened with, by seat."""
        self._acting_since = 0.0
        """When this process began to act; 0 while another one does."""
        self._ended: dict[str, float] = {}
        """When the turn that was judged last was seen to be over, by seat."""

    def start_due(self) -> None:
        """Open and judge what is due; called after every tick."""
        if not self.core.acts or self.core.ledger.read_only:
            self._acting_since = 0.0
            return
        self._acting_since = self._acting_since or self.core.world.now()
        for seat in self.core.seats():
            run = self.core.live_run(seat.name)
            if run is None:
                continue
            turn = self._open(seat, run)
            if turn is not None and self._is_over(seat, turn):
                self._ended[seat.name] = self.core.world.now()
                self._judging[turn.id] = self.core.spawn(self._one(seat, turn), f"turn of {seat.name}")
                turn = None
            busy = self._beginning.get(seat.name)
            if (busy is None or busy.done()) and self._begins(seat, turn):
                self._beginning[seat.name] = self.core.spawn(self._begin(seat, run), f"turn of {seat.name}")

    def _open(self, seat: Seat, run: Run) -> OpenTurn | None:
        """The turn that is open and that nobody judges yet."""
        turn = self.core.fleet.turns.get(seat.name)
        return turn if turn and turn.run == run.tag and turn.id not in self._judging else None

    async def _one(self, seat: Seat, turn: OpenTurn) -> None:
        try:
            await self._judge(seat, turn)
        finally:
            if self.core.fleet.turns.get(seat.name) != turn:
                self._judging.pop(turn.id, None)  # else it failed: it is not tried again in this process

    # ------------------------------------------------------------ the beginning

    def _begins(self, seat: Seat, turn: OpenTurn | None) -> bool:
        if self._typed(seat) is not None:
            return True
        seen, ended = self.core.sight(seat.name), self._ended.get(seat.name, 0.0)
        works = seen.status.phase is Phase.WORKING and seen.status.since > ended
        return turn is None and works and seen.session is not None

    def _typed(self, seat: Seat) -> Entry | None:
        """The next follow-up whose turn did not begin yet: on its way to the agent, or taken since this process acts.

        An agent that answers at once may have another behind it before its turn is seen to be over.
        """
        queue, last = self.core.fleet.queues.get(seat.name, ()), self._began_last(seat)
        typed = [one for one in queue if self._is_typed(one) and one.typed > last]
        return min(typed, key=lambda one: one.typed, default=None)

    def _began_last(self, seat: Seat) -> float:
        """When the newest follow-up that a turn began with was typed: each begins one, and none after a later one."""
        fleet, name = self.core.fleet, seat.name
        turn, judged = fleet.turns.get(name), fleet.judged.get(name, ())
        begun = {self._seen.get(name, ""), turn.entry if turn else "", *(one.entry for one in judged)}
        typed = (one.typed for one in fleet.queues.get(name, ()) if one.id in begun)
        return max(typed, default=0.0)

    def _is_typed(self, one: Entry) -> bool:
        if one.kind == COMMAND:
            return False
        taken = one.state is EntryState.ACCEPTED and bool(one.run) and not one.over
        ours = bool(self._acting_since) and one.changed > self._acting_since
        return one.state in IN_FLIGHT or (taken and (ours or not self._is_late(one)))

    def _is_late(self, one: Entry) -> bool:
        return self.core.world.now() - one.changed >= LATE_S

    async def _begin(self, seat: Seat, run: Run) -> None:
        core, entry = self.core, self._typed(seat)
        now, since = core.world.now(), core.sight(seat.name).status.since
        base = core.bases.get(seat.project, "")
        late = now - since > LATE_S
        if entry is not None:
            late = self._is_late(entry) or is_followed(core.fleet.queues[seat.name], entry)
        tree = "" if late else await self._look(seat)
        if entry is not None:
            self._seen[seat.name] = entry.id
        began = min(now, entry.changed if entry else since)
        with core.watching("journal"):
            fact = TurnBegan(
                seat.name, core.world.mint(), run.tag, began, entry.id if entry else "", tree, base
            )
            await core.ledger.append(fact)

    async def _look(self, seat: Seat) -> str:
        core, project = self.core, self.core.project(seat)
        if not project.path or not seat.worktree:
            return ""
        try:
            return await core.ledger.put_text(
                to_json(await core.world.git.tree_state(project, seat.worktree))
            )
        except PortError:
            return ""  # said where it matters: the turn's files count as not known

    # ------------------------------------------------------------ the end

    def _is_over(self, seat: Seat, turn: OpenTurn) -> bool:
        queue = self.core.fleet.queues.get(seat.name, ())
        entry = find(queue, turn.entry) if turn.entry else None
        taken = entry is not None and entry.state is EntryState.ACCEPTED
        if taken and entry and is_followed(queue, entry):
            return True  # whatever it does now is of the turn that comes after
        seen = self.core.sight(seat.name)
        if seen.status.phase is not Phase.IDLE or unsettled(self.core, seat):
            return False
        if not turn.entry:
            return seen.status.since > turn.began
        return bool(taken and entry and (entry.over or not took_just_now(self.core, seat)))
