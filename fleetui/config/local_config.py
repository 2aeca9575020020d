"""The second TOML as the engine uses it: write, then read both files again."""

from __future__ import annotations

from fleetui.config.load import load
from fleetui.config.local import add_project, add_seat, remove_seat
from fleetui.config.paths import Paths
from fleetui.config.problems import ConfigError
from fleetui.engine.protocols.errors import PortError
from fleetui.model.fleet import Project
from fleetui.model.settings import SeatSpec, Settings


class LocalConfig:
    """Implements ``LocalConfigPort`` on ``fleet.local.toml``."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def read(self) -> Settings:
        """The settings as both files say now."""
        try:
            return load(self._paths)
        except ConfigError as error:
            raise self._failed("read what a release asks for", error) from error

    def add(self, spec: SeatSpec) -> Settings:
        """Declare a seat. Nothing is written while the operator's file is broken."""
        try:
            load(self._paths)
            add_seat(self._paths, spec)
            return load(self._paths)
        except ConfigError as error:
            raise self._failed(f"add {spec.name}", error) from error

    def add_project(self, project: Project) -> Settings:
        """Declare a project by its place."""
        try:
            add_project(self._paths, project.name, project.path, project.base)
            return load(self._paths)
        except ConfigError as error:
            raise self._failed(f"add {project.name}", error) from error

    def remove(self, name: str) -> Settings:
        """Take a seat out of the second file."""
        try:
            remove_seat(self._paths, name)
            return load(self._paths)
        except ConfigError as error:
            raise self._failed(f"remove {name}", error) from error

    @staticmethod
    def _failed(doing: str, error: ConfigError) -> PortError:
        return PortError("config", doing, error.problems[0].brief)
