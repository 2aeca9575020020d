"""What a project's gates would run now, as a digest of each: evidence counts only for exactly that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.gates import GatePort
from fleetui.model.evidence import Gate, digest_of
from fleetui.model.fleet import Project
from fleetui.model.gates.kinds import KINDS
from fleetui.model.task import Task

Argv = tuple[str, ...]
Files = tuple[tuple[str, str], ...]
"""Path and digest of the operator's own files that an argument list names."""


class GateDigests:
    """Knows the content of the files that gates name, as of the last look."""

    def __init__(self, gates: GatePort, environment: Mapping[str, str]) -> None:
        self._gates = gates
        self._environment = environment
        self._files: dict[Argv, Files] = {}
        self._stamped: dict[str, tuple[Project, Project]] = {}
        """By the project's name: it as configured, and with its digests."""
        self._of_task: dict[tuple[str, str, str], tuple[Project, Task, Project]] = {}
        """By project and task: what it is made of, and it."""

    async def look(self, project: Project) -> None:
        """Read what its gates and its set-up step name. Raises ``PortError``; nothing is known of them then."""
        for argv in {*_set_up(project), project.hooks, *(gate.run for gate in project.gates)} - {()}:
            try:
                self._know(argv, await self._gates.named_files(argv, self._environment))
            except PortError:
                self._files.pop(argv, None)
                self._stamped.clear()
                raise

    def _know(self, argv: Argv, files: Files) -> None:
        if self._files.get(argv) != files:
            self._files[argv] = files
            self._stamped.clear()

    def of(self, project: Project, gate: Gate, task: Task | None = None) -> str:
        """The digest of what the gate would run in this project, for this task; empty while that is not known."""
        if not {gate.run, *_set_up(project)} - {()} <= self._files.keys():
            return ""
        asked = KINDS[gate.kind].asked(gate, project, task)
        files = self.files(project, gate)
        step = (project.setup, project.setup_timeout_s)
        return digest_of(gate, *step, files, asked, project.path, kept_by(project))

    def stamped_for(self, project: Project, task_of: Callable[[], Task | None]) -> Project:
        """The same for one who works on a task: what some gates go by stands there."""
        known = self.stamped(project)
        if not any(KINDS[gate.kind].of_task for gate in project.gates):
            return known
        if (task := task_of()) is None:
            return known
        before = self._of_task.get((project.name, task.key, task.id))
        if before is None or before[0] is not known or before[1] != task:
            gates = tuple(replace(gate, digest=self.of(project, gate, task)) for gate in project.gates)
            before = (known, task, replace(known, gates=gates))
            self._of_task[project.name, task.key, task.id] = before
        return before[2]

    def stamped(self, project: Project) -> Project:
        """The project with the digest in each of its gates."""
        configured, known = self._stamped.get(project.name, (None, project))
        if (
            configured is not project
        ):  # asked for every agent at every tick: comparing values would cost more than all else
            gates = tuple(replace(gate, digest=self.of(project, gate)) for gate in project.gates)
            known = replace(project, gates=gates)
            self._stamped[project.name] = (project, known)
        return known

    def changed(self, project: Project, gate: Gate, before: Files) -> str:
        """A named file whose content is another than before, or that came or went; empty when there is none."""
        differing = set(before) ^ set(self.files(project, gate))
        return min((path for path, _ in differing), default="")

    def files(self, project: Project, gate: Gate) -> Files:
        """What a gate and the set-up step before it name, as of the last look."""
        found = (self._files.get(argv, ()) for argv in (gate.run, *_set_up(project)))
        return tuple(sorted({one for files in found for one in files}))

    def set_up_files(self, project: Project) -> Files:
        """What the set-up step names, as of the last look."""
        return self._files.get(project.setup, ())


def _set_up(project: Project) -> tuple[Argv, Argv]:
    return project.setup, project.setup_warm


def kept_by(project: Project) -> tuple[str, ...]:
    """What decides what is kept of a set-up step, and what is run where that is there; empty where nothing is."""
    if not project.setup_keeps:
        return ()
    return (*project.setup_keeps, "from", *project.setup_from, "warm", *project.setup_warm)
