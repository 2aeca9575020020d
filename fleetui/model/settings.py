"""What the operator configured, as the engine and the screen use it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from fleetui.model.fleet import Project
from fleetui.model.memory import Reserve
from fleetui.model.value import value


@value
class SeatSpec:
    """A seat as the configuration declares it."""

    name: str
    profile: str
    project: str = ""
    branch: str = ""
    worktree: str = ""
    """Empty: fleetui makes one."""
    task: str = ""
    role: str = ""
    command: tuple[str, ...] = ()
    stuck_minutes: float | None = None
    """How long nothing may move while it works; ``None`` is what its profile says, 0 is never stuck."""
    unattended: bool = False
    """Its runs are told to ask nobody before they act."""
    waits_for: str = "agents"
    """What of that which runs on in its background holds its queue: ``agents``, ``all``, with its shells, or
    ``nothing``."""
    relay: bool = False
    """A relay listens to what the program of its runs says of itself."""
    author: str = ""
    """Author of merges and squashes of its work; empty: whoever fleetui takes."""


@value
class Thresholds:
    """When things count; seconds unless the name says otherwise."""

    low_context_percent: int = 20
    stale_s: float = 15.0
    accept_s: float = 20.0
    """How long a submitted follow-up may take to show that it was taken."""
    restarts: int = 3
    """Starts within ``restart_window_s`` after which a seat is halted."""
    restart_window_s: float = 600.0
    stuck_minutes: float | None = None
    """For every agent that has no value of its own; ``None`` is what its profile says."""
    burning_percent: int = 20
    """Context spent since the worktree last changed from which it is said; 0 is never."""


@value
class AfterError:
    """After how many minutes what waits goes to an agent that an error stopped, by the error's cause; 0 is never."""

    limited: float = 15.0
    """Where it is not said when the limit ends; else it is the end that counts."""
    overloaded: float = 5.0
    connection: float = 2.0
    server: float = 5.0
    auth: float = 0.0
    other: float = 0.0
    tries: int = 3
    """How many go one after another without one that was answered."""


@value
class AlertSettings:
    """How the operator is called while he looks away."""

    bell: bool = False
    title: bool = True
    """The window's title counts who calls, also while he looks."""
    terminal: str = "off"
    """``off``, ``auto`` by what the terminal is known to take, ``osc9``, ``osc777`` or ``osc99``."""
    command: tuple[str, ...] = ()
    """Run without a shell; the text is its last argument."""
    gather_s: float = 10.0
    """How long alerts are gathered into one."""


@value
class ScreenView:
    """One way to look at the fleet; what is empty stays as usual."""

    filter: str = ""
    sort: str = ""
    density: str = ""


@value
class ScreenSettings:
    """How the dashboard looks and listens."""

    theme: str = "fleet-dark"
    glyphs: str = "unicode"
    """``unicode``, ``ascii``, or ``auto``: by the terminal's locale."""
    mouse: bool = True
    keys: Mapping[str, str] = field(default_factory=dict)
    """Action id to key, over the defaults."""
    alerts: AlertSettings = AlertSettings()
    digest_after_s: float = 300.0
    """How long nobody must have been there for a digest on return; 0 shows none."""
    views: Mapping[str, ScreenView] = field(default_factory=dict)
    """Views by name, beside those that are saved in the dashboard."""


@value
class Settings:
    """Everything configured; the defaults are a fleet without a configuration file."""

    projects: Mapping[str, Project] = field(default_factory=dict)
    seats: tuple[SeatSpec, ...] = ()
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Standing rules of each role."""
    thresholds: Thresholds = Thresholds()
    after_error: AfterError = AfterError()
    screen: ScreenSettings = ScreenSettings()
    window: tuple[int, int] = (120, 40)
    """Columns and rows of new agent windows."""
    rate_hz: float = 4.0
    gate_budget: int = 1
    """Weights of gates that run at once."""
    memory_reserve: Reserve = Reserve(percent=5.0)
    """Memory that stays free while more than one gate runs."""
    warm_mb: int = 4096
    """Megabytes that kept copies of what set-up steps made take."""
    scratch: str = ""
    """Folder under which scratch folders and worktrees are made."""
    task_folder: str = ""
    """Folder of the task files that lie in no checkout, one folder a project below it; empty where there is none."""
    profiles: tuple[str, ...] = ()
    """Folders with the operator's own profile files, ``*.toml``."""
    hosted: tuple[str, ...] = ()
    """Folders with the operator's own files of hosted agents."""
    release_word: str = "protected"
    """When a release asks for a typed word: ``protected`` for protected paths alone, or ``always``."""
    sockets: tuple[str, ...] = ()
    """Sockets of tmux servers outside tmux's own folder, in which agents are looked for as well."""
    source: str = ""
    """The file this came from; empty without one."""

    def seat(self, name: str) -> SeatSpec | None:
        """What is configured for a seat."""
        return next((spec for spec in self.seats if spec.name == name), None)
