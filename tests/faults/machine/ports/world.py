"""Every port of one engine put together: as the composition root does it, over the simulated outside."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from fleetui.agents.load import load_profiles
from fleetui.agents.profile import Profile
from fleetui.demo.standin import standin
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.world import World
from fleetui.model.session import SessionSource
from fleetui.model.settings import SeatSpec, Settings
from fleetui.ports.clock import Clock
from fleetui.ports.journal.port import Journal
from tests.faults.machine.outside import Outside
from tests.faults.machine.ports.checks import SimulatedAnchors, SimulatedGates, SimulatedSessions
from tests.faults.machine.ports.git import SimulatedGit
from tests.faults.machine.ports.journal import SimulatedLock, WatchedJournal
from tests.faults.machine.ports.life import Life
from tests.faults.machine.ports.processes import SimulatedProcesses
from tests.faults.machine.ports.tmux import SimulatedTmux
from tests.faults.machine.watcher import Watcher


def profiles() -> dict[str, Profile]:
    toml = Path(standin.__file__).with_suffix(".toml")
    known = dict(load_profiles([toml])._own)
    known["shell"] = load_profiles()["shell"]
    source = SessionSource("simulated", "*", ".sim")
    known["filed"] = replace(known["standin"], name="filed", session=source)
    return known


PROFILES = profiles()


class Nothing:
    """Ports that are there and have nothing to tell."""

    strange: Mapping[str, str] = MappingProxyType({})

    def there(self) -> bool:
        return False

    async def sample(self, asked: object) -> Mapping[str, Any]:
        return {}

    async def close(self) -> None:
        return None

    async def look(self, folders: object) -> tuple[()]:
        return ()

    async def private_folder(self, path: str) -> None:
        return None

    def write(self, snapshot: object) -> None:
        return None


class SimulatedConfig:
    """Implements ``LocalConfigPort``."""

    def __init__(self, outside: Outside) -> None:
        self.outside = outside

    def read(self) -> Settings:
        return self.outside.settings

    def add(self, spec: SeatSpec) -> Settings:
        self.outside.settings = replace(self.outside.settings, seats=(*self.outside.settings.seats, spec))
        return self.outside.settings

    def remove(self, name: str) -> Settings:
        kept = tuple(x for x in self.outside.settings.seats if x.name != name)
        self.outside.settings = replace(self.outside.settings, seats=kept)
        return self.outside.settings


async def _no_blueprints() -> tuple[()]:
    return ()


async def make_world(life: Life, watcher: Watcher, journal_file: Path) -> World:
    """Every port of one engine."""
    outside, nothing = life.outside, Nothing()
    clock = Clock(wall=outside.now, up=outside.loop.time)
    lock = SimulatedLock(life)
    journal = await Journal.open(journal_file, clock=clock, holds=lock.holds)
    ports: dict[str, Any] = {
        "tmux": SimulatedTmux(life, watcher), "terminal": nothing, "processes": SimulatedProcesses(life),
        "git": SimulatedGit(life, watcher), "gates": SimulatedGates(life, watcher), "files": nothing,
        "task_files": nothing, "anchors": SimulatedAnchors(life), "probes": nothing, "forge": nothing,
        "set_ups": nothing, "hooks": nothing,
        "servers": nothing, "program_status": nothing, "sessions": SimulatedSessions(life), "lock": lock,
        "journal": WatchedJournal(life, journal, watcher), "publish": nothing, "local_config": SimulatedConfig(outside),
    }  # fmt: skip
    return World(
        **ports, profiles=PROFILES, now=outside.now, mint=outside.mint, word=lambda: "word", pid=life.number,
        gate_environment={}, fault=life.check, headless=lambda: None, blueprints=_no_blueprints,
    )  # fmt: skip


def close_as_killed(world: World) -> None:
    """What the kernel does with the files of a process that was killed."""
    with suppress(PortError):
        world.journal.journal._file.close()  # type: ignore[attr-defined]
