"""The dashboard's side of alerts: the terminal it stands in, its timers, and the operator's own command."""

from __future__ import annotations

from collections.abc import Callable

from textual.app import App

from fleetui.ui.away.alerts import run_command
from fleetui.ui.away.presence import Presence
from fleetui.ui.draw.strips import printable
from fleetui.ui.terminal.notifications import RESTORE_TITLE, SAVE_TITLE


class AlertDelivery:
    """What surrounds one dashboard. ``begin`` once it is mounted, ``end`` when it leaves."""

    def __init__(self, app: App[None], presence: Presence, now: Callable[[], float]) -> None:
        self._app = app
        self._presence = presence
        self._now = now
        self._given_away = False
        """Another program has the terminal."""
        self._failure = ""

    def begin(self, *, titled: bool) -> None:
        """Notice when the terminal is given away; keep the title that it had."""
        app = self._app
        app.app_suspend_signal.subscribe(app, lambda _: self._give(away=True), immediate=True)
        app.app_resume_signal.subscribe(app, lambda _: self._give(away=False), immediate=True)
        if titled:
            self.write(SAVE_TITLE)

    def end(self, *, titled: bool) -> None:
        """Put the title back."""
        if titled:
            self.write(RESTORE_TITLE)

    def _give(self, *, away: bool) -> None:
        self._given_away = away

    def write(self, text: str) -> None:
        """Send to the terminal beside the picture; nothing while another program has it."""
        driver = self._app._driver
        if driver is not None and not self._app.is_headless and not self._given_away:
            driver.write(text)
            driver.flush()

    def later(self, seconds: float, act: Callable[[], None]) -> object:
        """Act after some seconds."""
        return self._app.set_timer(max(seconds, 0.01), act)

    def looking(self) -> bool:
        """True while somebody is at this terminal."""
        return self._presence.looking(self._now())

    def run(self, argv: tuple[str, ...], environment: dict[str, str]) -> None:
        """Run the operator's command beside everything else; the same failure is said once."""
        self._app.run_worker(self._run(argv, environment), group="alert")

    async def _run(self, argv: tuple[str, ...], environment: dict[str, str]) -> None:
        why = await run_command(argv, environment)
        if why and why != self._failure:
            self._app.notify(printable(why), severity="warning", markup=False)
        self._failure = why
