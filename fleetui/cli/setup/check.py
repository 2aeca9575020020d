"""What one look of ``fleetui doctor`` found."""

from __future__ import annotations

from fleetui.model.value import value

OK, WARN, FAIL = "ok", "warn", "fail"


@value
class Check:
    """What one look found."""

    name: str
    level: str
    """ok, warn or fail."""
    text: str
    fix: str = ""
    """What to type or change; empty when nothing is wrong."""
