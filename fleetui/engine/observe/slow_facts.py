"""Slow facts: processes, git, projects, found agents. Each at its own pace, never in the tick's way."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from fleetui.agents.known_programs import known_programs
from fleetui.agents.screen.reading import read
from fleetui.engine.core import Core
from fleetui.engine.decide.why_waiting import is_suspended
from fleetui.engine.observe.panes.pane_reader import take_processes
from fleetui.engine.observe.targets import Targets
from fleetui.engine.observe.told.paneless import look_for_paneless
from fleetui.engine.observe.worktrees.git_pace import GitPace
from fleetui.engine.pace import BEAT_S, rest, rest_unless
from fleetui.engine.protocols.errors import NotYet, PortError, WorktreeLost
from fleetui.engine.protocols.processes import AgentProcesses
from fleetui.engine.protocols.tmux import PaneFacts
from fleetui.model.clean import clean_line
from fleetui.model.fleet import Project, Seat
from fleetui.model.names import minted
from fleetui.model.screen import Frame
from fleetui.model.status import Phase, Reading
from fleetui.model.view import FoundAgent, GitFacts

PROCESSES_S = 2.0
CHANGING_S = 0.5
"""How soon again when an agent's program was missed once."""
PROCESSES_RESTING_S = 10.0
"""How often processes are looked at while all agents are silent and at rest."""
BASES_S = 1.0
"""How often each project's base branch is looked up."""
DISCOVER_S = 10.0
GONE_AFTER = 2
"""Samples in a row without the agent's program below an adopted pane before it counts as exited."""
_UNREAD = "?"
"""Stands before what an agent is called that no profile reads; no profile's name begins so."""


