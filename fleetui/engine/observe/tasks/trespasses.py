"""Which agents changed what their task says not to touch: looked up once for each change, written down once."""

from __future__ import annotations

import asyncio
from operator import is_

from fleetui.engine.core import Core
from fleetui.engine.observe.tasks.task_list import TaskList
from fleetui.model import events as e
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Seat
from fleetui.model.task import Task, find_task
from fleetui.model.touched import Touched, touched_among
from fleetui.model.view import ChangedFile

AT_ONCE = 10_000
"""Pairs of a pattern and a changed file that are compared at once; more are, in a thread, while the screen goes on."""


class Trespasses:
    """Keeps what was found of each seat while nothing it was found in changed."""

    def __init__(self, core: Core, tasks: TaskList) -> None:
        self.core = core
        self._tasks = tasks
        self._known: dict[str, tuple[tuple[object, ...], tuple[Touched, ...]]] = {}
        self._landing: dict[str, tuple[tuple[object, ...], tuple[Touched, ...]]] = {}
        self._looking: dict[str, asyncio.Task[None]] = {}
        self._patterns: dict[str, tuple[str, ...]] = {}

    def of(self, seat: Seat) -> tuple[Touched, ...]:
        """Every such path, committed or not, those that would land first; of very many changes, those found so far."""
        patterns = self._patterns_of(seat, self._task(seat))
        if not patterns:
            return ()
        landing = self._in_candidate(seat, patterns)
        made_of = (patterns, landing, self.core.sight(seat.name).git)
        known = self._known.get(seat.name)
        if known is None or not all(map(is_, known[0], made_of)):
            known = self._looked(seat, patterns, landing, made_of) or known
        return known[1] if known else landing

    def landing(self, seat: Seat, candidate: Candidate | None) -> tuple[Touched, ...]:
        """Those that this candidate would bring to its target."""
        shown = {change.path for change in candidate.files} if candidate and candidate.commit else set()
        return tuple(one for one in self.of(seat) if one.path in shown)

    def brought_by(self, seat: Seat, candidate: Candidate) -> tuple[Touched, ...]:
        """Those among what any candidate of this seat changes, such as one in a train."""
        patterns = self._patterns_of(seat, self._task(seat))
        return touched_among(patterns, [(one.path, one.name) for one in candidate.files]) if patterns else ()

    def since(self, seat: Seat) -> float:
        """When it was written down; now, where that is still to come."""
        known = self.core.fleet.trespasses.get(seat.name)
        return known.at if known else self.core.world.now()

    async def write_down(self) -> None:
        """As owner: what is new, and what is over. A task that cannot be read ends nothing."""
        if self.core.ledger.read_only:
            return
        facts: list[e.Event] = []
        for seat in self.core.seats():
            known = self.core.fleet.trespasses.get(seat.name)
            now = self.of(seat)
            if now and (known is None or set(known.paths) != set(now)):
                paths, patterns = tuple(one.path for one in now), tuple(one.pattern for one in now)
                facts.append(e.TrespassFound(seat.name, seat.task, paths, patterns))
            elif known and not now and self._is_over(seat):
                facts.append(e.TrespassEnded(seat.name))
        if facts:
            await self.core.ledger.append(*facts)

    def _is_over(self, seat: Seat) -> bool:
        """Git was asked, and the task says what must not be touched."""
        task = self._task(seat)
        readable = task is None or not task.problems
        return (
            readable
            and seat.name not in self._looking
            and (self.core.sight(seat.name).git is not None or not seat.worktree)
        )

    def _task(self, seat: Seat) -> Task | None:
        return find_task(self._tasks.now(), seat.task, seat.project)

    def _patterns_of(self, seat: Seat, task: Task | None) -> tuple[str, ...]:
        """Those of its file; while that is broken, also those it had before: an edit under way opens nothing."""
        if task is None:
            self._patterns.pop(seat.name, None)
            return ()
        before = self._patterns.get(seat.name, ())
        now = task.not_to_touch
        if task.problems:
            now = tuple(dict.fromkeys((*now, *before, *self._written(seat))))
        if now != before:
            self._patterns[seat.name] = now
            return now
        return before

    def _written(self, seat: Seat) -> tuple[str, ...]:
        known = self.core.fleet.trespasses.get(seat.name)
        return tuple(one.pattern for one in known.paths) if known else ()

    def _candidate(self, seat: Seat) -> Candidate | None:
        return self.core.candidates.get(seat.name)

    def _in_candidate(self, seat: Seat, patterns: tuple[str, ...]) -> tuple[Touched, ...]:
        candidate = self._candidate(seat)
        if candidate is None or not candidate.commit:
            return ()
        made_of = (patterns, candidate)
        known = self._landing.get(seat.name)
        if known is None or not all(map(is_, known[0], made_of)):
            found = touched_among(patterns, [(one.path, one.name) for one in candidate.files])
            known = self._landing[seat.name] = (made_of, found)
        return known[1]

    def _looked(
        self, seat: Seat, patterns: tuple[str, ...], landing: tuple[Touched, ...], made_of: tuple[object, ...]
    ) -> tuple[tuple[object, ...], tuple[Touched, ...]] | None:
        """What was found, where that is soon known; else ``None``, and it is looked for."""
        git = self.core.sight(seat.name).git
        changed = git.files if git else ()
        if len(patterns) * len(changed) <= AT_ONCE:
            known = self._known[seat.name] = (made_of, _both(landing, _among(patterns, changed)))
            return known
        if seat.name not in self._looking:
            work = self._look(seat.name, patterns, landing, made_of, changed)
            self._looking[seat.name] = self.core.spawn(work, f"paths of {seat.name}")
        return None

    async def _look(
        self,
        name: str,
        patterns: tuple[str, ...],
        landing: tuple[Touched, ...],
        made_of: tuple[object, ...],
        changed: tuple[ChangedFile, ...],
    ) -> None:
        try:
            found = await asyncio.to_thread(_among, patterns, changed)
            self._known[name] = (made_of, _both(landing, found))
        finally:
            del self._looking[name]
            self.core.touch()


def _among(patterns: tuple[str, ...], changed: tuple[ChangedFile, ...]) -> tuple[Touched, ...]:
    return touched_among(patterns, ((one.path, one.path) for one in changed))


def _both(landing: tuple[Touched, ...], changed: tuple[Touched, ...]) -> tuple[Touched, ...]:
    told = {one.path for one in landing}
    return (*landing, *(one for one in changed if one.path not in told))
