"""How a project and its forge belong together, as the operator's configuration says."""

from __future__ import annotations

from fleetui.model.value import value


@value
class ForgeRules:
    """One project's forge."""

    repository: str = ""
    """``owner/name`` or ``host/owner/name``; empty: where the checkout's remote leads."""
