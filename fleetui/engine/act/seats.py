"""Seats: add, adopt, start, rename, remove. A seat is made whole or not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import PurePath

from fleetui.agents import starting
from fleetui.agents.known_programs import known_programs
from fleetui.agents.starting import Beginning
from fleetui.engine.act.starts import program_check
from fleetui.engine.act.starts.unwritten_runs import run_started, take_back
from fleetui.engine.core import Core, Refused
from fleetui.engine.observe.slow_facts import SlowFacts
from fleetui.engine.pace import rest
from fleetui.engine.protocols.errors import NotYet, PortError, WorktreeLost
from fleetui.engine.protocols.git import WorktreeMade
from fleetui.engine.protocols.tmux import WindowSpec
from fleetui.model import commands as c
from fleetui.model import events as e
from fleetui.model.commands import Outcome
from fleetui.model.evidence import Verdict
from fleetui.model.fleet import Project, Seat, SeatState
from fleetui.model.identities import PaneRef
from fleetui.model.names import no_such, why_not_branch, why_not_name
from fleetui.model.queue import EntryState, live
from fleetui.model.settings import SeatSpec

FILLING_LOOK_S = 1.0
"""How often it is looked whether a project can be worked on."""


class Seats:
    """Makes and unmakes seats, and starts runs in them."""

    def __init__(self, core: Core, facts: SlowFacts) -> None:
        self.core = core
        self.facts = facts

    # ------------------------------------------------------------ add

    async def add(self, want: c.AddAgent) -> Outcome:
        """Branch, worktree, seat, set-up step, run."""
        core = self.core
        project = self._known_project(want.project)
        self._check_free(want.name)
        self._check_profile(want.profile)
        if want.unattended:
            self._check_unattended(want.profile, want.command)
        if want.start:
            await program_check.check_for_new(core, want.profile, want.command)
        branch = want.branch or (f"agent/{want.name}" if not want.worktree else "")
        if branch and (why := why_not_branch(branch)):
            raise Refused(why)
        async with core.lock(f"seat:{want.name}"):
            spec = SeatSpec(
                want.name,
                want.profile,
                project.name,
                branch,
                want.worktree,
                want.task,
                want.role,
                want.command,
                unattended=want.unattended,
                relay=want.relay,
            )
            worktree, branch = await self._worktree(project, spec)
            spec = replace(spec, branch=branch, worktree=worktree)
            core.settings = core.world.local_config.add(spec)
            await self._seat_added(spec, project)
        if not want.start:
            return Outcome(ok=True, text=f"{want.name} has a seat on {branch}", value=worktree)
        return await self.start(want.name)

    async def adopt(self, want: c.AdoptPane) -> Outcome:
        """Give a running pane a seat; nothing in it is changed."""
        core = self.core
        self._check_free(want.name)
        self._check_profile(want.profile)
        await self._check_program(want.profile, want.pane)
        for seat in core.seats():
            run = core.live_run(seat.name)
            if run and run.pane == want.pane:
                raise Refused(f"that pane is {seat.name} already")
        project = core.project_named(want.project) if want.project else await self.facts.project_of(want.cwd)
        name = project.name if project else ""
        spec = SeatSpec(want.name, want.profile, name, "", want.cwd)
        core.settings = core.world.local_config.add(spec)
        await core.ledger.append(
            e.SeatAdded(want.name, want.profile, name, want.cwd, self.core.free_slot(), adopted=True),
            e.RunStarted(want.name, core.world.mint(), want.pane, adopted=True),
        )
        core.found = tuple(found for found in core.found if found.pane != want.pane)
        self.facts.git_soon(want.name)
        return Outcome(ok=True, text=f"{want.name} is in the fleet; its pane is untouched", value=want.name)

    async def dismiss(self, want: c.DismissProgram) -> Outcome:
        """Agents of a program that no profile reads are not listed any more, or again."""
        core, known = self.core, known_programs()
        label = next((one for one in known if want.program.lower() in (one.lower(), *known[one])), "")
        if not label:
            raise Refused(no_such("program that no profile reads", want.program, known))
        if (label in core.fleet.dismissed) is not want.dismissed:
            await core.ledger.append(e.ProgramDismissed(label, want.dismissed))
        return Outcome(
            ok=True, text=f"{label} is {'not listed any more' if want.dismissed else 'listed again'}"
        )

    async def declare(self, spec: SeatSpec) -> None:
        """A seat that the configuration has and the journal does not: it waits to be started."""
        project = self.core.project_named(spec.project)
        await self._seat_added(spec, project or Project(spec.project, "", declared=False))

    async def _seat_added(self, spec: SeatSpec, project: Project) -> None:
        core = self.core
        scratch = str(PurePath(core.settings.scratch, "scratch", spec.name)) if core.settings.scratch else ""
        await core.ledger.append(
            e.SeatAdded(
                spec.name, spec.profile, spec.project, spec.worktree, self.core.free_slot(), spec.branch, spec.role,
                spec.task, command=spec.command, port=self._port(project), scratch=scratch,
            )
        )  # fmt: skip

    def _check_free(self, name: str) -> None:
        if why := why_not_name(name):
            raise Refused(why)
        if why := self.core.why_not_free(name):
            raise Refused(why)

    def _check_profile(self, profile: str) -> None:
        known = self.core.world.profiles
        if profile not in known:
            raise Refused(no_such("profile", profile, known))

    async def _check_program(self, profile: str, pane: PaneRef) -> None:
        """Refuse a pane whose agent is known to be another's: a screen read by the wrong rules seems idle at work."""
        known = self.core.world.profiles
        if not known[profile].programs:  # such as a shell's: for whatever runs there
            return
        order = {profile: known[profile], **known}
        programs = {name: one.programs for name, one in order.items() if one.programs}
        found = await self.core.world.processes.agents_below((pane,), programs)
        runs = next(iter(found.values()), profile)
        if runs != profile:
            label = known[runs].label or runs
            raise Refused(f"{label} runs in that pane, and {profile} would read it wrong: --profile {runs}")

    def _check_unattended(self, profile: str, command: tuple[str, ...]) -> None:
        if why := starting.why_not_unattended(self.core.world.profiles[profile], command):
            raise Refused(why)

    def _known_project(self, name: str) -> Project:
        project = self.core.project_named(name)
        if project is None:
            raise Refused(no_such("project", name, self.core.settings.projects))
        return project

    def _port(self, project: Project) -> int:
        first, last = project.ports
        taken = {seat.port for seat in self.core.seats()}
        return next((port for port in range(first, last + 1) if port and port not in taken), 0)

    # ------------------------------------------------------------ worktree

    async def _worktree(self, project: Project, spec: SeatSpec) -> tuple[str, str]:
        """The folder and branch of a seat, made where they are missing."""
        git = self.core.world.git
        if spec.worktree:
            made = await self._made(project, lambda: git.take_worktree(project, spec.worktree))
            return made.path, made.branch
        folder = str(PurePath(self.core.settings.scratch, "worktrees", project.name, spec.name))
        self.core.set_doing(spec.name, "making its worktree")
        try:
            made = await self._made(
                project, lambda: git.add_worktree(project, spec.branch or f"agent/{spec.name}", folder)
            )
            await self._prepare(project, spec.name, made.path)
        finally:
            self.core.set_doing(spec.name, "")
        return made.path, made.branch

    async def _made(self, project: Project, make: Callable[[], Awaitable[WorktreeMade]]) -> WorktreeMade:
        """Make it once the project can be worked on; meanwhile the header says how far that is."""
        waits = f"project {project.name}"
        while True:
            try:
                made = await make()
            except NotYet as wait:
                self.core.trouble(waits, f"{wait.doing}: {wait.detail}")
                await rest(FILLING_LOOK_S)
            else:
                self.core.well(waits)
                return made

    async def _prepare(self, project: Project, name: str, folder: str) -> None:
        if not project.setup:
            return
        self.core.set_doing(name, f"set-up: {' '.join(project.setup)[:40]}")
        environment = self.core.world.gate_environment
        done = await self.core.world.gates.run_setup(
            project.setup, folder, environment, project.setup_timeout_s
        )
        log = await self.core.ledger.put_text(done.log.decode(errors="replace"))
        await self.core.ledger.append(
            e.Noted(f"set-up of {name}", f"{done.verdict} in {done.seconds:.0f} s {log}")
        )
        if done.verdict is not Verdict.PASS:
            raise Refused(
                f"the set-up step of {project.name} failed in {folder}: {done.detail} (fleetui journal names the log)"
            )

    # ------------------------------------------------------------ runs

    def argv(self, seat: Seat) -> tuple[str, ...]:
        """The command a fresh run of a seat starts, without the id that is chosen for it then."""
        return starting.argv(
            self.core.profile(seat), seat.command, replace(self.begins(seat, ""), session="")
        )

    def begins(self, seat: Seat, tag: str, resumes: str = "") -> Beginning:
        """How the run with this tag begins: afresh, or going on with the session ``resumes``.

        Whether it is unattended is what the configuration says now.
        """
        profile, spec = self.core.profile(seat), self.core.settings.seat(seat.name)
        asked = spec is not None and spec.unattended
        may_choose = starting.may_choose(profile, seat.command)
        return Beginning(
            session=resumes or (starting.chosen_session(tag) if may_choose else ""),
            resumed=bool(resumes),
            unattended=asked and not starting.why_not_unattended(profile, seat.command),
        )

    async def start(self, name: str) -> Outcome:
        """Start a run where none lives."""
        core = self.core
        core.seat(name)
        with core.starts(name):
            return await self._start(name)

    async def _start(self, name: str) -> Outcome:
        core = self.core
        async with core.lock(name):
            if core.live_run(name):
                raise Refused(f"{name} runs already: r restarts it")
            seat = await program_check.as_configured(core, core.seat(name))
            await program_check.check_for_seat(core, seat)
            if seat.state is not SeatState.ACTIVE:
                await core.ledger.append(e.SeatStateChanged(name, SeatState.ACTIVE))
            await self.with_worktree(seat)
            core.set_doing(name, "starting")
            try:
                await self.launch(core.seat(name), core.world.mint())
            finally:
                core.set_doing(name, "")
        return Outcome(ok=True, text=f"{name} starts", value=core.seat(name).worktree)

    async def with_worktree(self, seat: Seat) -> None:
        """Make a seat's worktree where it has none, and anew from its branch where it is gone."""
        project = self.core.project(seat)
        if not project.path:
            return
        if seat.worktree:
            await self._again(project, seat)
            return
        spec = SeatSpec(seat.name, seat.profile, seat.project, seat.branch)
        worktree, branch = await self._worktree(project, spec)
        await self.core.ledger.append(e.SeatChanged(seat.name, worktree=worktree, branch=branch))

    async def _again(self, project: Project, seat: Seat) -> None:
        branch = self.branch_of(seat)
        if not branch or not await self._is_gone(seat):
            return
        self.core.set_doing(seat.name, "making its worktree anew")
        made = await self.core.world.git.add_worktree(project, branch, seat.worktree)
        await self._prepare(project, seat.name, made.path)
        await self.core.ledger.append(e.Noted(f"worktree of {seat.name}", f"made anew from {branch}"))
        self.facts.git_soon(seat.name)

    def branch_of(self, seat: Seat) -> str:
        """The branch it was seen on last, or was given; empty where it has none of its own."""
        git = self.core.sight(seat.name).git
        return git.branch if git else seat.branch

    async def _is_gone(self, seat: Seat) -> bool:
        try:
            await self.facts.git(seat)
        except WorktreeLost as lost:
            return lost.gone
        except PortError:
            return False  # not known: starting there tells
        return False

    async def launch(self, seat: Seat, tag: str, resumes: str = "") -> None:
        """Start a process with this tag in a window of fleetui's own server.

        One that lives in the seat and could not be written down when it was started is taken back instead.
        ``resumes`` is the session it goes on with; empty starts a fresh one.
        """
        core = self.core
        if not seat.worktree:
            raise PortError("tmux", f"start {seat.name}", "it has no folder to work in")
        if seat.scratch:
            await core.world.files.private_folder(seat.scratch)
        width, height = core.settings.window
        begins = self.begins(seat, tag, resumes)
        argv = starting.argv(core.profile(seat), seat.command, begins)
        with core.starts(seat.name):
            if await take_back(core, self.begins, seat.name):
                return
            pane = await core.world.tmux.create(
                WindowSpec(
                    seat.name,
                    tag,
                    argv,
                    seat.worktree,
                    self._environment(seat),
                    width,
                    height,
                    self._relay(seat),
                )
            )
            core.world.fault("start.created")
            await core.ledger.append(run_started(seat, tag, pane, begins))
        self.facts.git_soon(seat.name)

    def _relay(self, seat: Seat) -> str:
        """Where its relay writes; empty where it is to have none."""
        spec = self.core.settings.seat(seat.name)
        return self.core.world.program_status.folder if spec is not None and spec.relay else ""

    def _environment(self, seat: Seat) -> Mapping[str, str]:
        found = dict(self.core.profile(seat).environment)
        identity = f"{seat.name} (agent)"
        email = f"{seat.name}@fleetui.invalid"
        found |= {
            "GIT_AUTHOR_NAME": identity,
            "GIT_AUTHOR_EMAIL": email,
            "GIT_COMMITTER_NAME": identity,
            "GIT_COMMITTER_EMAIL": email,
        }
        if seat.port:
            found["PORT"] = str(seat.port)
        if seat.scratch:
            found["FLEETUI_SCRATCH"] = seat.scratch
        return found

    # ------------------------------------------------------------ rename, remove, pause

    async def rename(self, name: str, to: str) -> Outcome:
        """Give a seat another name."""
        core = self.core
        seat = core.seat(name)
        self._check_free(to)
        if name in core.fleet.replacements or core.lock(name).locked():
            raise Refused(f"{name} is busy: {core.doing.get(name, 'being changed')}")
        if step := next((x for x in core.fleet.queues.get(name, ()) if x.state is EntryState.RUNNING), None):
            raise Refused(f"{name} is busy: its {step.text} runs, and says what came of it under this name")
        known = core.settings.seat(name)
        spec = SeatSpec(
            to, seat.profile, seat.project, seat.branch, seat.worktree, seat.task, seat.role, seat.command,
            unattended=known is not None and known.unattended,
            relay=known is not None and known.relay,
        )  # fmt: skip
        core.world.local_config.remove(name)
        core.settings = core.world.local_config.add(spec)
        await core.ledger.append(e.SeatRenamed(name, to))
        core.sights[to] = core.sights.pop(name, core.sight(to))
        return Outcome(ok=True, text=f"{name} is now {to}", value=to)

    def why_not_remove(self, seat: Seat) -> str:
        """Why a seat cannot leave the fleet now; empty when it can."""
        name, run = seat.name, self.core.live_run(seat.name)
        if name in self.core.fleet.replacements:
            return f"{name} is busy: {self.core.doing.get(name, 'it is being replaced')}"
        if run and not run.adopted:
            return f"{name} still runs: stop it first (D in the dashboard, fleetui stop {name})"
        return ""

    async def remove(self, name: str) -> Outcome:
        """Take a seat out of the fleet; what it made stays."""
        core = self.core
        seat = core.seat(name)
        run = core.live_run(name)
        if why := self.why_not_remove(seat):
            raise Refused(why)
        core.settings = core.world.local_config.remove(name)
        waiting = [entry for entry in live(core.fleet.queues.get(name, ())) if entry.waits]
        facts: list[e.Event] = [e.EntryCancelled(name, entry.id) for entry in waiting]
        facts.append(e.SeatStateChanged(name, SeatState.ARCHIVED))
        if run:
            facts.insert(0, e.RunEnded(name, run.tag, "let go; it goes on in its own pane"))
        await core.ledger.append(*facts)
        core.sights.pop(name, None)
        return Outcome(ok=True, text=f"{name} left the fleet; branch and worktree stay: {seat.worktree}")

    async def set_state(self, name: str, state: SeatState) -> Outcome:
        """Pause or resume a seat."""
        self.core.seat(name)
        await self.core.ledger.append(e.SeatStateChanged(name, state))
        return Outcome(ok=True, text=f"{name} is {state}")
