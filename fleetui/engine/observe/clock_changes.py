"""The machine's clock was set: nothing here waits longer or shorter for it, and the operator is told once."""

from __future__ import annotations

from fleetui.engine.core import Core
from fleetui.model.events import Noted

SAID_S = 600.0
"""How long it stands among what is wrong; the journal keeps it."""


class ClockWatch:
    """Compares the machine's clock with the one on which the engine reckons."""

    def __init__(self, core: Core) -> None:
        self.core = core

    async def look(self) -> None:
        """Notice a clock that was set since the last look; what people read is converted from then on."""
        core, moved = self.core, self.core.world.clock_moved()
        by = moved - core.clock_moved
        if not by:
            return
        core.clock_moved = moved
        for seen in core.sights.values():
            seen.clock_moved = moved
        text = f"the machine's clock was set {'back' if by < 0 else 'forward'} by {length(abs(by))}"
        core.trouble_for(SAID_S, "clock", f"{text}; what waits goes on as before")
        if core.acts and not core.ledger.read_only:
            with core.watching("notes"):
                await core.ledger.append(Noted("clock", text))


def length(seconds: float) -> str:
    """A length as people say it, in its two largest units."""
    left = round(seconds)
    parts = []
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        count, left = divmod(left, size)
        if count:
            parts.append(f"{count} {unit}{'' if count == 1 else 's'}")
    return " ".join(parts[:2])
