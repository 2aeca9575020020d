"""Which agents changed what their task says not to touch: looked up once for each change, written down once."""

from __future__ import annotations

from operator import is_

from fleetui.engine.core import Core
from fleetui.engine.observe.tasks.task_list import TaskList
from fleetui.model import events as e
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Seat
from fleetui.model.task import Task, find_task
from fleetui.model.touched import Touched, touched_among


class Trespasses:
    """Keeps what was found of each seat while nothing it was found in changed."""

    def __init__(self, core: Core, tasks: TaskList) -> None:
        self.core = core
        self._tasks = tasks
        self._known: dict[str, tuple[tuple[object, ...], tuple[Touched, ...]]] = {}
        self._patterns: dict[str, tuple[str, ...]] = {}

    def of(self, seat: Seat) -> tuple[Touched, ...]:
        """Every such path, committed or not, those that would land first."""
        patterns = self._patterns_of(seat, self._task(seat))
        if not patterns:
            return ()
        made_of = (patterns, self._candidate(seat), self.core.sight(seat.name).git)
        known = self._known.get(seat.name)
        if known is None or not all(map(is_, known[0], made_of)):
            known = self._known[seat.name] = (made_of, self._found(seat, patterns))
        return known[1]

    def landing(self, seat: Seat, candidate: Candidate | None) -> tuple[Touched, ...]:
        """Those that this candidate would bring to its target."""
        shown = {change.path for change in candidate.files} if candidate and candidate.commit else set()
        return tuple(one for one in self.of(seat) if one.path in shown)

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
        return readable and (self.core.sight(seat.name).git is not None or not seat.worktree)

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

    def _found(self, seat: Seat, patterns: tuple[str, ...]) -> tuple[Touched, ...]:
        candidate, git = self._candidate(seat), self.core.sight(seat.name).git
        landing = [(one.path, one.name) for one in candidate.files] if candidate and candidate.commit else []
        changed = [(one.path, one.path) for one in git.files] if git else []
        return touched_among(patterns, [*landing, *changed])
