"""A dashboard on a made-up fleet in a real terminal, for tests that need one. Argument: the attach command."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from dataclasses import replace

from fleetui.engine.link import AnchorCheck, AskAnchors
from fleetui.model.screen import Frame
from fleetui.model.settings import ScreenSettings
from fleetui.model.view import FleetView
from fleetui.ui.app import FleetApp
from tests.support.fleets import NOW, FakeLink, fleet, frame


class LiveLink(FakeLink):
    """Changes what the first agent shows ten times a second: the count proves that the loop goes on."""

    ticks = 0

    async def run(self) -> None:
        """Count."""
        while True:
            await asyncio.sleep(0.1)
            self.ticks += 1
            self.show(self.counted())

    async def churn(self, rounds: int) -> None:
        """Change some agents at random, so many times, then rest and say so."""
        chance = random.Random(rounds)
        for _ in range(rounds):
            await asyncio.sleep(0.03)
            agents = list(self.view.agents)
            for at in chance.sample(range(len(agents)), 5):
                agents[at] = replace(agents[at], frame=self.scrolled(chance))
            self.show(replace(self.view, agents=tuple(agents)))
        agents = [
            replace(one, frame=frame(["at rest now"])) if n == 0 else one for n, one in enumerate(agents)
        ]
        self.show(replace(self.view, agents=tuple(agents)))

    def scrolled(self, chance: random.Random) -> Frame:
        """Some lines, coloured and wide."""
        words = [
            "plain",
            "\x1b[31mred\x1b[0m",
            "\x1b[1;42mblock\x1b[0m",
            "漢字",
            "naïve",
            "\x1b[4mline\x1b[0m",
            "   ",
        ]
        return frame(
            [" ".join(chance.choices(words, k=chance.randint(0, 9))) for _ in range(chance.randint(1, 30))]
        )

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
        link = self.shared.link
        assert isinstance(link, LiveLink)
        rounds = int(os.environ.get("FLEET_CHURN", "0"))
        self.run_worker(link.churn(rounds) if rounds else link.run())


if __name__ == "__main__":
    link = LiveLink(fleet(int(os.environ.get("FLEET_AGENTS", "12"))))
    link.attach = tuple(sys.argv[1:]) or None
    if claim := os.environ.get("FLEET_CLAIM"):
        link.answers[AskAnchors] = (
            AnchorCheck("README.md", "ok", at="README.md"),
            AnchorCheck(claim, "changed", holds=False, at=claim),
        )
    Standalone(link, ScreenSettings(), now=lambda: NOW).run()
