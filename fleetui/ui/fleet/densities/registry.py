"""All densities, from the most agents on a screen to the largest letters. Another one is a module and a row here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from textual.strip import Strip

from fleetui.model.value import value
from fleetui.model.view import AgentView
from fleetui.ui.agent.tile import Look
from fleetui.ui.fleet.densities import compact, normal, wall, wide
from fleetui.ui.fleet.layout import NORMAL, Band, Fold, Shape, pages
from fleetui.ui.shell.shared_state import SharedState

_MOST_PAGES = 3
"""Of normal tiles; a fleet that needs more is easier to see in compact rows."""


class Tile(Protocol):
    """Draws one agent."""

    def __call__(self, shared: SharedState, agent: AgentView, look: Look) -> list[Strip]:
        """Exactly ``look.height`` rows of ``look.width`` cells; equal views and looks give equal rows."""
        ...


@value
class Density:
    """One way to show agents."""

    name: str
    tile: Tile
    shape: Shape
    from_afar: bool = False
    """For three metres: the header's counts are in large letters, too, and nothing small stands beside the tiles."""


COMPACT = Density("compact", compact.tile, compact.SHAPE)
MIDDLE = Density("normal", normal.tile, NORMAL)
WIDE = Density("wide", wide.tile, wide.SHAPE)
WALL = Density("wall", wall.tile, wall.SHAPE, from_afar=True)

DENSITIES = (COMPACT, MIDDLE, WIDE, WALL)
BY_NAME = {one.name: one for one in DENSITIES}


def automatic(
    width: int, height: int, bands: Sequence[Band], folds: Mapping[str, Fold] | None = None
) -> Density:
    """The largest tiles that show everybody at once; normal ones on a few pages; else rows."""
    for density, most in ((WIDE, 1), (MIDDLE, _MOST_PAGES)):
        if len(pages(width, height, bands, density.shape, folds)) <= most:
            return density
    return COMPACT
