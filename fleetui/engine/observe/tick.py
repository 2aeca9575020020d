"""The tick: which panes changed, what they show, what that means, and what became facts."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from fleetui.engine.core import Core, server_port
from fleetui.engine.observe.panes.last_screen import screen_text, with_screen
from fleetui.engine.observe.sight import SeatSight
from fleetui.engine.pace import Allowance, few_at_once
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.tmux import PaneFacts, ServerSight
from fleetui.model.endings import ending_words
from fleetui.model.events import Event, RunEnded, ServerDied, StatusChanged
from fleetui.model.fleet import Fleet, Run
from fleetui.model.identities import ServerId
from fleetui.model.screen import Frame
from fleetui.model.status import Phase, Reading, Status

MOST_CHANGES = 60
CHANGE_EVERY_S = 5.0
"""So many changes of an agent's phase are journalled at once, and then one every so often: the last is what counts."""


class WatchedPane(NamedTuple):
    """The runs in one tmux server, by pane."""

    runs: Mapping[str, Run]
    panes: frozenset[str]

    def strangers(self, server: ServerId) -> dict[str, Run]:
        """Runs of a server that lived there before."""
        return {pane: run for pane, run in self.runs.items() if run.pane.server != server}


class Observer:
    """Observes every tmux server in which a run lives."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self._said_dead: set[str] = set()
        self._watched: dict[str, WatchedPane] = {}
        self._watched_of: Fleet | None = None
        self._changes = Allowance(MOST_CHANGES, CHANGE_EVERY_S)
        self._taking = asyncio.Lock()
        """Held while frames are taken, a few at once: a look between two ticks is taken before them or after."""

    async def tick(self, *, everything: bool = False) -> None:
        """One pass over all servers; facts that changed are journalled by the owner."""
        core = self.core
        watched = self._watched_servers()
        looks = [
            core.world.tmux.observe(socket, server.panes, everything=everything)
            for socket, server in watched.items()
        ]
        sights = [await looks[0]] if len(looks) == 1 else await asyncio.gather(*looks)
        facts: list[Event] = []
        async with self._taking:
            for sight in sights:
                facts += await self._take(sight, watched[sight.socket])
        self._look_again()
        facts += self._status_facts()
        core.observed = core.world.now()
        if not core.ready:
            core.ready = True
            core.touch()
        await self._journal(facts)

    async def write_down(self) -> None:
        """Journal the phases that changed since the last tick."""
        await self._journal(self._status_facts())

    async def glance(self, name: str) -> bool:
        """One agent's pane between two ticks; says whether it shows something new. Trouble is the tick's to say."""
        run = self.core.live_run(name)
        if run is None or self.core.sight(name).run != run.tag:
            return False
        try:
            frame = await self.core.world.tmux.look(run.pane)
        except PortError:
            return False
        if frame is None:
            return False
        async with self._taking:
            if not self._lives(run):
                return False
            self._show(run, frame, self.core.world.now())
        return True

    def _lives(self, run: Run) -> bool:
        """True while this is still the run of its seat."""
        live = self.core.live_run(run.seat)
        return live is not None and live.tag == run.tag == self.core.sight(run.seat).run

    def _watched_servers(self) -> Mapping[str, WatchedPane]:
        """Made anew only when the journal said something."""
        fleet = self.core.fleet
        if self._watched_of is not fleet:
            runs = self._runs_by_socket()
            self._watched = {socket: WatchedPane(some, frozenset(some)) for socket, some in runs.items()}
            self._watched_of = fleet
        return self._watched

    def _runs_by_socket(self) -> dict[str, dict[str, Run]]:
        found: dict[str, dict[str, Run]] = defaultdict(dict)
        for seat in self.core.seats():
            run = self.core.live_run(seat.name)
            if run is None:
                continue
            sight = self.core.sight(seat.name)
            if sight.run != run.tag:
                sight.begin(run, self._known_status(run), self.core.world.now())
            found[run.pane.server.socket][run.pane.pane] = run
        return found

    def _known_status(self, run: Run) -> Status | None:
        status = self.core.fleet.statuses.get(run.seat)
        return status if status and status.since >= run.started else None

    def _look_again(self) -> None:
        """What changes by time alone: a phase that waits to count, a run no longer young, a title that stands still."""
        now = self.core.world.now()
        for seat in self.core.seats():
            seen = self.core.sight(seat.name)
            if not seen.waits:
                continue
            run, before = self.core.live_run(seat.name), seen.status
            if run and seen.aged(run, now):
                seen.read(self.core.profile(seat), run, now)
            seen.settle_again(now)
            self._call_for_files(seen)
            if seen.status is not before:
                self.core.touch_seat(seat.name)

    # ------------------------------------------------------------ one server

    async def _take(self, sight: ServerSight, watched: WatchedPane) -> list[Event]:
        core, runs = self.core, watched.runs
        port = server_port(sight.socket)
        if sight.server is None:
            if sight.gone:
                return self._server_died(sight.socket, runs)
            core.trouble(port, sight.error or "does not answer")
            return []
        core.well(port)
        core.well("tmux")
        self._said_dead.discard(sight.socket)
        if strangers := watched.strangers(sight.server):
            return self._server_died(sight.socket, strangers)
        ended: list[Event] = []
        now = core.world.now()
        changed = sight.frames or {}
        for pane, run in runs.items():
            core.sight(run.seat).observed = now
            if sight.panes is not None and pane not in changed:
                ended += self._take_pane(run, sight, pane, now)
        async for pane in few_at_once([pane for pane in changed if pane in runs]):
            if self._lives(runs[pane]):
                ended += self._take_pane(runs[pane], sight, pane, now)
        return ended

    def _take_pane(self, run: Run, sight: ServerSight, pane: str, now: float) -> list[Event]:
        seen = self.core.sight(run.seat)
        frame = (sight.frames or {}).get(pane)
        if sight.panes is not None:
            facts = sight.panes.get(pane)
            if frame is not None and facts is not None and facts.dead:
                seen.show(frame, now)  # what it printed last often arrives together with its end
            if facts is not None and facts.dead and facts.exit_code is None and not seen.dead_long(now):
                return []  # tmux sees the end of the terminal before it hears how the process ended
            if facts is None or facts.dead or facts.ref.pid != run.pane.pid:
                return self._ended(run, facts)
            changed = seen.pane is None or seen.pane.command != facts.command
            seen.pane = facts
            if changed:
                self.core.other_program.set()
            if changed and frame is None:
                self._read(run, now)
        if frame is not None:
            self._show(run, frame, now)
        return []

    def _show(self, run: Run, frame: Frame, now: float) -> None:
        self.core.sight(run.seat).show(frame, now)
        self.core.touch_seat(run.seat)
        self._read(run, now)

    def _read(self, run: Run, now: float) -> None:
        seen = self.core.sight(run.seat)
        before = (seen.reading, seen.status)
        seen.read(self.core.profile(self.core.seat(run.seat)), run, now)
        self._call_for_files(seen)
        if before != (seen.reading, seen.status):
            self.core.touch_seat(run.seat)

    def _call_for_files(self, seen: SeatSight) -> None:
        if seen.open:
            self.core.differ.set()

    def _ended(self, run: Run, facts: PaneFacts | None) -> list[Event]:
        if run.seat in self.core.fleet.replacements:
            return []  # the replacement ends its own run
        if facts is None:
            reason, code = "its pane is gone", None
        elif facts.dead:
            code = facts.exit_code
            reason = self._how(run, code)
        else:
            reason, code = "another process lives in its pane", None
        note = reason
        seen = self.core.sight(run.seat)
        seen.force(Reading(Phase.EXITED, "pane", "process", note=note), self.core.world.now())
        self.core.touch()
        return [RunEnded(run.seat, run.tag, reason, code)]

    def _how(self, run: Run, code: int | None) -> str:
        seat = self.core.seat(run.seat)
        argv = seat.command or self.core.profile(seat).start
        program = argv[0] if argv and not run.adopted else ""
        return ending_words(code, program, screen_text(self.core, run.seat, run.tag))

    def _server_died(self, socket: str, runs: Mapping[str, Run]) -> list[Event]:
        core = self.core
        if socket in self._said_dead:
            return []
        self._said_dead.add(socket)
        seats = tuple(sorted(run.seat for run in runs.values()))
        core.trouble(
            server_port(socket),
            f"the tmux server died, and with it {len(seats)} agents: {', '.join(seats)}",
            severe=True,
        )
        facts: list[Event] = [ServerDied(socket, seats)]
        for run in runs.values():
            if run.seat in core.fleet.replacements:
                continue
            reading = Reading(Phase.EXITED, "server died", "process", note="its tmux server died")
            core.sight(run.seat).force(reading, core.world.now())
            facts.append(RunEnded(run.seat, run.tag, "its tmux server died"))
        core.touch()
        return facts

    # ------------------------------------------------------------ facts

    def _status_facts(self) -> list[Event]:
        found: list[Event] = []
        now = self.core.world.now()
        for seat in self.core.seats():
            seen = self.core.sights.get(seat.name)
            if seen is None or not seen.run or seen.status.phase is seen.journalled:
                continue
            if not self._changes.take(seat.name, now):
                continue  # an agent may say something else ten times a second, for days
            seen.journalled = seen.status.phase
            status = seen.status
            question = seen.reading.question.words if seen.reading and seen.reading.question else ""
            evidence = status.evidence
            found.append(
                StatusChanged(
                    seat.name,
                    status.phase,
                    status.since,
                    evidence.source,
                    evidence.rule,
                    status.note[:300],
                    question[:300],
                    (status.limit and status.limit.attempt) or 0,
                    (status.limit and status.limit.reset_at) or 0.0,
                    status.limit.resets if status.limit else "",
                )
            )
            self.core.touch()
        return found

    async def _journal(self, facts: list[Event]) -> None:
        if not facts or not self.core.acts:
            return
        try:
            kept = [await with_screen(self.core, f) if isinstance(f, RunEnded) else f for f in facts]
            await self.core.ledger.append(*kept)
        except PortError as error:
            self.core.trouble("journal", f"{error.doing}: {error.detail}", severe=True)
