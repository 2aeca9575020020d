"""What says why an action cannot run now, in words for the operator."""

from __future__ import annotations

from collections.abc import Callable

from fleetui.model.view import FleetView
from fleetui.ui.actions.selection import Selection

WhyNot = Callable[[FleetView, Selection], str | None]
"""The reason, or ``None`` when it can run."""


def always(_view: FleetView, _chosen: Selection) -> str | None:
    """Can always run."""
    return None
