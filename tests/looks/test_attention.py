"""Pictures of being called, and of coming back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fleetui.engine.link import AskNews
from fleetui.model.settings import ScreenSettings
from fleetui.model.view import FleetView
from fleetui.ui.app import FleetApp
from fleetui.ui.shell.memory import ShortMemory
from tests.looks.test_looks import LARGE, MIDDLE, SMALL, Compare, pressing
from tests.support.fleets import AN_HOUR, NOW, FakeLink, fleet, with_news
from tests.ui.agent.test_same_question import asked, named
from tests.ui.agent.test_same_question import view as asking_view


def quieted(view: FleetView) -> FleetView:
    """The first is acknowledged, the third snoozed, the fifth muted."""
    agents = list(view.agents)
    assert agents[0].attention is not None
    agents[0] = replace(agents[0], attention=replace(agents[0].attention, acknowledged=True))
    agents[2] = replace(agents[2], snoozed_until=NOW + 840)
    agents[4] = replace(agents[4], muted=True)
    return replace(view, agents=tuple(agents))


def back_after_an_hour(view: FleetView) -> FleetApp:
    link = FakeLink(with_news(view))
    link.answers[AskNews] = AN_HOUR
    memory = ShortMemory({"looked": {"seq": 99, "agents": {}, "seen": int(NOW) - 3600, "read": 0}})
    return FleetApp(link, ScreenSettings(), now=lambda: NOW, memory=memory)


@pytest.mark.parametrize("size", [SMALL, MIDDLE, LARGE])
def test_the_offer_of_a_digest_and_the_unread_marks(size: tuple[int, int], snap_compare: Compare) -> None:
    app = back_after_an_hour(fleet(18 if size == LARGE else 12))
    assert snap_compare(app, terminal_size=size, run_before=pressing())


@pytest.mark.parametrize("size", [SMALL, MIDDLE])
def test_the_digest(size: tuple[int, int], snap_compare: Compare) -> None:
    app = back_after_an_hour(fleet(12))
    assert snap_compare(app, terminal_size=size, run_before=pressing("u", "j"))


@pytest.mark.parametrize("size", [SMALL, MIDDLE])
def test_acknowledged_snoozed_and_muted(size: tuple[int, int], snap_compare: Compare) -> None:
    app = FleetApp(FakeLink(quieted(fleet(12))), ScreenSettings(), now=lambda: NOW)
    assert snap_compare(app, terminal_size=size, run_before=pressing())


def test_the_menu_of_a_second_snooze(snap_compare: Compare) -> None:
    app = FleetApp(FakeLink(quieted(fleet(12))), ScreenSettings(), now=lambda: NOW)
    assert snap_compare(app, terminal_size=MIDDLE, run_before=pressing("g", "l", "l", "Z"))


@pytest.mark.parametrize("size", [SMALL, MIDDLE])
def test_one_answer_for_all_that_ask_the_same(size: tuple[int, int], snap_compare: Compare) -> None:
    view = asking_view("billing", "search", "ui-grid", cache=asked(named("cache"), note="git push --force"))
    app = FleetApp(FakeLink(view), ScreenSettings(), now=lambda: NOW)
    mark_all = ("asterisk", "g", "I")
    assert snap_compare(
        app, terminal_size=size, run_before=pressing(*(mark_all if size == MIDDLE else ("g", "I")))
    )
