"""Takes the pictures of this folder from the demo: python screenshots/make.py [--seed N] [--only NAME]

The real engine, tmux, git and gates run; only the screen is drawn without a terminal. Takes about a minute.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import os
import re
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.cells import cell_len

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from fleetui.engine.link import Link
    from fleetui.model.commands import Command
    from fleetui.model.view import FleetView
    from fleetui.ui.app import FleetApp

FONTS = "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace"


@dataclass(frozen=True)
class Picture:
    """One file: how large, and which keys lead to it from the fleet with an agent selected."""

    name: str
    size: tuple[int, int]
    agent: str
    keys: tuple[str, ...]
    shows: str
    """A text that is on the screen once it is ready."""


PICTURES = (
    Picture("wide-400x100", (400, 100), "billing", (), "NEXT FOR YOU"),
    Picture("grid-220x60", (220, 60), "billing", (), "NEXT FOR YOU"),
    Picture("grid-120x40", (120, 40), "billing", (), "NEXT FOR YOU"),
    Picture("list-80x24", (80, 24), "billing", (), "billing"),
    Picture("focus-120x40", (120, 40), "search", ("enter",), "search"),
    Picture("restart-120x40", (120, 40), "api-auth", ("r",), "api-auth"),
    Picture("wall-120x40", (120, 40), "billing", ("plus", "plus"), "billing"),
    Picture("search-120x40", (120, 40), "billing", ("ctrl+f", *"test"), "test"),
    Picture("board-160x40", (160, 40), "docs-gen", ("3",), "may land"),
    Picture("train-120x40", (120, 40), "sec", ("3", "space", "space", "m"), "2 of 2 ready"),
)


def ready(view: FleetView) -> bool:
    """Everything the demo promises is there: each phase, evidence green and red, a conflict, a review."""
    board = {row.seat: row for row in view.board}
    agents = {agent.name: agent for agent in view.agents}
    if not {"docs-gen", "sec", "export", "quota", "perf"} <= set(board) or len(agents) != 15:
        return False  # the reviewer is the sixteenth, and goes
    context = agents["api-auth"].context
    return (
        board["docs-gen"].may_land
        and "fail" in board["export"].why_not
        and board["sec"].may_land
        and "conflict" in board["quota"].why_not
        and "rejected" in board["perf"].why_not
        and bool(agents["cache"].runs_into)
        and agents["billing"].question is not None
        and agents["fixtures"].status.phase == "unknown"
        and agents["ws"].status.phase == "exited"
        and agents["i18n"].status.phase != "starting"
        and [entry.state for entry in agents["cache"].queue] == ["held"]
        and context is not None
        and context.left_percent < 16
    )


async def until(
    what: Callable[[], bool], seconds: float, doing: str, step: Callable[[], Awaitable[None]]
) -> None:
    """Wait for something to become true; ends the program when it does not."""
    end = asyncio.get_running_loop().time() + seconds
    while not what():
        if asyncio.get_running_loop().time() > end:
            sys.exit(f"{doing}: not within {seconds:.0f} s")
        await step()


def text_of(app: FleetApp) -> str:
    """What the screen shows, without colours."""
    strips = app.screen._compositor.render_strips(app.size)
    return "\n".join(strip.text for strip in strips)


TEXT = re.compile(r'(<text [^>]*?)x="([\d.]+)"([^>]*?)textLength="([\d.]+)"([^>]*>)([^<]*)(</text>)')


FOLDER = re.compile(r"/\S*?/?fleetui-demo-\w{8}")
"""Where the demo was: another folder each time."""
PLACE = "/home/you/projects/fleetui"


def elsewhere(text: str) -> str:
    """The same text, as wide, as if the demo had been in a folder of somebody's home."""
    return FOLDER.sub(lambda found: PLACE.ljust(len(found[0]), "-")[: len(found[0])], text)


def tidy(svg: str) -> str:
    """Without fonts from elsewhere, which would ask another server, and without the folder of this one demo."""
    svg = elsewhere(svg)
    without = re.sub(r"@font-face\s*\{.*?\}", "", svg, flags=re.DOTALL)
    plain = re.sub(r"font-family: ?[^;\"]*Fira Code[^;]*;", f"font-family: {FONTS};", without)
    return TEXT.sub(_unpadded, plain)


def _unpadded(match: re.Match[str]) -> str:
    """A text placed where its first visible character stands: some viewers drop the blanks before it."""
    head, x, between, length, tail, text, end = match.groups()
    cells = cell_len(html.unescape(text))
    bare = text
    while bare.startswith("&#160;"):
        bare = bare[len("&#160;") :]
    left = cells - cell_len(html.unescape(bare))
    if not bare or not left:
        return match.group(0)
    cell = float(length) / cells
    x, length = f"{float(x) + left * cell:.1f}", f"{float(length) - left * cell:.1f}"
    return f'{head}x="{x}"{between}textLength="{length}"{tail}{bare}{end}'


async def take(picture: Picture, app: FleetApp, pilot: Pilot[None]) -> None:
    """One picture of the running fleet."""

    async def step() -> None:
        await pilot.pause(0.2)

    await until(lambda: ready(app.shared.view), 90, f"{picture.name}: the fleet", step)
    app.fleet.select(picture.agent)
    await pilot.press(*picture.keys)
    await until(lambda: picture.shows in text_of(app), 20, f"{picture.name}: {picture.shows!r}", step)
    for _ in range(5):
        await step()
    path = ROOT / "screenshots" / f"{picture.name}.svg"
    path.write_text(tidy(app.export_screenshot(title="fleetui")), "utf-8")
    sys.stdout.write(f"{path.relative_to(ROOT)}\n")


async def in_order(engine: Link, commands: list[Command]) -> None:
    """Do what one agent begins with."""
    for command in commands:
        await engine.do(command)


async def take_all(pictures: list[Picture], seed: int) -> None:
    """All pictures, from one demo."""
    from fleetui.__main__ import open_engine
    from fleetui.demo.fleet import DemoOptions, prepare
    from fleetui.ui.app import FleetApp

    with prepare(DemoOptions(seed=seed)) as demo:
        os.environ.update(demo.environment)
        async with open_engine(str(demo.config), screen=True) as engine:
            engine.ownership.hands_over = False
            await engine.start()
            by_agent: dict[str, list[Command]] = {}
            for command in demo.commands:
                by_agent.setdefault(getattr(command, "name", ""), []).append(command)
            starting = [asyncio.ensure_future(in_order(engine, each)) for each in by_agent.values()]
            for picture in pictures:
                app = FleetApp(engine, engine.core.settings.screen, now=engine.core.world.now)
                async with app.run_test(size=picture.size) as pilot:
                    await take(picture, app, pilot)
            await asyncio.gather(*starting)


def main() -> None:
    """Read the options and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", choices=[picture.name for picture in PICTURES])
    options = parser.parse_args()
    os.environ.pop("TMUX", None)
    wanted = [picture for picture in PICTURES if options.only in (None, picture.name)]
    asyncio.run(take_all(wanted, options.seed))


if __name__ == "__main__":
    main()
