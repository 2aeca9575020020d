"""The seats that fleetui itself declares: ``fleet.local.toml`` beside the operator's file."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.config import local
from fleetui.config.load import load
from fleetui.config.paths import Paths
from fleetui.config.problems import ConfigError
from fleetui.engine.ports import PortError
from fleetui.model.settings import SeatSpec, Settings


class TomlBook:
    """Adds and removes declared seats; every change is on the disk when a call returns."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths

    def add(self, spec: SeatSpec) -> Settings:
        """Declare a seat; the settings as they are then. Raises ``PortError``."""
        return self._change("declare a seat", lambda: local.add_seat(self._paths, spec))

    def remove(self, name: str) -> Settings:
        """Take a seat out of the second file; the settings as they are then. Raises ``PortError``."""
        return self._change("take a seat out", lambda: local.remove_seat(self._paths, name))

    def _change(self, doing: str, change: Callable[[], None]) -> Settings:
        try:
            change()
            return load(self._paths)
        except ConfigError as error:
            raise PortError("config", doing, "; ".join(str(problem) for problem in error.problems)) from error
