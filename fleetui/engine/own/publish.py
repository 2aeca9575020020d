"""The small file that ``status`` and tmux status lines read: written at once when a phase changed, soon
when anything else did, and as a heartbeat."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.engine.core import Core
from fleetui.engine.protocols.errors import PortError
from fleetui.model.snapshot.fleet import snapshot
from fleetui.model.status import Phase
from fleetui.model.view import FleetView

AT_MOST_EVERY_S = 1.0
HEARTBEAT_S = 5.0


class Publisher:
    """Publishes the owner's view."""

    def __init__(self, core: Core, view: Callable[[], FleetView]) -> None:
        self.core = core
        self.view = view
        self._last_view: FleetView | None = None
        self._last_at = 0.0

    def publish(self, *, now_please: bool = False) -> None:
        """Write the file when it is time to; only the owner does."""
        core, now, view = self.core, self.core.world.now(), self.view()
        if not core.acts or not core.ready:
            return
        age = now - self._last_at
        changed = view is not self._last_view
        urgent = changed and _phases(view) != _phases(self._last_view)
        if not (now_please or urgent or age >= HEARTBEAT_S or (changed and age >= AT_MOST_EVERY_S)):
            return
        try:
            core.world.publish.write(snapshot(view, now))
        except PortError as error:
            core.trouble(error.port, f"{error.doing}: {error.detail}")
        else:
            core.well("publish")
        self._last_view, self._last_at = view, now


def _phases(view: FleetView | None) -> tuple[Phase, ...]:
    """What nobody should wait for."""
    return tuple(agent.status.phase for agent in view.agents) if view else ()
