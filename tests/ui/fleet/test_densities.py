"""Every density fills its slot exactly, says the state in three ways, and nothing gets out of its tile."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fleetui.model.attention import LOUD
from fleetui.model.settings import ScreenSettings
from fleetui.model.view import AgentView
from fleetui.ui.agent.tile import look_of
from fleetui.ui.draw.block_letters import high, letters, sign, wide
from fleetui.ui.draw.labels.states import state_of
from fleetui.ui.fleet.densities.registry import DENSITIES, WALL, WIDE, Density
from fleetui.ui.shell.shared_state import SharedState
from tests.support.fleets import NOW, FakeLink, Spec, agent, entry, fleet
from tests.support.screens import running

AGENTS = fleet(18).agents


def shared(glyphs: str = "unicode") -> SharedState:
    return SharedState(FakeLink(fleet(18)), ScreenSettings(glyphs=glyphs), now=lambda: NOW)


def drawn(density: Density, one: AgentView, width: int, height: int, glyphs: str = "unicode") -> list[str]:
    at = shared(glyphs)
    return [
        strip.text for strip in density.tile(at, one, look_of(at, one, width, height, marked=True, before=61))
    ]


@pytest.mark.parametrize("density", DENSITIES, ids=lambda one: one.name)
@given(
    st.sampled_from(AGENTS), st.integers(1, 230), st.integers(1, 90), st.sampled_from(["unicode", "ascii"])
)
def test_a_tile_fills_its_slot_exactly(
    density: Density, one: AgentView, width: int, height: int, glyphs: str
) -> None:
    at = shared(glyphs)
    tall = min(height, density.shape.most)
    rows = density.tile(at, one, look_of(at, one, width, tall, marked=False, before=None))
    assert len(rows) == tall
    assert {strip.cell_length for strip in rows} == {width}


@pytest.mark.parametrize("density", DENSITIES[:3], ids=lambda one: one.name)
def test_capitals_are_for_those_who_wait_and_ages_stand_beside_them(density: Density) -> None:
    for one in AGENTS:
        text = drawn(density, one, 100, min(20, density.shape.most))[0]
        loud = one.attention is not None and one.attention.want in LOUD
        assert (state_of(one).word in text) and (state_of(one).word.isupper() is loud)
        assert "6m" in drawn(density, AGENTS[0], 100, min(20, density.shape.most))[0]


@given(st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./<?:+ é", min_size=1), st.integers(1, 5))
def test_large_letters_take_the_room_they_say(text: str, scale: int) -> None:
    for glyphs in ("unicode", "ascii"):
        rows = letters(text, scale, glyphs)
        assert len(rows) == high(scale, glyphs)
        assert {len(line) for line in rows} == {wide(text, scale)}


def test_every_state_has_a_shape_of_its_own_in_large() -> None:
    keys = {state_of(one).key for one in AGENTS} - {"unconfirmed"}
    assert len({sign(key, 1) for key in keys}) == len(keys)


def test_the_wall_says_name_state_and_age_and_nothing_else() -> None:
    rows = "\n".join(drawn(WALL, AGENTS[0], 60, 9))
    for line in (*letters("NEEDS YOU", 1), *letters("billing", 1), *letters("6m", 1)):
        assert line.strip() in rows
    assert "alembic" not in rows


def test_a_name_too_long_for_large_letters_is_written_small_and_whole() -> None:
    one = agent(Spec("a-name-that-is-rather-long"))
    assert "a-name-that-is-rather-long" in "\n".join(drawn(WALL, one, 56, 9))


def test_a_longer_name_is_written_in_smaller_letters_than_the_others() -> None:
    rows = "\n".join(drawn(WALL, agent(Spec("reconnecting-client")), 120, 14))
    assert all(line.strip() in rows for line in letters("reconnecting-client", 1))
    rows = "\n".join(drawn(WALL, agent(Spec("client")), 120, 14))
    assert all(line.strip() in rows for line in letters("client", 2))


def test_rows_that_the_pane_leaves_free_say_what_waits_and_why() -> None:
    one = agent(Spec("a", queue=(entry(1, "first"), entry(2, "second"))))
    text = "\n".join(drawn(WIDE, one, 100, 40))
    assert "queue    first · waits: working" in text
    assert "second" in text
    assert "branch   agent/a   +412 -88 in 3 commits, 0 behind" in text
    assert "branch " not in "\n".join(drawn(WIDE, one, 100, 16))


async def test_plus_and_underscore_go_through_the_densities_and_the_choice_is_kept_for_the_size() -> None:
    async with running(fleet(18), (220, 60)) as run:
        grid = run.app.fleet.grid
        seen = []
        for key in ("underscore", "underscore", "plus", "plus", "plus", "plus"):
            await run.press(key)
            seen.append(grid.density.name)
        assert seen == ["compact", "compact", "normal", "wide", "wall", "wall"]
        assert run.app.shared.memory.load()["density"] == {"220x60": "wall"}
        await run.pilot.resize_terminal(200, 50)
        await run.pilot.pause()
        assert grid.density.name == "normal"
        await run.pilot.resize_terminal(220, 60)
        await run.pilot.pause()
        assert grid.density.name == "wall"


async def test_back_at_what_suits_the_size_nothing_is_kept() -> None:
    async with running(fleet(18), (220, 60)) as run:
        await run.press("plus", "underscore")
        assert run.app.shared.memory.load()["density"] == {}


async def test_a_small_terminal_shows_tiles_when_asked_and_the_list_again() -> None:
    async with running(fleet(12), (80, 24)) as run:
        await run.press("plus")
        assert not run.app.fleet._list.display
        assert "page 1 of" in run.text
        await run.press("underscore")
        assert run.app.fleet._list.display


async def test_the_header_of_the_wall_counts_in_large_letters() -> None:
    async with running(fleet(18), (220, 60)) as run:
        await run.press("plus", "plus")
        top = run.text.splitlines()[:3]
        for count in ("1", "7", "14:02"):
            for line, seen in zip(letters(count, 1), top, strict=True):
                assert line.strip() in seen
        await run.press("underscore")
        assert "needs you" in run.text.splitlines()[0]


async def test_zoom_gives_the_body_to_the_selected_tile_and_the_full_stop_goes_on() -> None:
    async with running(fleet(12), (120, 40)) as run:
        await run.press("z")
        assert run.link.looked[-1] == (frozenset({"billing"}), "billing")
        assert "branch   agent/billing" in run.text
        assert "waits: it asks you first" in run.text
        await run.press("full_stop")
        assert "same failure 3x" in run.text
        assert run.app.fleet.selected == "api-auth"
        await run.press("escape")
        assert len(run.link.looked[-1][0]) == 12
        await run.press("z", "z")
        assert len(run.link.looked[-1][0]) == 12


async def test_zoom_works_where_there_is_only_a_list() -> None:
    async with running(fleet(12), (80, 24)) as run:
        await run.press("z")
        assert "waits: it asks you first" in run.text
        await run.press("z")
        assert run.app.fleet._list.display


async def test_a_folded_band_hides_nobody_who_waits_and_the_heading_counts_the_rest() -> None:
    async with running(fleet(18), (220, 60)) as run:
        await run.press("b")
        heading, low = run.text.splitlines()[2:4]
        assert "▸ clawdemy" in heading and "▲ 1 needs you" in heading and "● 2 working" in heading
        for name in ("billing", "api-auth", "docs-gen", "migrate"):
            assert name in low
        assert "fuzzy rank" not in run.text
        assert run.app.shared.memory.load()["folded"] == ["clawdemy"]
        await run.press("k")
        assert "at search" in run.text
        await run.press("b")
        assert "fuzzy rank" in run.text
        assert run.app.fleet.selected == "search"


async def test_somebody_in_a_folded_band_who_begins_to_wait_appears_at_once() -> None:
    async with running(fleet(18), (220, 60)) as run:
        await run.press("b")
        agents = list(run.link.view.agents)
        agents[1] = replace(agents[1], attention=agents[0].attention)
        await run.show(replace(run.link.view, agents=tuple(agents)))
        assert "search" in run.text.splitlines()[3]


async def test_only_the_changed_tile_is_drawn_anew_in_every_density() -> None:
    async with running(fleet(18), (220, 60)) as run:
        for key in ("underscore", "plus", "plus", "plus"):
            await run.press(key)
            grid = run.app.fleet.grid
            before = {name: tile.rows for name, tile in grid._drawn.items()}
            agents = list(run.link.view.agents)
            agents[1] = replace(agents[1], draft=f"new {key}{len(before)}")
            await run.show(replace(run.link.view, agents=tuple(agents)))
            after = {name: tile.rows for name, tile in grid._drawn.items()}
            assert {name for name in after if after[name] is not before[name]} == {"search"}
