"""What the operator does to see more of fewer agents, or less of more: density, zoom, folded projects."""

from __future__ import annotations

from typing import Protocol

from fleetui.ui.fleet.arrange.actions import Arranging
from fleetui.ui.fleet.arrange.zoom import Zoom
from fleetui.ui.fleet.densities.registry import Density
from fleetui.ui.shell.shared_state import SharedState

LIST_BELOW = (100, 30)
"""Columns and rows below which the fleet is a list unless the operator chooses tiles."""


class _Grid(Protocol):
    """What is asked of the grid."""

    density: Density

    @property
    def suits(self) -> Density:
        """The density that is chosen by size."""
        ...

    def bands_with(self, project: str) -> bool:
        """True while the project has a band of its own."""
        ...


class ZoomActions(Arranging, inherit_bindings=False):
    """The fleet screen's part that changes how closely one looks."""

    def __init__(self, shared: SharedState) -> None:
        super().__init__(shared)
        self.zoom = Zoom(shared.memory)
        self._said = ""
        """What the last step said of the density."""

    @property
    def grid(self) -> _Grid:
        """The grid of this screen."""
        raise NotImplementedError

    @property
    def small(self) -> bool:
        """True in a terminal where a list suits better than tiles."""
        width, height = self.zoom.terminal
        return width < LIST_BELOW[0] or height < LIST_BELOW[1]

    @property
    def prefers_list(self) -> bool:
        """True where the fleet is a list: in a small terminal, unless the operator chose tiles."""
        return self.small and not self.zoom.alone and self.zoom.chosen is None

    @property
    def nothing_beside(self) -> bool:
        """True while the tiles take the whole width: one of them alone, or letters for three metres."""
        chosen = self.zoom.chosen
        return self.zoom.alone or (chosen is not None and chosen.from_afar)

    @property
    def density_name(self) -> str:
        """The density the operator chose for this size; empty where it follows the size."""
        chosen = self.zoom.chosen
        return chosen.name if chosen else ""

    def use_density(self, name: str) -> None:
        """Show as much of each agent as a saved view says."""
        self.zoom.choose(name)

    def do_larger(self) -> None:
        """Fewer, larger tiles."""
        self._step(1)

    def do_smaller(self) -> None:
        """More, smaller ones."""
        self._step(-1)

    def _step(self, by: int) -> None:
        suits = None if self.small else self.grid.suits
        now = self.zoom.chosen or suits
        after = self.zoom.step(by, suits)
        self.show()
        name = after.name if after else "list"
        width, height = self.zoom.terminal
        if after is now:
            said = f"{name} is the {'largest' if by > 0 else 'smallest'}"
        elif after is suits:
            said = f"{name}: what suits this size"
        else:
            said = f"{name}, kept for terminals of {width}x{height}"
        self.say(said, instead_of=self._said)
        self._said = said

    def do_clear(self) -> None:
        """First the zoom, then whatever else is to be cleared."""
        if self.zoom.alone:
            self.do_zoom()
        else:
            super().do_clear()

    def do_zoom(self) -> None:
        """The selected tile alone, or all again."""
        self.zoom.alone = not self.zoom.alone
        self.show()

    def do_fold(self) -> None:
        """Fold the selected agent's project, or unfold it."""
        agent = self.chosen.agent
        if agent is None:
            return
        project = agent.seat.project
        if not self.grid.bands_with(project):
            self.say("projects can be folded where they stand by themselves, in tiles", bad=True)
            return
        self.zoom.fold(project)
        self.show()
