"""Saved views: filter, order and density under a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from fleetui.config.load import load
from fleetui.config.paths import find_paths
from fleetui.config.problems import ConfigError
from fleetui.model.settings import ScreenSettings, ScreenView
from fleetui.ui.fleet.arrange.saved_views import MOST, SavedViews
from fleetui.ui.fleet.screen import FleetScreen
from fleetui.ui.shell.memory import ShortMemory
from tests.support.screens import Running, running

LOUD = ScreenView("state:loud", "age")
DECLARED = ScreenSettings(views={"reviews": ScreenView("role:reviewer", "name")})
WIDE = (220, 60)


def screen(run: Running) -> FleetScreen:
    return run.app.fleet


def test_what_was_saved_is_there_for_the_next_dashboard():
    memory = ShortMemory()
    assert SavedViews(memory, {}).save("loud ones", LOUD) == ""
    (found,) = SavedViews(memory, {}).all()
    assert (found.name, found.show, found.declared) == ("loud ones", LOUD, False)


def test_a_name_stands_for_one_view_and_fleet_toml_keeps_its_own():
    views = SavedViews(ShortMemory(), DECLARED.views)
    views.save("mine", LOUD)
    views.save("mine", ScreenView("cache"))
    assert [(one.name, one.show.filter) for one in views.all()] == [
        ("reviews", "role:reviewer"),
        ("mine", "cache"),
    ]
    assert "fleet.toml has a view reviews" in views.save("reviews", LOUD)
    assert views.save("", LOUD)


def test_the_present_view_is_known_by_what_it_shows():
    views = SavedViews(ShortMemory(), DECLARED.views)
    views.save("mine", LOUD)
    assert views.like("state:loud", "age") == "mine"
    assert views.like("state:loud", "") == ""
    assert views.like("", "") == ""


def test_there_is_an_end_to_how_many_are_kept_and_one_may_still_be_replaced():
    views = SavedViews(ShortMemory(), {})
    for number in range(MOST):
        assert views.save(f"view {number}", LOUD) == ""
    assert "delete one first" in views.save("one more", LOUD)
    assert views.save("view 3", ScreenView("cache")) == ""


def test_memory_edited_by_hand_breaks_nothing():
    odd = {"views": {"a": 1, "b\x1b[2J": {"filter": 3}, "c": {"filter": "x", "sort": "nonsense"}}}
    names = [one.name for one in SavedViews(ShortMemory(odd), {}).all()]
    assert len(names) == 3
    assert all("\x1b" not in name for name in names)


async def test_a_view_is_saved_shown_by_its_number_and_told_in_the_line_below_the_header() -> None:
    async with running(size=WIDE) as run:
        await run.press("slash", *"codex", "enter", "S", "n", "v")
        assert "No views yet" in run.text
        await run.press("s", *"my codex")
        await run.press("enter")
        assert "codex, by name" in run.text
        await run.press("escape", "escape")
        assert len(screen(run).body.order()) == 12
        await run.press("S", "s")
        await run.press("v", "1")
        assert screen(run).body.order() == ["api-auth", "cache", "export", "migrate"]
        assert run.text.splitlines()[1].strip().startswith("my codex")


async def test_a_view_that_is_deleted_comes_back_with_u() -> None:
    async with running(size=WIDE) as run:
        screen(run).views.save("loud", LOUD)
        await run.press("v", "D")
        assert screen(run).views.all() == []
        await run.until("loud is deleted; u brings it back")
        await run.press("u")
        assert [one.name for one in screen(run).views.all()] == ["loud"]


async def test_a_declared_view_is_shown_and_cannot_be_deleted_here() -> None:
    async with running(size=WIDE, settings=DECLARED) as run:
        await run.press("v", "D")
        await run.until("reviews stands in fleet.toml")
        assert "role:reviewer, by name" in run.text
        await run.press("enter")
        assert screen(run).arrangement.filter == "role:reviewer"


async def test_a_view_without_an_order_goes_back_to_the_usual_one() -> None:
    async with running(size=WIDE) as run:
        screen(run).views.save("mine", ScreenView("codex"))
        await run.press("S", "n", "v", "1")
        assert screen(run).body.order() == ["api-auth", "cache", "migrate", "export"]


async def test_a_view_brings_its_density_and_one_without_leaves_it() -> None:
    async with running(size=(80, 24)) as run:
        screen(run).views.save("big", ScreenView(sort="name", density="wall"))
        screen(run).views.save("mine", ScreenView("codex"))
        await run.press("v", "1")
        assert screen(run).density_name == "wall"
        assert screen(run).body.order()[0] == "api-auth"
        await run.press("v", "2")
        assert screen(run).density_name == "wall"


async def test_the_palette_finds_views_and_orders_by_name() -> None:
    async with running(size=WIDE, settings=DECLARED) as run:
        await run.press("colon", *"view rev")
        await run.until("role:reviewer")
        await run.press("enter")
        await run.pilot.pause()
        assert screen(run).arrangement.filter == "role:reviewer"


def configured(tmp_path: Path, text: str) -> ScreenSettings:
    paths = find_paths(environment={"FLEETUI_HOME": str(tmp_path)})
    paths.config.write_text(text)
    return load(paths).screen


def test_views_are_declared_in_fleet_toml(tmp_path: Path):
    text = '[screen.views."my reviews"]\nfilter = "role:reviewer"\nsort = "age"\n[screen.views.big]\ndensity = "wall"'
    assert configured(tmp_path, text).views == {
        "my reviews": ScreenView("role:reviewer", "age"),
        "big": ScreenView(density="wall"),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[screen.views.a]\nsort = "size"', "sort"),
        ('[screen.views.a]\nfiltr = "x"', "did you mean 'filter'"),
        ('[screen.views."aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]', "1 to 24 characters"),
    ],
)
def test_a_mistake_in_a_declared_view_is_said(tmp_path: Path, text: str, said: str):
    with pytest.raises(ConfigError, match=said):
        configured(tmp_path, text)
