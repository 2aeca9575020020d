from __future__ import annotations

from typing import Any

import pytest
from textual.events import MouseScrollDown, MouseScrollUp

from fleetui.ui.draw.clickable import act_at
from fleetui.ui.draw.strips import Span
from fleetui.ui.fleet import grid
from tests.support.fleets import fleet, with_ended
from tests.support.screens import Running, running


def place(run: Running, text: str, *, last: bool = False) -> tuple[int, int]:
    """Column and row of a text on screen."""
    found = [(line.index(text), y) for y, line in enumerate(run.text.splitlines()) if text in line]
    return found[-1 if last else 0]


async def click(run: Running, text: str, *, times: int = 1, last: bool = False) -> None:
    await run.pilot.click(offset=place(run, text, last=last), times=times)
    await run.pilot.pause()


def wheel(run: Running, target: str, event: type[MouseScrollDown | MouseScrollUp]) -> None:
    widget = run.app.screen.query_one(target)
    given: dict[str, Any] = {
        "delta_x": 0,
        "delta_y": 0,
        "button": 0,
        "shift": False,
        "meta": False,
        "ctrl": False,
    }
    widget.post_message(event(widget, x=1, y=1, **given))


def test_a_word_is_known_by_the_cell_it_stands_in() -> None:
    spans = [Span("ab", act="one"), Span("  "), Span("日", act="two")]
    assert [act_at(spans, cell) for cell in range(-1, 7)] == ["", "one", "one", "", "", "two", "two", ""]


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_a_click_selects_and_a_double_click_opens(size: tuple[int, int]) -> None:
    async with running(fleet(6), size) as run:
        await click(run, "search")
        assert run.app.fleet.selected == "search"
        assert run.kind == "FleetScreen"
        await click(run, "search", times=2)
        assert run.kind == "FocusScreen"


async def test_a_click_on_somebody_who_waits_goes_there() -> None:
    async with running() as run:
        await click(run, "docs-gen 9m", last=True)
        assert run.app.fleet.selected == "docs-gen"


async def test_a_click_on_a_count_shows_those_alone_and_again_all() -> None:
    async with running() as run:
        await click(run, "1 stuck")
        assert run.app.fleet.arrangement.filter == "state:stuck"
        assert "search" not in run.text
        await click(run, "1 stuck")
        assert run.app.fleet.arrangement.filter == ""
        await run.press("3")
        await click(run, "1 limited")
        assert run.kind == "FleetScreen"
        assert run.app.fleet.arrangement.filter == "state:limited"


async def test_the_keys_of_the_footer_can_be_clicked_and_one_that_is_not_offered_says_why_when_pressed() -> (
    None
):
    async with running() as run:
        await click(run, "f follow-up", last=True)
        assert run.kind == "FollowUpEditor"
        await click(run, "esc leave")
        assert run.kind == "FleetScreen"
    async with running(with_ended(fleet(3), "billing"), (220, 60)) as run:
        run.app.fleet.select("billing")
        assert "a attach" not in run.text.splitlines()[-1]
        await run.press("a")
        await run.until("nothing runs in billing")


async def test_the_wheel_turns_pages_of_the_grid_once_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(fleet(18), (100, 31)) as run:
        assert "page 1 of" in run.text
        first = run.app.fleet.selected
        wheel(run, "#grid", MouseScrollDown)
        wheel(run, "#grid", MouseScrollDown)
        await run.until("page 2 of")
        assert "page 2 of 2" not in run.text
        monkeypatch.setattr(grid, "WHEEL_S", 0.0)
        wheel(run, "#grid", MouseScrollUp)
        await run.until("page 1 of")
        assert run.app.fleet.selected == first


async def test_the_wheel_goes_through_the_list_and_scrolls_a_pane() -> None:
    async with running(fleet(6), (80, 24)) as run:
        names = run.app.fleet.body.order()
        run.app.fleet.select(names[0])
        wheel(run, "AgentList", MouseScrollDown)
        await run.pilot.pause()
        assert run.app.fleet.selected == names[1]
        await run.press("enter")
        wheel(run, "#focus-rows", MouseScrollUp)
        await run.until("of 3")
        assert "follows" in run.text
