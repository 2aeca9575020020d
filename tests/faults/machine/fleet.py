"""One simulated fleet and the engines that come and go over it, one thing at a time."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar
from unittest.mock import patch

from fleetui.engine.act.steps import stepper
from fleetui.engine.decide.steps import why_waits
from fleetui.engine.engine import Engine
from fleetui.model import commands as c
from fleetui.model.commands import Outcome
from fleetui.model.fleet import Fleet as Facts
from fleetui.model.fleet import SeatState
from fleetui.model.fold.records import fold_all
from fleetui.model.queue import Entry, EntryState, live
from tests.faults.machine.agent import Agent
from tests.faults.machine.outside import SEATS, Outside
from tests.faults.machine.ports.life import Life
from tests.faults.machine.ports.world import close_as_killed, make_world
from tests.faults.machine.virtual_time import VirtualLoop
from tests.faults.machine.watcher import Watcher

T = TypeVar("T")

ENDS_S = 600.0
"""How long anything may take that an engine is asked."""
SILENT_S = 30.0
"""How long the head of a queue may stand without a word why."""
FIELDS = [field.name for field in fields(Facts)]
DRAIN_ROUNDS = 60
SHARED_MEMORY = Path("/dev/shm")


class Fleet:
    """Drives everything. ``end`` at the end; ``Broken`` and the watcher say what should never have been."""

    def __init__(self) -> None:
        self.loop = VirtualLoop()
        self.outside = Outside(self.loop)
        self.watcher = Watcher(self.outside)
        place = SHARED_MEMORY if SHARED_MEMORY.is_dir() else None
        self.root = Path(tempfile.mkdtemp(prefix="fl-", dir=place))
        self.lives = 0
        self.engine: Engine | None = None
        self.life: Life | None = None
        self.retired: list[tuple[Engine, Life]] = []
        """Engines that gave the fleet up and still run."""
        self._asked: list[tuple[asyncio.Task[Outcome], Life]] = []
        self._waits: dict[str, tuple[str, float]] = {}
        self._no_gc = patch("fleetui.engine.engine.gc")
        self._no_gc.start()

    # ------------------------------------------------------------ engines

    def acting(self) -> Engine:
        """The engine that acts; a new one where none lives."""
        self._bury()
        if self.engine is None:
            self.engine, self.life = self._made()
            self._run(self.engine.start(), self.life, "the start")
        self._bury()
        return self.engine or self.acting()

    def _made(self) -> tuple[Engine, Life]:
        self.lives += 1
        life = Life(self.outside, self.lives)
        world = self._done(make_world(life, self.watcher, self.root / "journal.db"))
        return Engine(world, self.outside.settings, screen=False), life

    def crash(self) -> None:
        if self.life:
            self.life.end()
        self._bury()

    def hand_over(self) -> None:
        """The engine is closed and another one started, as when a dashboard is closed."""
        engine, life = self.acting(), self.life
        assert life is not None
        self._run(engine.stop(), life, "closing it")
        life.end()
        self.engine = self.life = None
        self.acting()

    def take_over(self) -> None:
        """A second engine asks the first for the fleet, while that goes on watching."""
        first, first_life = self.acting(), self.life
        assert first_life is not None
        self.engine, self.life = self._made()
        self.retired.append((first, first_life))
        second, life = self.engine, self.life

        async def takes() -> None:
            await second.start(own=False)
            await second.take_over()

        self._run(takes(), life, "taking over")
        self._bury()

    def _bury(self) -> None:
        """Clear away whoever was killed: its memory is gone, its ports do nothing."""
        for engine, life in [
            *self.retired,
            *([(self.engine, self.life)] if self.engine and self.life else []),
        ]:
            if life.dead:
                self._end_tasks(engine)
                close_as_killed(engine.core.world)
                self.retired = [pair for pair in self.retired if pair[0] is not engine]
                if engine is self.engine:
                    self.engine = self.life = None
        self.check()

    def _end_tasks(self, engine: Engine) -> None:
        mine = set(engine.core._tasks)
        for task in mine:
            task.cancel()
        if mine:
            self._done(asyncio.wait(mine, timeout=60))

    # ------------------------------------------------------------ time

    def _done(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    def _run(self, work: Coroutine[Any, Any, T], life: Life, what: str) -> T | None:
        """Something an engine does, to its end or until that engine is killed."""

        async def runs() -> T | None:
            task, latest = asyncio.ensure_future(work), self.loop.time() + ENDS_S
            while not task.done() and not life.dead and self.loop.time() < latest:
                await asyncio.wait({task}, timeout=0.5)
            if not task.done() and not life.dead:
                self.watcher.broken.append(f"{what} does not come to its end: {self._stacks()}")
            if not task.done():
                task.cancel()
                await asyncio.wait({task})
            return None if task.cancelled() else task.result()

        try:
            return self._done(runs())
        finally:
            self.check()

    def _stacks(self) -> str:
        """Where every task stands."""
        found = (task.get_stack(limit=1) for task in asyncio.all_tasks(self.loop))
        return ", ".join(f"{Path(at[-1].f_code.co_filename).name}:{at[-1].f_lineno}" for at in found if at)

    def do(self, command: c.Command) -> Outcome | None:
        """An operator's command; ``None`` where the engine was killed in the middle of it."""
        engine, life = self.acting(), self.life
        assert life is not None
        done = self._run(engine.do(command), life, str(command))
        self._bury()
        return done

    def asks(self, command: c.Command) -> None:
        """An operator's command that is under way when the next thing happens."""
        engine, life = self.acting(), self.life
        assert life is not None
        self._asked.append((self.loop.create_task(engine.do(command)), life))
        self.passes(0.05)

    def _hears(self) -> None:
        """What came of commands that were under way."""
        for task, life in self._asked:
            if life.dead:
                task.cancel()
            elif task.done() and not task.cancelled() and (error := task.exception()):
                self.watcher.broken.append(f"a command ended with {error!r}")
        self._asked = [(task, life) for task, life in self._asked if not task.done()]

    def passes(self, seconds: float) -> None:
        self._done(asyncio.sleep(seconds))
        self._bury()
        self.hears_why()

    # ------------------------------------------------------------ looking

    def check(self) -> None:
        for engine in (self.engine, *(one for one, _ in self.retired)):
            trouble = engine and engine.core.health.get("fleetui")
            if trouble:
                self.watcher.broken.append(f"an error that nobody foresaw: {trouble.text}")
        self._hears()
        self.watcher.took_exactly()
        assert not self.watcher.broken, "\n".join([*self.watcher.story[-60:], *self.watcher.broken[:3]])

    def seats(self) -> list[str]:
        return [seat.name for seat in self.acting().core.seats()]

    def agents(self) -> list[Agent]:
        return self.outside.living()

    def entries(self) -> list[tuple[str, Entry]]:
        """What is not over, by seat and place."""
        queues = self.watcher.fleet.queues
        return [(name, entry) for name in sorted(queues) for entry in live(queues[name])]

    def hears_why(self) -> None:
        """Whatever waits says why."""
        if self.engine is None or not self.engine.core.acts:
            self._waits.clear()
            return
        core, now = self.engine.core, self.outside.now()
        for seat in core.seats():
            head = next(iter(live(core.fleet.queues.get(seat.name, ()))), None)
            says = bool(core.doing.get(seat.name) or why_waits(core, seat)) if head else True
            if head is None or head.state is not EntryState.QUEUED or says:
                self._waits.pop(seat.name, None)
                continue
            which, since = self._waits.setdefault(seat.name, (head.id, now))
            if which != head.id:
                self._waits[seat.name] = (head.id, now)
            elif now - since > SILENT_S:
                self.watcher.broken.append(f"{head.id} of {seat.name} waits and does not say why: {head}")
                self.check()

    # ------------------------------------------------------------ the end

    def drain(self) -> None:
        """Everybody is well from now on, the operator decides what is his to decide: then every queue ends."""
        self.outside.delay_s, self.outside.turn_s = 0.01, 2.0
        for life in (self.life, *(one for _, one in self.retired)):
            if life:
                life.ambushes.clear()
                life.fails.clear()
        asked: dict[str, int] = {}
        for _ in range(DRAIN_ROUNDS):
            self.acting()
            if not self.entries() and not self.watcher.fleet.replacements:
                return
            for name in self.seats():
                self._help(name, asked)
            self.passes(8.0)
        left = [(name, entry.id, entry.state, entry.text, entry.reason) for name, entry in self.entries()]
        core = self.acting().core
        why = {seat.name: why_waits(core, seat) for seat in core.seats()}
        self.watcher.broken.append(
            f"the queues did not end: {left} {why} {core.doing} {core.fleet.replacements}"
        )
        self.check()

    def _help(self, name: str, asked: dict[str, int]) -> None:
        core = self.acting().core
        seat = core.fleet.seats[name]
        run = core.live_run(name)
        if seat.state is SeatState.PAUSED:
            self.do(c.ResumeAgent(name))
        one = self.outside.agent_in(run.pane) if run else None
        if one and one.lives:
            self._tend(name, one)
        elif name not in core.fleet.replacements:
            self.do(c.StartAgent(name))
        head = next((entry for seat_name, entry in self.entries() if seat_name == name), None)
        if head and head.state in (EntryState.HELD, EntryState.UNKNOWN):
            asked[head.id] = asked.get(head.id, 0) + 1
            self.do(self._word(name, head, asked[head.id]))

    def _tend(self, name: str, one: Agent) -> None:
        core = self.acting().core
        if one.frozen and name not in core.fleet.replacements and not core.lock(name).locked():
            self.watcher.broken.append(f"{one.run} of {name} was left stopped")
            self.check()
        one.dialog = one.mode = False
        one.swallows = one.discards = 0
        one.turn_s = 2.0
        flies = any(x.state in (EntryState.INTENDED, EntryState.PASTED, EntryState.SUBMITTED)
                    for seat, x in self.entries() if seat == name)  # fmt: skip
        if not flies:
            one.clears()
        one.changed()

    def _word(self, name: str, head: Entry, times: int) -> c.Command:
        if times > 2:
            return c.DeleteEntry(name, head.id)
        if head.state is EntryState.HELD:
            return c.ReleaseEntry(name, head.id)
        return c.ResendEntry(name, head.id) if times == 1 else c.MarkDelivered(name, head.id)

    def agrees(self) -> None:
        """What the engine knows is what its journal says, read from the beginning."""
        engine = self.acting()
        told = knows = Facts()
        for _ in range(20):  # it may be read while another record comes
            told, knows = fold_all(self._done(engine.core.world.journal.read(0))), engine.core.fleet
            if told.seq == knows.seq:
                break
        if wrong := [x for x in FIELDS if getattr(told, x) != getattr(knows, x)]:
            self.watcher.broken.append(f"the engine knows something else than its journal: {wrong}")
        if told != self.watcher.fleet:
            self.watcher.broken.append("the journal holds something else than was written")
        self.check()

    def end(self) -> None:
        for life in (self.life, *(one for _, one in self.retired)):
            if life:
                life.end()
        self._hears()
        if left := {task for task, _ in self._asked}:
            self._done(asyncio.wait(left, timeout=60))
        for engine in (self.engine, *(one for one, _ in self.retired)):
            if engine:
                self._end_tasks(engine)
                close_as_killed(engine.core.world)
        self._no_gc.stop()
        self.loop.close()
        shutil.rmtree(self.root, ignore_errors=True)


__all__ = ["SEATS", "Fleet", "stepper"]
