"""The view: made anew where something changed, handed to who follows it, and published."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.engine.act.quiet import Quieter
from fleetui.engine.core import Core
from fleetui.engine.decide.limit_ends import LimitWatch
from fleetui.engine.observe.views.viewer import Viewer
from fleetui.engine.own.publish import Publisher
from fleetui.model.view import FleetView


class Showing:
    """Hands on a view when it is another."""

    def __init__(
        self, core: Core, viewer: Viewer, quieter: Quieter, limits: LimitWatch, publisher: Publisher
    ) -> None:
        self.core = core
        self._viewer = viewer
        self._quieter = quieter
        self._limits = limits
        self._publisher = publisher
        self._followers: list[Callable[[FleetView], None]] = []
        self._drawn = viewer.view
        """The view that the followers were told last."""

    @property
    def view(self) -> FleetView:
        """The newest view."""
        return self._viewer.refresh() if self.core.dirty else self._viewer.view

    def follow(self, seen: Callable[[FleetView], None]) -> Callable[[], None]:
        """Call ``seen`` with every new view; the result ends it."""
        self._followers.append(seen)
        return lambda: self._followers.remove(seen)

    def show(self) -> None:
        """Show and publish what changed."""
        self.draw()
        self.publish()

    def publish(self) -> None:
        """Publish what was shown, as often as others need it."""
        self._publisher.publish()

    def draw(self) -> None:
        """Show what changed, by an event or by time alone."""
        if self._stale_changed() or self._quieter.snooze_ended() or self._limits.moved():
            self.core.touch()
        view = self.view
        if view is not self._drawn:  # also one that was made since where it was only asked for
            self._drawn = view
            for seen in tuple(self._followers):
                seen(view)

    def _stale_changed(self) -> bool:
        """Staleness comes from silence: it needs a look although nothing arrived."""
        limit = self.core.settings.thresholds.stale_s
        oldest = self.core.world.now() - limit
        return any(
            agent.stale_since is None and agent.alive and 0 < self.core.sight(agent.name).observed < oldest
            for agent in self._viewer.view.agents
        )
