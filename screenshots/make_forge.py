"""Takes the pictures of the demo with a forge: python screenshots/make_forge.py

Plays the way from an issue to a pull request that may be merged, by keys, and takes a picture where it stands still.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from screenshots.make import in_order, text_of, tidy, until  # noqa: E402

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from fleetui.demo.fleet import DemoFleet
    from fleetui.ui.app import FleetApp

SIZE = (120, 40)
STEPS = (
    ((), "#5 ✔3", ""),
    (("4",), "acme wrote issue #1", "forge-ledger"),
    (("n",), "found here", ""),
    (("ctrl+s",), "1 commit, build pass, test pass", ""),
    (("3",), "no open pull request brings it", ""),
    (("p",), "Closes #1", "forge-pull"),
    (("ctrl+s",), "1 remark open: review-bot", ""),
    (("f",), "1 fixed; review-bot", ""),
    ((), "◆ agent/1-refuse", "forge-board"),
    (("6",), "✔ orders", "forge-audit"),
)
"""Keys, the text that shows once what they do is done, and the name of the picture that is taken then."""


async def play(app: FleetApp, pilot: Pilot[None]) -> None:
    """The whole way."""

    async def step() -> None:
        await pilot.pause(0.2)

    for keys, shows, name in STEPS:
        await pilot.press(*keys)
        await until(lambda shows=shows: shows in text_of(app), 60, repr(shows), step)
        if name:
            for _ in range(5):
                await step()
            path = ROOT / "screenshots" / f"{name}-{SIZE[0]}x{SIZE[1]}.svg"
            path.write_text(tidy(app.export_screenshot(title="fleetui")), "utf-8")
            sys.stdout.write(f"{path.relative_to(ROOT)}\n")


async def take(demo: DemoFleet) -> None:
    """All pictures, from one demo."""
    from fleetui.__main__ import open_engine
    from fleetui.demo.forge.hints import HINTS
    from fleetui.demo.guide import Guide
    from fleetui.ui.app import FleetApp

    async with open_engine(str(demo.config), screen=True) as engine:
        engine.ownership.hands_over = False
        await engine.start()
        await in_order(engine, list(demo.commands))
        app = FleetApp(engine, engine.core.settings.screen, now=engine.core.world.now, guide=Guide(HINTS))
        async with app.run_test(size=SIZE) as pilot:
            await play(app, pilot)


def main() -> None:
    """Lay the demo out, and take the pictures."""
    from fleetui.demo.fleet import DemoOptions, prepare

    os.environ.pop("TMUX", None)
    with prepare(DemoOptions(agents=1, seed=7, speed=3, forge=True)) as demo:
        os.environ.update(demo.environment)
        asyncio.run(take(demo))


if __name__ == "__main__":
    main()
