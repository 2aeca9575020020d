"""A dashboard on a made-up fleet in a real terminal, for tests that need one. Argument: the attach command."""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import replace

from fleetui.model.settings import ScreenSettings
from fleetui.model.view import FleetView
from fleetui.ui.app import FleetApp
from tests.support.fleets import FakeLink, fleet, frame


class LiveLink(FakeLink):
    """Changes what the first agent shows ten times a second: the count proves that the loop goes on."""

    ticks = 0

    async def run(self) -> None:
        """Count."""
        while True:
            await asyncio.sleep(0.1)
            self.ticks += 1
            self.show(self.counted())

    def counted(self) -> FleetView:
        """The fleet with the count on screen."""
        first, *others = self.view.agents
        typed = "".join(getattr(c, "literal", "") + "".join(getattr(c, "keys", ())) for c in self.commands)
        held = "held" if self.held and self.held[-1][1] else "free"
        lines = [f"typed:{typed}", f"tick {self.ticks}.", f"deliveries {held} {len(self.held)}"]
        seat = replace(first.seat, worktree=os.environ.get("FLEET_WORKTREE", first.seat.worktree))
        shown = replace(first, seat=seat, frame=frame(lines))
        return replace(self.view, agents=(shown, *others))


class Standalone(FleetApp):
    """Runs the counter beside the dashboard."""

    def on_ready(self) -> None:
        """Start counting."""
        link = self.desk.link
        assert isinstance(link, LiveLink)
        self.run_worker(link.run())


if __name__ == "__main__":
    link = LiveLink(fleet())
    link.attach = tuple(sys.argv[1:]) or None
    Standalone(link, ScreenSettings()).run()
