"""A dashboard in a headless terminal, with the recording link."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from textual.pilot import Pilot

from fleetui.engine.link import Link
from fleetui.model.settings import ScreenSettings
from fleetui.model.view import FleetView
from fleetui.ui.app import FleetApp
from fleetui.ui.shell.limits import Limits
from tests.support.fleets import NOW, FakeLink, fleet
from tests.support.waiting import until_async


@dataclass
class Running:
    """What a screen test holds."""

    app: FleetApp
    link: FakeLink
    pilot: Pilot[None]

    @property
    def text(self) -> str:
        """Everything on screen, row by row."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())

    @property
    def said(self) -> list[str]:
        """The short words at the lower right."""
        return [one.message for one in self.app._notifications]

    @property
    def kind(self) -> str:
        """The class of the top screen."""
        return type(self.app.screen).__name__

    async def press(self, *keys: str) -> None:
        """Press keys and let everything settle."""
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, text: str) -> None:
        """Wait until a text is on screen."""
        await until_async(lambda: text in self.text, 5)

    async def show(self, view: FleetView) -> None:
        """Hand over a new view."""
        self.link.show(view)
        await self.pilot.pause()
        await self.pilot.pause()


@asynccontextmanager
async def running(
    view: FleetView | None = None,
    size: tuple[int, int] = (120, 40),
    settings: ScreenSettings | None = None,
    *,
    limits: Limits | None = None,
    link: Link | None = None,
) -> AsyncIterator[Running]:
    """A running dashboard at a frozen time; ``link`` stands before the recording one."""
    recording = FakeLink(view or fleet())
    app = FleetApp(link or recording, settings or ScreenSettings(), now=lambda: NOW, limits=limits)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Running(app, recording, pilot)
