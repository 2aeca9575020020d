"""Everything the engine is given: the ports, a clock, a source of ids."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from fleetui.agents.profile import Profile
from fleetui.engine.protocols.anchors import AnchorPort
from fleetui.engine.protocols.files import FilePort
from fleetui.engine.protocols.forge import ForgePort
from fleetui.engine.protocols.gates import GatePort
from fleetui.engine.protocols.git import GitPort
from fleetui.engine.protocols.journal import JournalPort, OwnerLock, PublishPort
from fleetui.engine.protocols.probes import ProbePort
from fleetui.engine.protocols.processes import ProcessPort
from fleetui.engine.protocols.servers import ServerPort
from fleetui.engine.protocols.sessions import HookPort, ProgramStatusPort, SessionPort
from fleetui.engine.protocols.set_ups import SetUpPort
from fleetui.engine.protocols.task_files import TaskFilePort
from fleetui.engine.protocols.tmux import TerminalPort, TmuxPort
from fleetui.model.blueprints import Blueprint
from fleetui.model.fleet import Project
from fleetui.model.hosted.agent import HostedAgent
from fleetui.model.memory import Memory
from fleetui.model.settings import SeatSpec, Settings
from fleetui.model.value import value


class LocalConfigPort(Protocol):
    """The second TOML, for what fleetui adds; the operator's own file is never written."""

    def read(self) -> Settings:
        """The settings as both files say now. Raises ``PortError`` where they say nothing that can be taken."""
        ...

    def add(self, spec: SeatSpec) -> Settings:
        """Declare a seat; the settings as they are then. Raises ``PortError``."""
        ...

    def add_project(self, project: Project) -> Settings:
        """Declare a project by its place; the settings as they are then. Raises ``PortError``."""
        ...

    def remove(self, name: str) -> Settings:
        """Take a seat out of the second file; the settings as they are then. Raises ``PortError``."""
        ...


@value
class World:
    """The outside, as values and protocols."""

    tmux: TmuxPort
    terminal: TerminalPort
    processes: ProcessPort
    git: GitPort
    gates: GatePort
    set_ups: SetUpPort
    files: FilePort
    task_files: TaskFilePort
    anchors: AnchorPort
    probes: ProbePort
    forge: ForgePort
    journal: JournalPort
    lock: OwnerLock
    sessions: SessionPort
    hooks: HookPort
    program_status: ProgramStatusPort
    servers: ServerPort
    publish: PublishPort
    local_config: LocalConfigPort
    profiles: Mapping[str, Profile]
    now: Callable[[], float]
    """Seconds since the epoch, on a clock that nobody sets: all durations and deadlines are reckoned on it."""
    mint: Callable[[], str]
    """A new short id, never the same twice."""
    word: Callable[[], str]
    """A plain word to type, by chance."""
    pid: int
    gate_environment: Mapping[str, str]
    fault: Callable[[str], None]
    """Called at every step that a crash could cut; tests end the process there."""
    headless: Callable[[], None]
    """Starts the same engine without a screen, once the lock is free."""
    blueprints: Callable[[], Awaitable[tuple[Blueprint, ...]]]
    """Every blueprint there is now; those that are broken are left out."""
    clock_moved: Callable[[], float] = float
    """Seconds to add to a time of ``now`` to read it by the machine's clock: how far that was set since."""
    memory: Callable[[], Memory] = lambda: Memory(1, 1)
    """The machine's memory now."""
    hosted: tuple[HostedAgent, ...] = ()
    """The kinds of hosted agents that are known, by name."""
    operator: str = "operator"
    """The name under which this user is known to the machine."""
