"""Judging: at a slow pace, whether each agent that works gets on. The clock wakes it: a stuck agent sends no frames."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fleetui.agents.screen.progress import ProgressRows
from fleetui.engine.core import Core
from fleetui.engine.observe.judged.comparing import Comparing
from fleetui.engine.observe.sessions import SessionSampler
from fleetui.engine.observe.sight import SeatSight
from fleetui.engine.pace import BEAT_S, few_at_once, rest, rest_unless
from fleetui.engine.protocols.errors import PortError
from fleetui.model.events import StuckJudged
from fleetui.model.fleet import Run, Seat
from fleetui.model.judge import FINE, JUDGED, SAME_FAILURE, Judgement, Limits, Look, Watch
from fleetui.model.programs import is_called
from fleetui.model.screen import Frame
from fleetui.model.settings import SeatSpec
from fleetui.model.status import Phase
from fleetui.model.view import GitFacts, ProcessFacts

LOOK_S = 2.0


@dataclass(slots=True)
class _Watched:
    """What is remembered of one run."""

    run: str
    watch: Watch
    progress_rows: ProgressRows
    programs: tuple[str, ...] = ()
    phase: Phase | None = None
    journalled: bool = False
    """Whether the journal knows it as stuck."""
    rows: frozenset[str] = frozenset()
    frame: Frame | None = None
    git: GitFacts | None = None
    works: int = 0
    """How often its worktree changed."""

    def worked(self, git: GitFacts | None) -> int | None:
        """The same number until the worktree changes; ``None`` where nothing is known of one.

        Its difference from a base that moved is another, and it did nothing for that.
        """
        before, self.git = self.git, git or self.git
        if git is not None and before is not None and before is not git:
            differs = (git.head, git.dirty) != (before.head, before.dirty)
            grew = (git.added, git.deleted, git.files) != (before.added, before.deleted, before.files)
            self.works += differs or (grew and git.base == before.base)
        return self.works if self.git else None


class Judging:
    """Judges every live run, for ever."""

    def __init__(self, core: Core, of_base: Callable[[Seat], str]) -> None:
        """``of_base`` says what is known of the base branch of an agent whose commits a hook refuses."""
        self.core = core
        self._of_base = of_base
        self.sessions = SessionSampler(core)
        self._comparing = Comparing(core)
        self._watched: dict[str, _Watched] = {}

    async def run(self) -> None:
        """Look at everybody every ``LOOK_S``, and at the files of those whose sources differ more often."""
        while True:
            due = self.core.world.now() + LOOK_S
            while (left := due - self.core.world.now()) > 0 and await rest_unless(self.core.differ, left):
                await rest(BEAT_S)
                self.core.differ.clear()
                await self.sessions.sample(differing=True)
            await self.sessions.sample()
            await self.look()
            await self._comparing.look()

    async def look(self) -> None:
        """One look at everybody; what was found, and what is over, is journalled by the owner."""
        specs = {spec.name: spec for spec in self.core.settings.seats}
        facts: list[StuckJudged] = []
        async for seat in few_at_once(self.core.seats()):
            if seat.name not in self.core.fleet.seats:
                continue
            run = self.core.live_run(seat.name)
            seen = self.core.sight(seat.name)
            if run is None or seen.run != run.tag:
                self._set(seat, seen, FINE)
            else:
                facts += self._look_at(seat, run, seen, specs.get(seat.name))
        await self._journal(facts)

    def _look_at(self, seat: Seat, run: Run, seen: SeatSight, spec: SeatSpec | None) -> list[StuckJudged]:
        known = self._of(seat, run)
        phase = seen.status.phase
        if phase not in JUDGED and known.phase is phase:
            return []
        known.phase = phase
        judged = known.watch.look(
            self._seen(seat, known, seen), self.core.world.now(), self._limits(seat, spec)
        )
        self._set(seat, seen, judged)
        if judged.stuck is known.journalled:
            return []
        known.journalled = judged.stuck
        return [StuckJudged(seat.name, run.tag, judged.stuck, judged.since, judged.reason[:300])]

    def _of(self, seat: Seat, run: Run) -> _Watched:
        known = self._watched.get(seat.name)
        if known is None or known.run != run.tag:
            profile = self.core.profile(seat)
            known = _Watched(run.tag, Watch(), ProgressRows(profile), profile.programs)
            said = self.core.fleet.stuck.get(seat.name)
            if said and said.run == run.tag:
                known.watch.remember(Judgement(stuck=True, since=said.since, reason=said.reason))
                known.journalled = True
            self._watched[seat.name] = known
        return known

    def _seen(self, seat: Seat, known: _Watched, seen: SeatSight) -> Look:
        if seen.frame is not None and seen.frame is not known.frame:
            known.frame, known.rows = seen.frame, known.progress_rows.rows(seen.frame)
        child, load = _child(seen.process, known.programs)
        return Look(
            phase=seen.status.phase,
            context=seen.context.left_percent if seen.context else None,
            tokens=known.progress_rows.tokens(seen.frame) if seen.frame else "",
            rows=known.rows,
            work=known.worked(seen.git),
            work_says=_work_says(seen.git),
            session=(seen.session.session, seen.session.size, seen.session.at) if seen.session else None,
            session_says=seen.session.last_tool if seen.session else "",
            failure=self._failure(seat, seen),
            child=child,
            child_says=load,
        )

    def _failure(self, seat: Seat, seen: SeatSight) -> str:
        """A command that failed, or a commit that a hook refused, again and again, in words."""
        session = seen.session
        if session is None or session.fails < SAME_FAILURE:
            return ""
        if session.hook:
            return f"{session.failing} {session.fails} times · {self._of_base(seat)}"
        return f"{session.failing} failed {session.fails} times"

    def _limits(self, seat: Seat, spec: SeatSpec | None) -> Limits:
        thresholds = self.core.settings.thresholds
        own = spec.stuck_minutes if spec and spec.stuck_minutes is not None else thresholds.stuck_minutes
        minutes = self.core.profile(seat).stuck.minutes if own is None else own
        return Limits(minutes * 60.0, thresholds.burning_percent)

    def _set(self, seat: Seat, seen: SeatSight, judged: Judgement) -> None:
        if seen.judgement != judged:
            self.core.touch_seat(seat.name)
        seen.judgement = judged

    async def _journal(self, facts: list[StuckJudged]) -> None:
        if not facts or not self.core.acts:
            return
        try:
            await self.core.ledger.append(*facts)
        except PortError as error:
            self.core.trouble("journal", f"{error.doing}: {error.detail}", severe=True)


def _child(process: ProcessFacts | None, agent: tuple[str, ...]) -> tuple[str, str]:
    """What is busy below the agent, and how much it takes itself; not the agent itself."""
    if process is None or not process.busy_percent or is_called(agent, process.running):
        return "", ""
    return process.running, f"{process.busy_percent}% of a core"


def _work_says(git: GitFacts | None) -> str:
    return f"{git.head[:7]}, {git.dirty} not committed, +{git.added} -{git.deleted}" if git else ""
