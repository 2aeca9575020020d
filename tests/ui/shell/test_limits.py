"""A read-only dashboard and one in a browser say what they leave alone, before anybody writes a text for nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fleetui.engine.own.limited_link import ReadOnly
from fleetui.model.settings import AlertSettings, ScreenSettings
from fleetui.ui.actions.table import ACTIONS, BY_ID
from fleetui.ui.shell.limits import APPROVING, TERMINAL, Limits, acts
from tests.support.fleets import FakeLink, fleet
from tests.support.screens import running

LOOKS_ONLY = Limits(only_shows=True)
BROWSER = Limits(in_browser=True)


@pytest.mark.parametrize("key", ["i", "f", "r", "D", "p", "n", "w", "T"])
async def test_a_key_that_acts_is_refused_where_the_fleet_is_only_shown(key: str) -> None:
    async with running(replace(fleet(), owner="other", owner_pid=4711), limits=LOOKS_ONLY) as dashboard:
        await dashboard.press(key)
        await dashboard.until("only shows the fleet")
        assert dashboard.kind == "FleetScreen"
        assert not dashboard.link.commands


async def test_looking_around_works_and_the_header_says_read_only() -> None:
    async with running(limits=LOOKS_ONLY) as dashboard:
        assert "read-only" in dashboard.text.splitlines()[0]
        await dashboard.press("enter")
        assert dashboard.kind == "FocusScreen"
        await dashboard.press("escape", "3")
        assert dashboard.kind == "BoardScreen"
        await dashboard.press("m")
        await dashboard.until("only shows the fleet")
        assert dashboard.kind == "BoardScreen"


@pytest.mark.parametrize("key", ["a", "s", "e"])
@pytest.mark.parametrize(
    ("limits", "word"), [(BROWSER, "no terminal to hand over"), (LOOKS_ONLY, "read-only: ")]
)
async def test_what_wants_the_terminal_opens_the_pane_where_there_is_none_to_hand_over(
    key: str, limits: Limits, word: str
) -> None:
    async with running(limits=limits) as dashboard:
        await dashboard.press(key)
        await dashboard.until(word)
        assert dashboard.kind == "FocusScreen"


def test_every_action_that_hands_the_terminal_over_is_in_the_table() -> None:
    assert set(BY_ID) >= TERMINAL | APPROVING


async def test_a_browser_acts_and_does_not_approve() -> None:
    async with running(limits=BROWSER) as dashboard:
        await dashboard.press("3", "m")
        await dashboard.until("approves nothing")
        assert dashboard.kind == "BoardScreen"
        await dashboard.press("escape", "p")
        assert len(dashboard.link.commands) == 1


async def test_a_fleet_for_which_nobody_acts_is_said_where_it_is_only_shown() -> None:
    async with running(replace(fleet(), owner="none"), limits=LOOKS_ONLY) as dashboard:
        await dashboard.until("nobody acts for this fleet")


async def test_closing_says_that_nothing_changes() -> None:
    async with running(limits=LOOKS_ONLY) as dashboard:
        await dashboard.press("q")
        await dashboard.until("nothing changes when it closes")


@pytest.mark.parametrize(("limits", "calls"), [(Limits(), True), (LOOKS_ONLY, False), (BROWSER, False)])
async def test_only_the_dashboard_that_acts_calls_the_operator(
    limits: Limits, calls: bool, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    alerts = AlertSettings(command=("sh", "-c", 'touch "$0"', str(told)), gather_s=0.01)
    quiet = replace(fleet(), agents=tuple(replace(agent, attention=None) for agent in fleet().agents))
    async with running(quiet, settings=ScreenSettings(alerts=alerts), limits=limits) as dashboard:
        dashboard.app.presence.focus(gained=False)
        await dashboard.show(fleet())
        await dashboard.pilot.pause(0.3)
        await dashboard.app.workers.wait_for_complete()
    assert bool(list(tmp_path.iterdir())) is calls


def test_moving_reading_and_leaving_are_never_refused() -> None:
    free = ("nav.", "tab.", "mode.", "view.", "app.", "mark.", "quit.")
    refused = [action.id for action in ACTIONS if action.id.startswith(free) and acts(action.id)]
    assert not refused


async def test_the_link_refuses_also_what_the_screen_does_not_know_to_refuse() -> None:
    behind = FakeLink(fleet())
    async with running(link=ReadOnly(behind)) as dashboard:  # the screen believes that it may act
        await dashboard.press("p")
        await dashboard.until("only shows the fleet")
        assert not behind.commands