class SlowFacts:
    """Collects what does not need a tick."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.pace = GitPace(core)
        self.targets = Targets(core)
        self._absent: dict[str, int] = {}
        self._programs_known: Mapping[str, tuple[str, ...]] = {}
        self._sampled = 0.0

    # ------------------------------------------------------------ processes

    async def processes(self) -> None:
        """CPU, memory and life below every pane, for ever."""
        while True:
            if self._processes_due():
                self.core.other_program.clear()
                with self.core.watching("processes"):
                    await self.sample()
            self._look_for_stopped()
            if self._vanishing():
                await rest(CHANGING_S)
            elif await rest_unless(self.core.other_program, PROCESSES_S):
                await rest(BEAT_S)

    def _vanishing(self) -> bool:
        """True while a program was missed once: the next look decides."""
        return any(0 < times < GONE_AFTER for times in self._absent.values())

    def _processes_due(self) -> bool:
        """Where nothing was printed and nothing computes, a look now and then is enough."""
        now = self.core.world.now()
        if self.core.other_program.is_set() or self._vanishing():
            return True
        return now - self._sampled >= PROCESSES_RESTING_S or any(
            self._moves(seat, now) for seat in self.core.seats() if self.core.live_run(seat.name)
        )

    def _moves(self, seat: Seat, now: float) -> bool:
        seen, doing = self.core.sight(seat.name), self.core.doing.get(seat.name)
        printed = now - (seen.last_output or 0.0) < PROCESSES_RESTING_S
        computes = seen.process is None or (seen.process.cpu_percent or 0) > 0
        return bool(doing) or printed or computes

    async def sample(self) -> None:
        """One pass over the process table."""
        core = self.core
        self._sampled = core.world.now()
        panes = {s.name: run.pane for s in core.seats() if (run := core.live_run(s.name))}
        if not panes:
            return
        for name, facts in (await core.world.processes.sample(panes)).items():
            seen = core.sight(name)
            if seen.process != facts:
                seen.process = facts
                core.touch_seat(name)
        programs = {s.name: core.profile(s).programs for s in core.seats() if s.name in panes}
        found = await core.world.processes.agents_of(panes, programs)
        for seat in core.seats():
            if seat.name in found:
                shows = core.sight(seat.name).shows_agent
                take_processes(core, seat, found[seat.name], shows=shows)
                self._look_for_own(seat, found[seat.name])
        self._look_for_stopped()
        await self._look_for_programs({name for name, one in found.items() if one.named})

    def _look_for_stopped(self) -> None:
        for seat in self.core.seats():
            if self.core.live_run(seat.name) is None:
                continue
            seen, stopped = self.core.sight(seat.name), is_suspended(self.core, seat)
            if stopped is not seen.suspended:
                seen.suspend(suspended=stopped, now=self.core.world.now())
                self.core.touch_seat(seat.name)

    async def is_gone(self, seat: Seat) -> bool:
        """Whether the program of an adopted agent runs no more: looked for now, and again where it is missed."""
        for _ in range(GONE_AFTER if seat.adopted else 0):
            await self._look_for_programs()
            if not self._absent.get(seat.name):
                return False
            await rest(BEAT_S)
        return self.core.sight(seat.name).gone

    async def _look_for_programs(self, there: Collection[str] = ()) -> None:
        """Of adopted agents, whether any program of an agent runs; of those ``there`` that is known."""
        core = self.core
        adopted = [
            s for s in core.seats() if s.adopted and core.live_run(s.name) and core.profile(s).programs
        ]
        for seat in [one for one in adopted if one.name in there]:
            adopted.remove(seat)
            self._take_program(seat, "", here=True)
        if not adopted:
            return
        panes = {seat.name: core.live_run(seat.name).pane for seat in adopted}  # type: ignore[union-attr]
        found = await core.world.processes.agents_below(tuple(panes.values()), await self._programs())
        for seat in adopted:
            pane = panes[seat.name]
            here = f"{pane.server.socket} {pane.pane}" in found
            self._take_program(seat, "its program no longer runs in the pane", here=here)

    def _look_for_own(self, seat: Seat, found: AgentProcesses) -> None:
        """A run of ours whose program was seen and is gone, although its pane lives: a wrapper is left there."""
        known = self.core.sight(seat.name).drawer.known
        if seat.adopted or seat.name in self.core.fleet.replacements:
            return
        if known is None or not known.named:
            self._absent.pop(seat.name, None)
            return
        note = "its program ended, and what is left in its pane is not it: r restarts it"
        self._take_program(seat, note, here=found.named)

    def _take_program(self, seat: Seat, note: str, *, here: bool) -> None:
        if here:
            self._absent.pop(seat.name, None)
            self._came_back(seat)
            return
        self._absent[seat.name] = self._absent.get(seat.name, 0) + 1
        if self._absent[seat.name] < GONE_AFTER:
            return
        seen = self.core.sight(seat.name)
        seen.gone = True
        if seen.status.phase is not Phase.EXITED:
            seen.force(Reading(Phase.EXITED, "no program", "process", note=note), self.core.world.now())
            self.core.touch()

    def _came_back(self, seat: Seat) -> None:
        """An agent was started again in the shell that it was found in."""
        seen, run = self.core.sight(seat.name), self.core.live_run(seat.name)
        if seen.gone and run is not None:
            seen.come_back(self.core.world.now())
            seen.read(self.core.profile(seat), run, self.core.world.now())
            self.core.touch_seat(seat.name)

    async def _programs(self) -> Mapping[str, tuple[str, ...]]:
        """By profile; in a thread, for profiles are parsed when they are first asked for."""
        if not self._programs_known:
            known = self.core.world.profiles
            self._programs_known = await asyncio.to_thread(
                lambda: {name: profile.programs for name, profile in known.items() if profile.programs}
            )
        return self._programs_known

    # ------------------------------------------------------------ git

    async def repositories(self) -> None:
        """Git facts of every worktree, for ever: often where something moves, seldom where nothing does."""
        while True:
            with self.core.watching("git"):
                await self.bases()
                if self.pace.marks_due():
                    await self.marks()
            self.pace.soon(*self.core.wanted.stale_trees())
            for seat in self.core.seats():
                if self.pace.is_due(seat.name):
                    await self._look(seat)
            await rest(1.0)

    async def marks(self) -> None:
        """Find out where git wrote something, whoever did it."""
        trees = {
            seat.name: seat.worktree
            for seat in self.core.seats()
            if seat.worktree and self.core.project(seat).path
        }
        if trees:
            self.pace.take_marks(await self.core.world.git.marks(trees))

    def git_soon(self, *names: str) -> None:
        """Look at these worktrees at the next pass."""
        self.pace.soon(*names)

    def focus(self, name: str) -> None:
        """Keep the git facts of this agent fresh: the operator looks at it."""
        self.pace.focused = name

    async def _look(self, seat: Seat) -> None:
        before = self.core.sight(seat.name).git
        self.pace.begin(seat)
        with self.core.watching(f"git {seat.name}"):
            try:
                self.pace.found(seat.name, new=await self.git(seat) != before)
            except WorktreeLost:
                return  # a state of the seat, and said there

    async def git(self, seat: Seat) -> GitFacts | None:
        """Fresh git facts of one seat; ``None`` where there are none (yet). Raises ``PortError``."""
        core = self.core
        project = core.project(seat)
        if not project.path or not seat.worktree:
            return None
        began = core.world.now()
        try:
            facts = await core.world.git.facts(project, seat.worktree)
        except NotYet:
            return None  # the line of its project says how far it is
        except WorktreeLost as lost:
            self._lost(seat.name, lost.detail)
            raise
        except PortError:
            self.pace.failed(seat.name)
            raise
        seen = core.sight(seat.name)
        self._lost(seat.name, "")
        core.wanted.looked(seat.name, began)
        if seen.git != facts:
            if seen.git and (seen.git.head, seen.git.base) != (facts.head, facts.base):
                self.git_soon(seat.name)
            seen.git = facts
            core.touch()
        return facts

    def _lost(self, name: str, why: str) -> None:
        """Say that a seat's folder is no longer its worktree, or that it is again."""
        seen = self.core.sight(name)
        if seen.lost != why:
            seen.lost, seen.lost_since = why, self.core.world.now()
            self.core.touch()

    async def bases(self) -> None:
        """Each project's base commit; seats of a project whose base moved are looked at again."""
        core = self.core
        for project in list(core.settings.projects.values()):
            if not project.path or not self.pace.is_due(f"project:{project.name}"):
                continue
            self.pace.wait(f"project:{project.name}", BASES_S)
            with core.watching(f"project {project.name}"):
                now = await core.world.git.target(project)
                self._stands_on(project, now)
                await self.targets.see(project, now)
                self._stands_on(project, await core.world.git.check_project(project))

    def _stands_on(self, project: Project, commit: str) -> None:
        """Void at once what was shown of another base commit; the worktrees are looked at again."""
        core = self.core
        if commit and core.bases.get(project.name) != commit:
            core.bases[project.name] = commit
            self.git_soon(*(s.name for s in core.seats() if s.project == project.name))
            core.touch()

    # ------------------------------------------------------------ found agents

    async def discovery(self) -> None:
        """Agents that run in tmux and have no seat, for ever."""
        while True:
            with self.core.watching("discovery"):
                await self.discover()
            await rest(DISCOVER_S)

    async def discover(self) -> tuple[FoundAgent, ...]:
        """Look at every tmux server of this user once, for agents without a seat."""
        core = self.core
        with core.watching("sessions"):
            await look_for_paneless(core)
        panes = await self.panes()
        found = await self._with_phases(tuple(pane for pane in panes if pane.profile))
        unread = tuple(pane for pane in panes if pane.program)
        if (found, unread) != (core.found, core.unread):
            core.found, core.unread = found, unread
            core.touch()
        return found

    async def _with_phases(self, found: tuple[FoundAgent, ...]) -> tuple[FoundAgent, ...]:
        """What their screens say: one that asks is seen before anybody took it."""
        frames = await self.core.world.tmux.glance([one.pane for one in found]) if found else {}
        return tuple(self._read(one, frames.get(one.pane)) for one in found)

    def _read(self, one: FoundAgent, frame: Frame | None) -> FoundAgent:
        profile = self.core.world.profiles.get(one.profile)
        if profile is None or frame is None:
            return one
        reading = read(profile, frame)
        asked = clean_line(reading.question.words, 200) if reading.question else ""
        return replace(one, phase=reading.phase, question=asked)

    async def panes(self, sockets: Sequence[str] = ()) -> tuple[FoundAgent, ...]:
        """Every live pane without a seat; ``profile`` is empty where no agent runs that one reads, ``program`` names
        one that is known all the same. Raises ``PortError``."""
        core = self.core
        runs = [run for seat in core.seats() if (run := core.live_run(seat.name))]
        taken = {(run.pane.server.socket, run.pane.pane) for run in runs}
        panes = [
            pane
            for pane in await core.world.tmux.discover((*core.settings.sockets, *sockets))
            if not pane.dead
            and not self._is_ours(pane)
            and (pane.ref.server.socket, pane.ref.pane) not in taken
        ]
        refs = tuple(pane.ref for pane in panes)
        programs = {
            **await self._programs(),
            **{_UNREAD + one: names for one, names in known_programs().items()},
        }
        kinds = await core.world.processes.agents_below(refs, programs) if refs else {}
        await self._find_projects(pane.cwd for pane in panes if _key(pane) in kinds)
        return self._named(panes, kinds)

    def _is_ours(self, pane: PaneFacts) -> bool:
        """True for the session that only keeps fleetui's own server alive."""
        return pane.ref.server.socket == self.core.world.tmux.own_socket and not pane.run

    async def _find_projects(self, folders: Iterable[str]) -> None:
        for folder in sorted(set(folders)):
            if folder not in self.core.folders:
                try:
                    known = tuple(self.core.settings.projects.values())
                    self.core.folders[folder] = await self.core.world.git.find_project(folder, known)
                except PortError:
                    self.core.folders[folder] = None

    def _named(self, panes: Sequence[PaneFacts], kinds: Mapping[str, str]) -> tuple[FoundAgent, ...]:
        names = set(self.core.fleet.seats)
        found: list[FoundAgent] = []
        for pane in sorted(panes, key=_key):
            name = minted(PurePath(pane.cwd).name, names)
            names.add(name)
            project = self.core.folders.get(pane.cwd)
            kind = kinds.get(_key(pane), "")
            found.append(
                FoundAgent(
                    suggested=name,
                    profile="" if kind.startswith(_UNREAD) else kind,
                    program=kind.removeprefix(_UNREAD) if kind.startswith(_UNREAD) else "",
                    pane=pane.ref,
                    cwd=pane.cwd,
                    repository=project.path if project else "",
                    branch="",
                    where=clean_line(pane.where, 60),
                )
            )
        return tuple(found)

    async def project_of(self, folder: str) -> Project | None:
        """The project around a folder; one that is not configured yet is added beside the operator's own."""
        core = self.core
        known = tuple(core.settings.projects.values())
        found = await core.world.git.find_project(folder, known)
        if found is None or found in known:
            return found
        named = replace(found, name=minted(found.name, core.settings.projects, "project"))
        core.settings = core.world.local_config.add_project(named)
        core.touch()
        return core.settings.projects[named.name]


def _key(pane: PaneFacts) -> str:
    return f"{pane.ref.server.socket} {pane.ref.pane}"
