"""When the forge of each project is asked next: as often as it says, and less often while that fails."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.engine.observe.forge import intervals
from fleetui.engine.protocols.errors import PortError
from fleetui.engine.protocols.forge import Limited
from fleetui.model.fleet import Project


class Timetable:
    """Of one list of every project, by the project's name; one that is new is due at once."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.due: dict[str, float] = {}
        self.failed: dict[str, int] = {}
        """How often in a row."""
        self._limits: dict[str, float] = {}
        """Until when the forge of a project wants to be left alone, whoever asks."""

    def soon(self, name: str) -> None:
        """It is due now, or once its forge wants to be asked again."""
        self.due[name] = self._limits.get(name, 0.0)

    def of_these(self, projects: list[Project]) -> list[Project]:
        """Those that are due now."""
        now = self.core.world.now()
        return [one for one in projects if self._is_due(one, now)]

    def _is_due(self, project: Project, now: float) -> bool:
        """Also where its project says a shorter interval by now than when it was asked."""
        due = self.due.get(project.name, 0.0)
        if project.name not in self.failed:
            due = self.due[project.name] = min(due, now + intervals.every_s(project))
        return due <= now

    def asks(self, project: Project) -> None:
        """It is asked now."""
        self.due[project.name] = self.core.world.now() + intervals.every_s(project)

    def answered(self, name: str) -> None:
        """It answered."""
        self.failed.pop(name, None)

    def take_failure(self, project: Project, error: PortError) -> None:
        """It did not answer; where it says until when it wants to be left alone, that counts."""
        name = project.name
        times = self.failed[name] = self.failed.get(name, 0) + 1
        self._limits[name] = error.until if isinstance(error, Limited) else 0.0
        later = self.core.world.now() + intervals.after_failures(project, times)
        self.due[name] = self._limits[name] or later

    def forget(self, name: str) -> None:
        """It is asked no more."""
        self.due.pop(name, None)
        self.failed.pop(name, None)
