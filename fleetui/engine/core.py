"""What every operation of the engine shares: the world, the ledger, sight, and what is being done to whom."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from fleetui.agents.profile import Profile
from fleetui.engine.act.landing.gate_budget import GateBudget
from fleetui.engine.act.landing.gate_digests import GateDigests
from fleetui.engine.decide.wanted import Wanted
from fleetui.engine.observe.claims.probes import ProbeLooks
from fleetui.engine.observe.sight import SeatSight
from fleetui.engine.own.ledger import Ledger
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.gates import LiveLog
from fleetui.engine.world import World
from fleetui.model.advice import Advice, HeadAdvice
from fleetui.model.approval import Tier
from fleetui.model.evidence import Candidate
from fleetui.model.fleet import Fleet, Project, Run, Seat, SeatState
from fleetui.model.forecast import Forecast
from fleetui.model.forge.answers import Heard
from fleetui.model.forge.issues.as_task import IssueText
from fleetui.model.forge.issues.issue import Issue, IssueList
from fleetui.model.forge.merging import PullNow
from fleetui.model.forge.pull import PullList
from fleetui.model.forge.wishes.unpushed import Unpushed
from fleetui.model.hosted.seat import HostedSeat, there
from fleetui.model.memory import why_short
from fleetui.model.names import no_such
from fleetui.model.paneless import PanelessAgent
from fleetui.model.settings import Settings
from fleetui.model.task import Task
from fleetui.model.train import Coupled
from fleetui.model.view import FoundAgent, PortHealth

log = logging.getLogger("fleetui.engine")

STUMBLE_S = 30.0
RESTART_LOOP_S = 5.0
"""How long a loop of the engine rests after an error nobody foresaw."""
END_S = 20.0
"""The longest that closing waits for what runs; calls outside have shorter limits of their own."""


class Refused(Exception):
    """A command cannot be done; the text is one clean line that says what to do."""


class Core:
    """Shared state of one engine. Touched on one asyncio loop only."""

    def __init__(self, world: World, settings: Settings) -> None:
        self.world = world
        self.settings = settings
        self.ledger = Ledger(world.journal, self.touch)
        self.sights: dict[str, SeatSight] = {}
        self.doing: dict[str, str] = {}
        """What fleetui does to a seat now, for the screen."""
        self.starting: dict[str, float] = {}
        """Seats in which a run is being started, and since when: nothing lives there yet."""
        self.held: set[str] = set()
        """Seats the operator types to: nothing is delivered."""
        self.candidates: dict[str, Candidate] = {}
        self.forecasts: dict[str, Forecast] = {}
        """By project; none where it is not known."""
        self.documents: dict[str, str] = {}
        """What the documents of reviews are now, by review: the name of their text, empty where that is not known."""
        self.pulls_now: dict[tuple[str, int], PullNow] = {}
        """Those that are to be merged at the forge, with all that decides, by project and number."""
        self.pulls: dict[str, PullList] = {}
        """Open pull requests by project; none where it has no forge, or was not asked yet."""
        self.unpushed: dict[str, Unpushed] = {}
        """How a seat's branch lies to its pull request, where they differ and that was looked at."""
        self.heard: dict[tuple[str, int], Heard] = {}
        """What was said in open pull requests, by project and number, as far as that was asked."""
        self.issues: dict[str, IssueList] = {}
        """What the queries for issues found, by project; none where it has none, or was not asked yet."""
        self.issue_texts: Mapping[tuple[str, int], IssueText] = {}
        """Issues that were read whole, by project and number."""
        self.hosted_pulls: dict[tuple[str, int], PullNow] = {}
        """Pull requests of hosted agents that are in no list any more, as they were read then."""
        self.hosted_issues: dict[tuple[str, int], Issue] = {}
        """Issues that hosted agents work on and that no query finds, as they were read last."""
        self.hosted_waits: dict[str, str] = {}
        """Why the next follow-up to a hosted agent is not posted yet, by seat."""
        self.wanted = Wanted()
        self.probes = ProbeLooks(
            lambda probe, worktree: world.probes.ask(probe, worktree, world.gate_environment),
            world.now,
            self.spawn,
        )
        self.task_files: Mapping[str, Task] = {}
        """What the task files said when they were looked at last, by key."""
        self.task_of: Callable[[Seat], Task | None] = lambda _: None
        """What a seat works on, once somebody keeps the list of tasks."""
        self.digests = GateDigests(world.gates, world.gate_environment)
        self.gate_budget = GateBudget(
            lambda: self.settings.gate_budget,
            lambda: why_short(world.memory(), self.settings.memory_reserve),
        )
        self.warm_on: dict[str, str] = {}
        """On which commit the set-up step ran of which something is kept, by the key of that."""
        self.not_warm: dict[str, tuple[str, float]] = {}
        """Set-up steps of which nothing could be kept, why, and until when that is not tried again."""
        self.advice: dict[str, Advice] = {}
        """What gates said of uncommitted files, by seat."""
        self.head_advice: dict[str, HeadAdvice] = {}
        """What gates of the lead's stage said of a branch as committed, by seat."""
        self.live_logs: dict[tuple[str, str], LiveLog] = {}
        """Of gates that run in this process, by commit and gate."""
        self.before_giving_up: list[Callable[[], Awaitable[None]]] = []
        """What is settled while this process still owns the fleet."""
        self.before_stopping: list[Callable[[str], Awaitable[None]]] = []
        """What is ended of a seat before its run is."""
        self.train: Coupled | None = None
        """The train that is being made ready on this process's own screen."""
        self.bases: dict[str, str] = {}
        self.found: tuple[FoundAgent, ...] = ()
        self.paneless: tuple[PanelessAgent, ...] = ()
        self.unread: tuple[FoundAgent, ...] = ()
        """Agents without a seat that no profile reads."""
        self.folders: dict[str, Project | None] = {}
        """The repository around folders that were looked at."""
        self.health: dict[str, PortHealth] = {}
        self._passing: dict[str, float] = {}
        self._to_look_at: set[str] = set()
        self.tier: Tier | None = None
        """Where this process's screen stands, once that was looked at."""
        self.acts = False
        """True while this process is the owner."""
        self.dirty_all = True
        self.dirty_seats: set[str] = set()
        self.differ = asyncio.Event()
        """Set when what an agent's screen shows and what its files say differ: its files are looked at again."""
        self.reports_awaited: set[str] = set()
        """Seats whose turn is over and whose session file is to say so: it is looked at often until then."""
        self.observed = 0.0
        self.clock_moved = 0.0
        """How far the machine's clock was set since this process began, as far as that was noticed."""
        self.other_program = asyncio.Event()
        """Set when another program came to the front of a pane: its processes are looked at at once."""
        self.ready = False
        self._seats: tuple[Seat, ...] = ()
        self._seats_of: Fleet | None = None
        self._locks: dict[str, asyncio.Lock] = {}
        self._tasks: set[asyncio.Task[Any]] = set()

    # ------------------------------------------------------------ reading

    @property
    def fleet(self) -> Fleet:
        """What the journal says."""
        return self.ledger.fleet

    def seats(self) -> tuple[Seat, ...]:
        """Every seat that is not archived, by slot."""
        fleet = self.fleet
        if self._seats_of is not fleet:
            kept = (seat for seat in fleet.seats.values() if seat.state is not SeatState.ARCHIVED)
            self._seats = tuple(sorted(kept, key=lambda seat: (seat.slot, seat.name)))
            self._seats_of = fleet
        return self._seats

    def seat(self, name: str) -> Seat:
        """A seat by name; raises ``Refused`` with the nearest name."""
        found = self.fleet.seats.get(name)
        if found is None or found.state is SeatState.ARCHIVED:
            if name in self.fleet.hosted:
                raise Refused(f"{name} runs at its maker's: it has no pane, no process and no worktree here")
            raise Refused(no_such("agent", name, (seat.name for seat in self.seats())))
        return found

    def hosted_seat(self, name: str) -> HostedSeat:
        """The seat of a hosted agent; raises ``Refused`` where it is in the fleet no more, or never was."""
        found = self.fleet.hosted.get(name)
        if found is None or found.left:
            raise Refused(no_such("hosted agent", name, (one.name for one in there(self.fleet.hosted))))
        return found

    def names(self) -> frozenset[str]:
        """Every name that a seat has, or had and may come back with."""
        return frozenset((*self.fleet.seats, *self.fleet.hosted))

    def why_not_free(self, name: str) -> str:
        """Why no new seat may be called so; empty where it may."""
        known, hosted = self.fleet.seats.get(name), self.fleet.hosted.get(name)
        taken = (known is not None and known.state is not SeatState.ARCHIVED) or (hosted and not hosted.left)
        if not taken:
            return ""
        return f"an agent is called {name} already: another name, or X (fleetui remove {name}) first"

    def free_slot(self) -> int:
        """The first place of the grid that nobody has."""
        taken = {seat.slot for seat in self.seats()} | {seat.slot for seat in there(self.fleet.hosted)}
        return next(slot for slot in range(len(taken) + 1) if slot not in taken)

    def live_run(self, name: str) -> Run | None:
        """The run that lives in a seat."""
        run = self.fleet.run_of(name)
        return run if run and run.ended is None else None

    def profile(self, seat: Seat) -> Profile:
        """A seat's profile; one that is gone is read as ``shell``."""
        return self.world.profiles.get(seat.profile) or self.world.profiles["shell"]

    def project(self, seat: Seat) -> Project:
        """A seat's project, its gates with their digests; an empty one for seats outside every repository."""
        found = self.settings.projects.get(seat.project)
        if found is None:
            return Project(seat.project, "", declared=False)
        return self.digests.stamped_for(found, lambda: self.task_of(seat))

    def project_named(self, name: str) -> Project | None:
        """A configured project, its gates with their digests."""
        found = self.settings.projects.get(name)
        return self.digests.stamped(found) if found else None

    def sight(self, name: str) -> SeatSight:
        """The sight of a seat."""
        return self.sights.get(name) or self.sights.setdefault(name, SeatSight(clock_moved=self.clock_moved))

    def others(self, seat: Seat) -> frozenset[str]:
        """The worktrees of the other agents."""
        return frozenset(x.worktree for x in self.seats() if x.worktree and x.worktree != seat.worktree)

    def lock(self, name: str) -> asyncio.Lock:
        """One operation at a time per seat (or per project, as ``project:NAME``)."""
        return self._locks.setdefault(name, asyncio.Lock())

    # ------------------------------------------------------------ change

    @property
    def dirty(self) -> bool:
        """True while the view is older than what it is made of."""
        return self.dirty_all or bool(self.dirty_seats)

    def touch(self) -> None:
        """Something a view is made of changed."""
        self.dirty_all = True

    def touch_seat(self, name: str) -> None:
        """Only what one seat shows changed."""
        self.dirty_seats.add(name)

    def set_doing(self, name: str, what: str) -> None:
        """Say what is done to a seat; empty ends it."""
        if what:
            self.doing[name] = what
        else:
            self.doing.pop(name, None)
        self.touch()

    @contextmanager
    def starts(self, name: str) -> Iterator[None]:
        """A seat counts as starting meanwhile, whatever ran in it before."""
        outer = name in self.starting
        self.starting.setdefault(name, self.world.now())
        self.touch()
        try:
            yield
        finally:
            if not outer:
                self.starting.pop(name, None)
                self.touch()

    @contextmanager
    def live_log(self, commit: str, gate: str) -> Iterator[LiveLog]:
        """What a gate writes, or why it waits, while that can be followed."""
        live = self.live_logs[commit, gate] = LiveLog(self.touch)
        try:
            yield live
        finally:
            self.live_logs.pop((commit, gate), None)

    def trouble(self, port: str, text: str, *, severe: bool = False) -> None:
        """Put trouble with a part of the world on the view; the first time counts as its beginning."""
        known = self.health.get(port)
        if known is None or (known.text, known.severe) != (text, severe):
            since = known.since if known else self.world.now()
            self.health[port] = PortHealth(port, text, since, severe)
            self.touch()

    def is_silent(self, socket: str) -> bool:
        """True while a tmux server does not answer, as far as was noticed."""
        return server_port(socket) in self.health

    def stumbled(self, error: PortError) -> None:
        """One act failed, not a part of the world for good: said for ``STUMBLE_S``."""
        self.trouble_for(STUMBLE_S, error.port, f"{error.doing}: {error.detail}")

    def trouble_for(self, seconds: float, port: str, text: str) -> None:
        """Something that is over, said for a while."""
        self.trouble(port, text)
        self._passing[port] = self.world.now() + seconds

    def trouble_until_looked(self, port: str, text: str, *, severe: bool = True) -> None:
        """Something that happened and cannot be asked for again: said until the operator looked."""
        self.trouble(port, text, severe=severe)
        self._to_look_at.add(port)

    def looked(self) -> None:
        """The operator looked: take back what was said until then."""
        while self._to_look_at:
            self.well(self._to_look_at.pop())

    def forget_stumbles(self) -> None:
        """Take back what was said long enough."""
        for port in [port for port, until in self._passing.items() if self.world.now() >= until]:
            self.well(port)

    def well(self, port: str) -> None:
        """A part of the world answers again."""
        self._passing.pop(port, None)
        if self.health.pop(port, None):
            self.touch()

    @contextmanager
    def watching(self, port: str) -> Iterator[None]:
        """Turn a port's failure into health, and its success into none."""
        try:
            yield
        except PortError as error:
            self.trouble(port, f"{error.doing}: {error.detail}")
        else:
            self.well(port)

    # ------------------------------------------------------------ tasks

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run something beside the loop; an error nobody foresaw is shown, logged, and takes nothing down."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def spawn_forever(self, work: Callable[[], Awaitable[None]], name: str) -> None:
        """Run a loop, and again after a rest when it ended with an error nobody foresaw."""

        async def loop() -> None:
            while True:
                inner = asyncio.ensure_future(work())
                try:
                    await asyncio.wait({inner})
                finally:
                    await _ended(inner)
                if self._failed(inner, name) is None:
                    return
                await asyncio.sleep(RESTART_LOOP_S)

        self.spawn(loop(), name)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            self._failed(task, task.get_name())

    def _failed(self, task: asyncio.Future[Any], name: str) -> BaseException | None:
        if task.cancelled():
            return None
        error = task.exception()
        if isinstance(error, PortError):
            self.stumbled(error)
        elif error is not None:
            log.error("%s failed", name, exc_info=error)
            self.trouble(
                "fleetui",
                f"{name}: {type(error).__name__}; the log has the details: fleetui logs",
                severe=True,
            )
        return error

    async def end_tasks(self) -> None:
        """Cancel everything that runs beside the loop and wait for it, no longer than ``END_S``."""
        ending = set(self._tasks)
        for task in ending:
            task.cancel()
        left = (await asyncio.wait(ending, timeout=END_S))[1] if ending else ()
        for task in left:
            log.warning("%s did not end within %g s", task.get_name(), END_S)


def server_port(socket: str) -> str:
    """What health calls one tmux server."""
    return f"tmux {socket}"


async def _ended(task: asyncio.Future[Any]) -> None:
    """Cancel a task and wait until it is over: a loop that closes over its clean-up can wait for ever.

    What starts a process cleans up with the help of another task, which a closing loop cancels too.
    """
    task.cancel()
    await asyncio.wait({task})
