"""Ownership: one process acts, others watch and ask. Giving the fleet over, and taking it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from fleetui.engine.core import Core
from fleetui.engine.own import requests
from fleetui.engine.pace import rest
from fleetui.model import events as e
from fleetui.model.clean import clean_line
from fleetui.model.commands import Command, Outcome
from fleetui.model.fleet import SeatState
from fleetui.model.hosted.seat import there
from fleetui.model.queue import EntryState, live

POLL_S = 0.5
ASK_S = 0.2
"""How often whoever asked looks for the answer."""
ANSWER_S = 900.0
"""How long a request may take: a set-up step or a restart runs for minutes."""
YIELD_S = 10.0
VERB_S = 5.0
"""How long an engine without a screen waits for a verb to be done with the fleet."""
VERBS_S = 60.0
"""How long a verb waits for other verbs: each may start an agent."""

NOT_BEGUN = Outcome(ok=False, text="the owner ended, or did not begin; nothing was done: ask again")
OUSTED = (
    "the lock's file in the state folder was replaced and another process owns the fleet now: this one only watches. "
    "Look what happened to the folder; T takes over"
)
HALF_DONE = Outcome(ok=False, text="the owner ended meanwhile; look whether it was done before you ask again")


class Ownership:
    """Holds or awaits the lock, serves requests as owner, sends them as watcher."""

    def __init__(
        self,
        core: Core,
        perform: Callable[[Command], Awaitable[Outcome]],
        recover: Callable[[], Awaitable[None]],
        *,
        screen: bool,
        may_own: bool,
    ) -> None:
        self.core = core
        self.perform = perform
        self.recover = recover
        """Settles what the last owner was cut short in: once each time this process becomes the owner."""
        self.screen = screen
        self.may_own = may_own
        """False in a process that only looks: it never becomes the owner, also when there is none."""
        self.hands_over = screen
        """Whether what waits goes on without a screen once this process gives the fleet up."""
        self.yielding = asyncio.Event()
        """Set when another process has the fleet: this one gave it up, or lost it."""
        self._begun: set[int] = set()
        self._taking = asyncio.Lock()

    # ------------------------------------------------------------ taking and giving

    async def take(self) -> bool:
        """Become the owner when nobody is, or when a process without a screen is and this one has one.

        Without a screen, a holder that has none either may be a command line verb: its end is waited for.
        """
        if not self.may_own:
            return False
        async with self._taking:
            return not self.core.acts and await self._take()

    async def _take(self) -> bool:
        core = self.core
        deadline = core.world.now() + VERB_S
        while True:
            if core.world.lock.take(screen=self.screen):
                await self._begin()
                return True
            holder = core.world.lock.holder()
            if self.screen or (holder and holder[1]) or core.world.now() >= deadline:
                break
            await asyncio.sleep(0.1)
        if self.screen and holder and not holder[1]:
            return (await self._take_over()).ok
        return False

    async def take_briefly(self) -> bool:
        """Take the lock for one command, after other verbs that hold it; ``False`` when an owner that stays has it."""
        lock = self.core.world.lock
        deadline = self.core.world.now() + VERBS_S
        while not lock.take(screen=False, brief=True):
            if self.core.world.now() >= deadline or (lock.holder() and not lock.held_briefly()):
                return False
            await asyncio.sleep(0.05)
        return True

    async def take_over(self) -> Outcome:
        """Ask the present owner to give the fleet up, and take it."""
        if not self.may_own:
            return Outcome(ok=False, text="this process only looks and never owns the fleet")
        if not self.core.acts:  # else what it took is perhaps being settled still: nobody waits for that
            async with self._taking:
                if not self.core.acts:
                    return await self._take_over()
        return Outcome(ok=True, text="this dashboard acts already")

    async def _take_over(self) -> Outcome:
        core = self.core
        await core.world.journal.ask(requests.encode_yield())
        deadline = core.world.now() + YIELD_S
        while core.world.now() < deadline:
            if core.world.lock.take(screen=self.screen):
                await self._begin()
                return Outcome(ok=True, text="this dashboard acts now")
            await asyncio.sleep(0.1)
        return Outcome(ok=False, text="the owner did not give the fleet up; close it first")

    async def _begin(self) -> None:
        core = self.core
        try:
            await core.ledger.own()
        except BaseException:
            core.world.lock.release()
            raise
        try:
            await self._tell_all()
        finally:
            core.acts = True
            core.well("owner")
            self.yielding.clear()
            core.touch()
        await self.recover()

    async def _tell_all(self) -> None:
        """Before this process acts: what was asked of the last owner, its own wish too, is not asked of it."""
        core = self.core
        if not core.ledger.read_only:
            await core.ledger.append(e.OwnerChanged(core.world.pid, owning=True, screen=self.screen))
            await self._refuse_old_requests()

    async def _refuse_old_requests(self) -> None:
        """What an earlier owner began may be half done: it is never done a second time unasked."""
        for request in await self.core.world.journal.open_requests():
            outcome = HALF_DONE if request.begun else NOT_BEGUN
            await self.core.world.journal.answer(request.id, requests.encode_outcome(outcome))

    async def give_up(self) -> None:
        """Stop acting and free the lock."""
        core = self.core
        if not core.acts:
            return
        for settle in core.before_giving_up:
            await settle()
        core.acts = False
        if not core.ledger.read_only and not core.ledger.failure:
            with core.watching("journal"):
                await core.ledger.append(e.OwnerChanged(core.world.pid, owning=False, screen=self.screen))
                await core.world.journal.disown()
        core.world.lock.release()
        core.touch()

    async def _see_that_it_owns(self) -> None:
        """Stop acting once another process holds the lock; nothing is written on the way out."""
        core, holds = self.core, True
        with core.watching("owner"):
            holds = core.world.lock.holds()
        if holds:
            return
        core.acts = False
        self.yielding.set()
        for part in (*core.before_giving_up, core.world.journal.disown):
            with core.watching("notes"):
                await part()
        core.trouble("owner", OUSTED, severe=True)

    def work_left(self) -> bool:
        """True while a queue holds something that could still be sent or done without the operator."""
        for seat in self.core.seats():
            if seat.state is SeatState.ACTIVE and self._goes_on(seat.name):
                return True
        told = (one for one in there(self.core.fleet.hosted) if one.pull)
        return any(self._goes_out(one.name) for one in told) or bool(self.core.fleet.replacements)

    def _goes_out(self, name: str) -> bool:
        """To a hosted agent a comment goes out without it."""
        left = live(self.core.fleet.queues.get(name, ()))
        return bool(left) and left[0].state not in (EntryState.HELD, EntryState.UNKNOWN)

    def _goes_on(self, name: str) -> bool:
        """Waiting needs nobody; everything else needs an agent that runs."""
        left = live(self.core.fleet.queues.get(name, ()))
        if not left or left[0].state in (EntryState.HELD, EntryState.UNKNOWN):
            return False
        needs_run = left[0].step is None or left[0].step.RESTS
        return not needs_run or self.core.live_run(name) is not None

    # ------------------------------------------------------------ requests

    async def serve(self) -> None:
        """Answer requests as the owner, for ever; ends when another dashboard took the fleet."""
        while True:
            if self.core.acts:
                await self._see_that_it_owns()
            if self.core.acts:
                for request in await self.core.world.journal.open_requests():
                    if request.id not in self._begun:
                        await self._serve_one(request.id, request.body)
                    if self.yielding.is_set():
                        break
            await rest(POLL_S)

    async def _serve_one(self, request: int, body: str) -> None:
        journal = self.core.world.journal
        try:
            wanted = requests.decode(body)
        except requests.WireError as error:
            await journal.answer(request, requests.encode_outcome(Outcome(ok=False, text=str(error))))
            return
        if isinstance(wanted, str):
            await journal.answer(request, requests.encode_outcome(Outcome(ok=True, text="given up")))
            self.yielding.set()
            await self.give_up()
            return
        if not await journal.begin(request):
            return
        self._begun.add(request)
        self.core.spawn(self._perform(request, wanted), f"request {request}")

    async def _perform(self, request: int, command: Command) -> None:
        journal = self.core.world.journal
        try:
            outcome = await self.perform(command)
        except (
            Exception
        ) as error:  # whoever asked is answered; it is logged and shown as any that nobody foresaw
            said = f"could not be done: {type(error).__name__}: {error}; fleetui logs has the details"
            await journal.answer(
                request, requests.encode_outcome(Outcome(ok=False, text=clean_line(said, 400)))
            )
            self._begun.discard(request)
            raise
        await journal.answer(request, requests.encode_outcome(outcome))
        self._begun.discard(request)

    async def send(self, command: Command) -> Outcome:
        """Hand a command to the owner and wait for its word.

        ``NOT_BEGUN`` when the owner ended before it did anything, and nobody else will: it may be asked again.
        """
        journal = self.core.world.journal
        request = await journal.ask(requests.encode(command))
        deadline = self.core.world.now() + ANSWER_S
        while self.core.world.now() < deadline:
            answer = await journal.answer_of(request)
            if answer is not None:
                return requests.decode_outcome(answer)
            if self.core.world.lock.holder() is None:
                return await self._withdrawn(request, HALF_DONE)
            await asyncio.sleep(ASK_S)
        return await self._withdrawn(request, Outcome(ok=False, text="the owner did not answer"))

    async def _withdrawn(self, request: int, otherwise: Outcome) -> Outcome:
        """Take a request back; ``otherwise`` when it was begun and its answer never came."""
        journal = self.core.world.journal
        if await journal.withdraw(request, requests.encode_outcome(NOT_BEGUN)):
            return NOT_BEGUN
        answer = await journal.answer_of(request)
        return otherwise if answer is None else requests.decode_outcome(answer)
